"""Reading what a webhook says about a template."""

from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object, as_text
from platform_app.integrations.whatsapp.payloads.webhook_elements import (
    Change,
    parse_timestamp,
    required,
)
from platform_app.integrations.whatsapp.payloads.webhook_types import TemplateUpdate

TEMPLATE_FIELDS = frozenset(
    {
        "message_template_status_update",
        "message_template_quality_update",
        "message_template_components_update",
        "template_category_update",
    }
)


def read_template_update(change: Change, raw: JsonObject) -> TemplateUpdate:
    """Return a change of a template; raises Misfit if it does not say of which."""
    rejection, other = as_object(raw.get("rejection_info")), as_object(raw.get("other_info"))
    disabling = as_object(raw.get("disable_info"))
    return TemplateUpdate(
        waba_id=change.waba_id,
        field=change.field,
        template_id=required(raw, "message_template_id"),
        name=as_text(raw.get("message_template_name")),
        language=as_text(raw.get("message_template_language")),
        status=as_text(raw.get("event")),
        reason=as_text(raw.get("reason")),
        category=as_text(raw.get("new_category")) or as_text(raw.get("message_template_category")),
        future_category=as_text(raw.get("correct_category")),
        quality=as_text(raw.get("new_quality_score")),
        at=change.at,
        raw=raw,
        title=as_text(other.get("title")),
        explanation=as_text(other.get("description")) or as_text(rejection.get("reason")),
        advice=as_text(rejection.get("recommendation")),
        disable_at=parse_timestamp(disabling.get("disable_date")),
        previous_category=as_text(raw.get("previous_category")),
        previous_quality=as_text(raw.get("previous_quality_score")),
        changes_at=parse_timestamp(raw.get("category_update_timestamp")),
    )
