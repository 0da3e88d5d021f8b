"""From a claimed row to the bytes that WhatsApp takes."""

from typing import Any

from platform_app.core.errors import InvalidInput
from platform_app.integrations.whatsapp.payloads import (
    CompiledTemplate,
    compile_template,
    text_message,
)
from platform_app.services.sending import Claim


class Renderer:
    """Renders the messages of one campaign, or replies; a template is compiled once."""

    def __init__(self, template: dict[str, Any] | None) -> None:  # Any: Graph's JSON
        self._problem = ""
        self._template: CompiledTemplate | None = None
        if template is not None:
            self._compile(template)

    def render(self, claim: Claim, callback: str) -> bytes | str:
        """Return the message, or the sentence that says why there is none."""
        to = claim.phone or claim.wa_user_id
        if not to:
            return "This person has neither a phone number nor a WhatsApp id."
        if self._problem:
            return self._problem
        if self._template is None:
            return text_message(
                to,
                str(claim.content.get("body", "")),
                callback=callback,
                reply_to=claim.context_wamid,
            )
        try:
            return self._template.render(to, claim.content, callback=callback)
        except InvalidInput as error:
            return error.message

    def _compile(self, template: dict[str, Any]) -> None:  # Any: Graph's JSON
        try:
            self._template = compile_template(
                template["name"],
                template["language"],
                template["components"],
                template["parameter_format"],
            )
        except InvalidInput as error:
            self._problem = error.message
