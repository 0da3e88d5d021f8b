"""The message templates of an account: read, written, taken away."""

from collections.abc import Mapping
from dataclasses import dataclass

from platform_app.core.errors import InvalidInput
from platform_app.integrations.whatsapp.graph import Graph, graph_id
from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_list,
    as_number,
    as_object,
    as_objects,
    as_text,
)

_FIELDS = (
    "id,name,status,category,previous_category,correct_category,language,components,parameter_format,"
    "quality_score,rejected_reason,message_send_ttl_seconds,library_template_name,source"
)


@dataclass(frozen=True, slots=True)
class TemplateInfo:
    """A message template as WhatsApp stores it."""

    id: str
    name: str
    language: str
    category: str
    status: str
    parameter_format: str
    components: list[JsonObject]
    quality: str | None
    rejected_reason: str | None
    previous_category: str | None = None
    # The category that it will have.
    correct_category: str | None = None
    ttl_seconds: int | None = None
    library_name: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class CreatedTemplate:
    """What has become of a new template; its category need not be the one that was asked for."""

    id: str
    status: str
    category: str


@dataclass(frozen=True, slots=True)
class LibraryTemplate:
    """A template of Meta's own library, ready to be taken over."""

    id: str
    name: str
    language: str
    category: str
    topic: str
    usecase: str
    industries: tuple[str, ...]
    components: list[JsonObject]


async def list_templates(g: Graph, waba_id: str) -> list[TemplateInfo]:
    """List every template of the account, over all pages."""
    path = f"{graph_id(waba_id)}/message_templates"
    return [_template(row) async for row in g.pages(path, _FIELDS)]


async def create_template(g: Graph, waba_id: str, template: JsonObject) -> CreatedTemplate:
    """Submit a new template, or one out of the library by its `library_template_name`."""
    path = f"{graph_id(waba_id)}/message_templates"
    answer = await g.call("POST", path, body=template)
    return CreatedTemplate(
        id=as_text(answer.get("id")) or "",
        status=(as_text(answer.get("status")) or "PENDING").upper(),
        category=(as_text(answer.get("category")) or str(template.get("category", ""))).upper(),
    )


async def edit_template(g: Graph, template_id: str, changes: JsonObject) -> None:
    """Submit a template anew: all of its components, and its category unless it is approved."""
    await g.call("POST", graph_id(template_id, "template"), body=changes)


async def delete_template(
    g: Graph, waba_id: str, name: str, *, template_id: str | None = None
) -> None:
    """Delete a template in all of its languages, or only the one of `template_id`."""
    one = {"hsm_id": graph_id(template_id, "template")} if template_id else {}
    await g.call("DELETE", f"{graph_id(waba_id)}/message_templates", {"name": name, **one})


async def unpause_template(g: Graph, template_id: str) -> None:
    """Take back a pause that does not end by itself; raises InvalidInput with WhatsApp's reason why not."""
    answer = await g.call("POST", f"{graph_id(template_id, 'template')}/unpause")
    if answer.get("success") is False:
        reason = as_text(answer.get("reason")) or "It gave no reason"
        raise InvalidInput(f"WhatsApp did not take the pause back: {reason}.")


async def search_library(
    g: Graph, filters: Mapping[str, str], *, most: int
) -> list[LibraryTemplate]:
    """Return the first templates of Meta's library that fit: `search`, `topic`, `usecase`, `industry`, `language`."""
    wanted = {name: value for name, value in filters.items() if value}
    answer = await g.call("GET", "message_template_library", {**wanted, "limit": most})
    return [_library_template(row) for row in as_objects(answer.get("data"))[:most]]


def _template(row: JsonObject) -> TemplateInfo:
    def text(key: str) -> str:
        return as_text(row.get(key)) or ""

    return TemplateInfo(
        id=text("id"),
        name=text("name"),
        language=text("language"),
        category=text("category"),
        status=text("status"),
        parameter_format=text("parameter_format") or "POSITIONAL",
        components=as_objects(row.get("components")),
        quality=as_text(as_object(row.get("quality_score")).get("score")),
        rejected_reason=as_text(row.get("rejected_reason")),
        previous_category=as_text(row.get("previous_category")),
        correct_category=as_text(row.get("correct_category")),
        ttl_seconds=as_number(row.get("message_send_ttl_seconds")),
        library_name=as_text(row.get("library_template_name")),
        source=as_text(row.get("source")),
    )


def _library_template(row: JsonObject) -> LibraryTemplate:
    def text(key: str) -> str:
        return as_text(row.get(key)) or ""

    industries = (as_text(one) for one in as_list(row.get("industry")))
    return LibraryTemplate(
        id=text("id"),
        name=text("name"),
        language=text("language"),
        category=text("category"),
        topic=text("topic"),
        usecase=text("usecase"),
        industries=tuple(filter(None, industries)),
        components=as_objects(row.get("components")) or _flat_components(row),
    )


def _flat_components(row: JsonObject) -> list[JsonObject]:
    """Return the parts of a library row, which are not components but fields: header, body, buttons."""
    parts: list[JsonObject] = []
    if header := as_text(row.get("header")):
        parts.append({"type": "HEADER", "format": "TEXT", "text": header})
    if body := as_text(row.get("body")):
        examples = [as_text(one) or "" for one in as_list(row.get("body_params"))]
        example: JsonObject = {"example": {"body_text": [examples]}} if examples else {}
        parts.append({"type": "BODY", "text": body, **example})
    if buttons := as_objects(row.get("buttons")):
        parts.append({"type": "BUTTONS", "buttons": buttons})
    return parts
