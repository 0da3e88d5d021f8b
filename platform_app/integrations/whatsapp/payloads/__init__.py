"""What goes to WhatsApp and what comes from it; this is the index of the package."""

from platform_app.integrations.whatsapp.payloads.messages import text_message
from platform_app.integrations.whatsapp.payloads.template_previews import (
    PreviewButton,
    TemplatePreview,
    render_preview,
)
from platform_app.integrations.whatsapp.payloads.template_variables import (
    TemplateVariable,
    VariableKind,
    clean_parameter,
    template_variables,
)
from platform_app.integrations.whatsapp.payloads.templates import (
    CompiledTemplate,
    compile_template,
    unsendable_part,
)
from platform_app.integrations.whatsapp.payloads.webhook_types import (
    InboundKind,
    InboundMessage,
    OtherEvent,
    ParsedWebhook,
    Problem,
    StatusError,
    StatusUpdate,
    TemplateUpdate,
)
from platform_app.integrations.whatsapp.payloads.webhooks import parse_webhook

__all__ = [
    "CompiledTemplate",
    "InboundKind",
    "InboundMessage",
    "OtherEvent",
    "ParsedWebhook",
    "PreviewButton",
    "Problem",
    "StatusError",
    "StatusUpdate",
    "TemplatePreview",
    "TemplateUpdate",
    "TemplateVariable",
    "VariableKind",
    "clean_parameter",
    "compile_template",
    "parse_webhook",
    "render_preview",
    "template_variables",
    "text_message",
    "unsendable_part",
]
