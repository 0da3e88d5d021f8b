"""From a claimed row to the bytes that WhatsApp takes."""

from collections.abc import Mapping
from typing import Any

from platform_app.core.errors import InvalidInput
from platform_app.integrations.whatsapp.payloads import CompiledTemplate, compile_template
from platform_app.integrations.whatsapp.payloads.messages import message, text
from platform_app.services.sending import Claim

Json = dict[str, Any]  # Any: Graph's JSON


class Renderer:
    """Renders the messages of one campaign, or replies; each of a campaign's templates is compiled once."""

    def __init__(self, template: Json | None, variants: Mapping[int, Json] | None = None) -> None:
        self._templates = {} if template is None else {0: _compile(template)}
        self._templates |= {place: _compile(one) for place, one in (variants or {}).items()}

    def render(self, claim: Claim, callback: str) -> bytes | str:
        """Return the message, or the sentence that says why there is none."""
        to = claim.phone or claim.wa_user_id
        if not to:
            return "This person has neither a phone number nor a WhatsApp id."
        if self._templates:
            return _fill(self._templates[claim.variant], to, claim.content, callback)
        if claim.content.get("type") == "template":
            return _fill(_compile(claim.content), to, claim.content["values"], callback)
        return _free_form(to, claim, callback)


def _free_form(to: str, claim: Claim, callback: str) -> bytes | str:
    try:
        # A plain answer is kept as its words only, everything else as the builders make it.
        content = claim.content
        if "body" in content:
            content = text(content["body"])
        return message(to, content, callback=callback, reply_to=claim.context_wamid)
    except InvalidInput as error:
        return next(iter(error.fields.values()), error.message)


def _compile(template: Json) -> CompiledTemplate | str:
    try:
        return compile_template(
            template["name"],
            template["language"],
            template["components"],
            template["parameter_format"],
        )
    except InvalidInput as error:
        return error.message


def _fill(
    template: CompiledTemplate | str, to: str, values: dict[str, str], callback: str
) -> bytes | str:
    if isinstance(template, str):
        return template
    try:
        return template.render(to, values, callback=callback)
    except InvalidInput as error:
        return error.message
