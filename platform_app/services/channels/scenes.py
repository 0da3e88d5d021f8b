"""One thing that WhatsApp says about an account: what has been said before, whom it is about, how people hear of it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import col, select, update

from platform_app.core.clock import local_time
from platform_app.core.context import CompanyContext
from platform_app.models.channels import (
    Channel,
    ChannelNotice,
    PhoneNumber,
    Severity,
)
from platform_app.services import companies
from platform_app.services.channels.notices import Notice, raise_notice, resolve_notice
from platform_app.services.channels.readings import note_reading

# Until WhatsApp says otherwise; a date, so that one comparison serves pauses with and without an end.
FOREVER = datetime(2999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Scene:
    """An event on its way into one account; `at` is when it happened."""

    ctx: CompanyContext
    channel: Channel
    at: datetime

    def is_news(self, key: str) -> bool:
        """Tell whether nothing later, or just this, has been said about a matter."""
        heard = select(ChannelNotice.happened_at).where(
            col(ChannelNotice.company_id) == self.ctx.company_id,
            col(ChannelNotice.channel_id) == self.channel.id,
            col(ChannelNotice.key) == key,
        )
        last = self.ctx.db.exec(heard).one_or_none()
        return last is None or last < self.at

    def tell(self, notice: Notice, *, is_settled: bool = False) -> None:
        """Let people know; what needs nothing more of them is kept among the settled ones."""
        raise_notice(self.ctx, self.channel.id, notice, happened_at=self.at)
        if is_settled:
            resolve_notice(self.ctx, self.channel.id, notice.key)

    def warn(self, key: str, title: str, text: str, advice: str) -> None:
        """Open a warning about the account."""
        self.tell(Notice(key, Severity.WARNING, title, text, advice))

    def mention(self, key: str, title: str, text: str = "") -> None:
        """Keep a fact about the account that asks nothing of anybody."""
        self.tell(Notice(key, Severity.INFO, title, text), is_settled=True)

    def numbers(self) -> list[PhoneNumber]:
        """Return the account's numbers."""
        mine = select(PhoneNumber).where(
            col(PhoneNumber.company_id) == self.ctx.company_id,
            col(PhoneNumber.channel_id) == self.channel.id,
        )
        return list(self.ctx.db.exec(mine.order_by(col(PhoneNumber.id))))

    def portfolio(self) -> list[PhoneNumber]:
        """Return the numbers of all the company's accounts in the same business portfolio."""
        if not self.channel.business_id:
            return self.numbers()
        shared = (
            select(PhoneNumber)
            .join(
                Channel,
                (col(Channel.company_id) == col(PhoneNumber.company_id))
                & (col(Channel.id) == col(PhoneNumber.channel_id)),
            )
            .where(
                col(PhoneNumber.company_id) == self.ctx.company_id,
                col(Channel.business_id) == self.channel.business_id,
            )
        )
        return list(self.ctx.db.exec(shared.order_by(col(PhoneNumber.id))))

    def number(self, digits: str) -> PhoneNumber | None:
        """Return the number that is written with these digits, if it is connected."""
        for one in self.numbers():
            if digits and "".join(filter(str.isdigit, one.display_number)) == digits:
                return one
        return None

    def read_off(self, number: PhoneNumber) -> None:
        """Keep how a number stands now, beside how it stood before."""
        note_reading(self.ctx, number)

    def stop_all(self, reason: str, until: datetime = FOREVER) -> None:
        """Have nothing leave the account's numbers, answers neither."""
        self._pause({"paused_until": until, "pause_reason": reason})

    def stop_campaigns(self, reason: str, until: datetime = FOREVER) -> None:
        """Have no campaign leave the account's numbers; answers go on."""
        self._pause({"campaigns_paused_until": until, "campaigns_pause_reason": reason})

    def go_on(self) -> None:
        """Let the account's numbers send again."""
        self._pause({"paused_until": None, "pause_reason": None})
        self._pause({"campaigns_paused_until": None, "campaigns_pause_reason": None})

    def settle(self, key: str) -> None:
        """Settle a matter that was told before."""
        resolve_notice(self.ctx, self.channel.id, key)

    def say_time(self, moment: datetime) -> str:
        """Return a moment as the company's people read it."""
        return local_time(moment, companies.get_profile(self.ctx).time_zone)

    def _pause(self, values: dict[str, object]) -> None:
        self.ctx.db.flush()
        mine = update(PhoneNumber).where(
            col(PhoneNumber.company_id) == self.ctx.company_id,
            col(PhoneNumber.channel_id) == self.channel.id,
        )
        self.ctx.db.connection().execute(mine.values(values))
        self.ctx.db.expire_all()
        self.ctx.nudge("channels")


def number_id_of(number: PhoneNumber | None) -> UUID | None:
    """Return the id of a number that may not be connected."""
    return number.id if number is not None else None
