"""The messaging limit at work: what a lane may still hand out, and how long a campaign waits when it is used up."""

from zoneinfo import ZoneInfo

from platform_app.core.context import CompanyContext
from platform_app.models.campaigns import PauseKind
from platform_app.models.channels import PhoneNumber
from platform_app.services import campaigns, companies, portfolios
from platform_app.services.sending.views import Work


def measure_room(ctx: CompanyContext, work: Work, limit: int) -> int:
    """Return how many more people the portfolio may write to first; the campaign waits when there is nobody."""
    if work.campaign_id is None or work.phone_number_id is None:
        return 0
    number = ctx.db.get_one(PhoneNumber, (ctx.company_id, work.phone_number_id))
    room = portfolios.find_room(ctx, number.channel_id, limit)
    # What is under way may fail and leave its place.
    if room.left == 0 and room.under_way == 0:
        until = portfolios.room_returns_at(ctx, number.channel_id, limit)
        local = until.astimezone(ZoneInfo(companies.get_profile(ctx).time_zone))
        reason = (
            f"WhatsApp lets this account write to {limit:,} people in 24 hours, and they are used up. "
            f"It goes on by itself at {local:%H:%M} on {local:%A}."
        )
        pause = campaigns.Pause(PauseKind.LIMIT, reason)
        campaigns.let_rest(ctx, work.campaign_id, pause, until=until)
    return room.left
