"""What WhatsApp says about a template takes effect: in the row, in the history, on the campaigns that use it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.payloads import TemplateUpdate
from platform_app.models.campaigns import PauseKind
from platform_app.models.channels import Severity
from platform_app.models.templates import DELETED, SENDABLE, MessageTemplate
from platform_app.services import audit, campaigns, channels, companies
from platform_app.services.channels import Notice
from platform_app.services.templates.words import (
    Verdict,
    explain_category,
    explain_status,
    explain_stop,
    label,
)

# Events of one minute may come in any order, and clocks differ a little.
_SLACK = timedelta(minutes=1)
# Words for a template that can be sent again.
_BACK = {"REINSTATED": "APPROVED", "UNARCHIVED": "APPROVED"}
# A changed template is reviewed while its former version may still go out.
_HARMLESS = SENDABLE | {"PENDING"}
_SERIOUS = frozenset({"DISABLED", "LOCKED"})
# Done by people here, or nobody's concern.
_QUIET = frozenset({DELETED, "PENDING", "PENDING_DELETION", "ARCHIVED", "DRAFT"})
Facts = dict[str, str]


def apply_update(ctx: CompanyContext, channel_id: UUID, news: TemplateUpdate) -> None:
    """Apply what a webhook says about one template; an unknown one, and new texts, are pulled."""
    template = ctx.db.exec(
        select(MessageTemplate)
        .where(
            col(MessageTemplate.company_id) == ctx.company_id,
            col(MessageTemplate.channel_id) == channel_id,
            col(MessageTemplate.wa_template_id) == news.template_id,
        )
        .with_for_update()
    ).one_or_none()
    if template is None or news.field == "message_template_components_update":
        ctx.enqueue("templates.pull", channel_id=channel_id)
        return
    before = facts_of(template)
    if news.status:
        _take_status(template, news)
    if news.quality:
        template.quality, template.quality_at = news.quality, news.at or now()
    if news.category:
        _take_category(template, news)
    settle(ctx, template, before)


def settle(ctx: CompanyContext, template: MessageTemplate, before: Facts) -> None:
    """Draw the consequences of what has changed since `before`; nothing changed, nothing happens."""
    after = facts_of(template)
    changes = audit.changes_between(before, after)
    ctx.nudge("templates")
    if not changes:
        return
    zone = companies.get_profile(ctx).time_zone
    reason = explain_status(template, zone).words if before["status"] != after["status"] else ""
    audit.record(
        ctx,
        audit.AuditAction.TEMPLATE_JUDGED,
        template.id,
        name=label(template),
        changes=changes,
        **({"reason": reason} if reason else {}),
    )
    if before["status"] != after["status"]:
        _act_on_status(ctx, template, zone)
    if before["category"] != after["category"]:
        ctx.db.flush()
        campaigns.heed_category(ctx, template)
    if before["quality"] != after["quality"]:
        _act_on_quality(ctx, template)
    if (before["category"], before["category_to_come"]) != (
        after["category"],
        after["category_to_come"],
    ):
        _tell(
            ctx,
            template,
            "category",
            "The category of %s changes",
            explain_category(template, zone),
        )


def facts_of(template: MessageTemplate) -> Facts:
    """Return what WhatsApp decides about a template."""
    return {
        "status": template.status,
        "quality": template.quality,
        "category": template.category,
        "category_to_come": template.future_category,
    }


def put_status(template: MessageTemplate, status: str, at: datetime) -> None:
    """Write a state; what explained the one before goes with it."""
    status = _BACK.get(status, status)
    if status != template.status:
        template.status_title = template.status_explanation = template.status_advice = ""
        template.disable_at, template.rejected_reason = None, None
    template.status, template.status_at = status, at.replace(microsecond=0)


def reason_of(word: str | None) -> str | None:
    """Return why WhatsApp rejected a template; it says NONE when it did not."""
    return None if word == "NONE" else word


def _take_status(template: MessageTemplate, news: TemplateUpdate) -> None:
    at = news.at or now()
    if template.status_at is not None and at < template.status_at - _SLACK:
        return
    put_status(template, news.status or "", at)
    template.rejected_reason = reason_of(news.reason)
    template.status_title = news.title or ""
    template.status_explanation, template.status_advice = news.explanation or "", news.advice or ""
    template.disable_at = news.disable_at


def _take_category(template: MessageTemplate, news: TemplateUpdate) -> None:
    category = news.category or ""
    is_to_come = bool(news.future_category) and news.future_category != category
    if news.previous_category or category != template.category:
        template.previous_category = news.previous_category or template.category
    template.category = category
    if news.field == "template_category_update":
        template.future_category = (news.future_category or "") if is_to_come else ""
        template.category_changes_at = news.changes_at if is_to_come else news.at or now()


def _act_on_status(ctx: CompanyContext, template: MessageTemplate, zone: str) -> None:
    stopped = 0
    if template.status not in _HARMLESS:
        reason = explain_stop(template, zone)
        pause = campaigns.Pause(PauseKind.TEMPLATE, reason)
        stopped = campaigns.pause_at_work(ctx, pause, template_id=template.id)
        campaigns.return_unsendable(ctx, reason, template_id=template.id)
    verdict = explain_status(template, zone)
    if template.status in _QUIET and not stopped:
        verdict = Verdict()
    is_serious = bool(stopped) or template.status in _SERIOUS
    title = (
        "The template %s can't be sent"
        if template.status not in SENDABLE
        else "About the template %s"
    )
    _tell(ctx, template, "status", title, verdict, is_serious=is_serious)


def _act_on_quality(ctx: CompanyContext, template: MessageTemplate) -> None:
    low = Verdict(
        "Many people block or report it. WhatsApp pauses such templates, the third time for good.",
        "Send it to fewer people, who expect it, or say more clearly why they get it.",
    )
    title = "The quality of the template %s is low"
    _tell(ctx, template, "quality", title, low if template.quality == "RED" else Verdict())


def _tell(
    ctx: CompanyContext,
    template: MessageTemplate,
    matter: str,
    title: str,
    verdict: Verdict,
    *,
    is_serious: bool = False,
) -> None:
    """Open a notice, or settle it when there is nothing to say any more."""
    key = f"template-{matter}:{template.id}"
    if not verdict.words:
        channels.resolve_notice(ctx, template.channel_id, key)
        return
    severity = Severity.CRITICAL if is_serious else Severity.WARNING
    notice = Notice(key, severity, title % label(template), verdict.words, verdict.advice)
    channels.raise_notice(ctx, template.channel_id, notice)
