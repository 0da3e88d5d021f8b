"""The message templates of an account."""

from dataclasses import dataclass

from platform_app.integrations.whatsapp.graph import Graph, graph_id
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object, as_objects, as_text

_FIELDS = (
    "id,name,status,category,language,components,parameter_format,quality_score,rejected_reason"
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


async def list_templates(g: Graph, waba_id: str) -> list[TemplateInfo]:
    """List every template of the account, over all pages."""
    path = f"{graph_id(waba_id)}/message_templates"
    return [_template(row) async for row in g.pages(path, _FIELDS)]


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
    )
