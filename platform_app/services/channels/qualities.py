"""What a number's quality rating means for the campaigns that leave it."""

from platform_app.core.context import CompanyContext
from platform_app.models.campaigns import PauseKind
from platform_app.models.channels import PhoneNumber, Severity
from platform_app.services import campaigns
from platform_app.services.channels.notices import Notice, raise_notice, resolve_notice

_LOW = (
    "WhatsApp rates the quality of {} as low: too many people have blocked or reported it. Write only to people who "
    "expect it, and resume when the rating has risen."
)
_MEDIUM = "Some people have blocked or reported it. When it becomes low, its campaigns pause."
_ADVICE = "Write only to people who expect it, and less often."


def pause_for_quality(ctx: CompanyContext, number: PhoneNumber) -> int:
    """Pause the campaigns of a number whose quality is low; return how many. They go on only when somebody says so."""
    pause = campaigns.Pause(PauseKind.QUALITY, _LOW.format(number.display_number))
    return campaigns.pause_at_work(ctx, pause, number_ids=[number.id])


def heed_quality(ctx: CompanyContext, number: PhoneNumber, *, was: str) -> None:
    """Draw the consequences of a rating that has changed: low pauses campaigns, medium warns, high settles both."""
    if number.quality == was:
        return
    key, name = f"number-quality:{number.id}", number.display_number
    if number.quality == "RED":
        stopped = pause_for_quality(ctx, number)
        severity = Severity.CRITICAL if stopped else Severity.WARNING
        title, text = f"The quality of {name} is low", _LOW.format(name)
    elif number.quality == "YELLOW":
        severity, title, text = Severity.WARNING, f"The quality of {name} is medium", _MEDIUM
    else:
        resolve_notice(ctx, number.channel_id, key)
        return
    notice = Notice(key, severity, title, text, _ADVICE, phone_number_id=number.id)
    raise_notice(ctx, number.channel_id, notice)
