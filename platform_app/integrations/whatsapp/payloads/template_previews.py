"""How a customer will see a template on the phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from platform_app.integrations.whatsapp.graph_json import JsonObject, as_text
from platform_app.integrations.whatsapp.payloads.template_variables import (
    PLACEHOLDER,
    buttons_of,
    outgoing_value,
    replace_placeholders,
    template_variables,
)


@dataclass(frozen=True, slots=True)
class PreviewButton:
    """A button as the customer sees it."""

    kind: str
    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class TemplatePreview:
    """A template as the customer sees it; `header_media` is an address or an uploaded file's id."""

    header: str | None = None
    header_format: str | None = None
    header_media: str | None = None
    body: str = ""
    footer: str | None = None
    buttons: tuple[PreviewButton, ...] = ()


def render_preview(
    components: Sequence[JsonObject],
    values: Mapping[str, str],
    parameter_format: str = "POSITIONAL",
) -> TemplatePreview:
    """Show what a customer will see; a variable without a value stays as its placeholder."""
    known = {
        one.id: outgoing_value(one, values[one.id])
        for one in template_variables(components, parameter_format)
        if values.get(one.id)
    }
    parts = {str(item.get("type", "")).upper(): item for item in components}
    header = parts.get("HEADER", {})
    return TemplatePreview(
        header=_filled(header, "header", known),
        header_format=as_text(header.get("format")),
        header_media=known.get("header.media"),
        body=_filled(parts.get("BODY", {}), "body", known) or "",
        footer=as_text(parts.get("FOOTER", {}).get("text")),
        buttons=tuple(
            _preview_button(button, known.get(f"button.{index}"))
            for index, button in enumerate(buttons_of(components))
        ),
    )


def _filled(component: JsonObject, part: str, known: Mapping[str, str]) -> str | None:
    text = as_text(component.get("text"))
    if text is None:
        return None
    prefix = f"{part}."
    own = {
        key.removeprefix(prefix): value for key, value in known.items() if key.startswith(prefix)
    }
    return replace_placeholders(text, own)


def _preview_button(button: JsonObject, value: str | None) -> PreviewButton:
    url = as_text(button.get("url"))
    if url is not None and value is not None:
        suffix = value
        url = PLACEHOLDER.sub(lambda _: suffix, url)
    return PreviewButton(
        kind=str(button.get("type", "")).upper(), text=as_text(button.get("text")) or "", url=url
    )
