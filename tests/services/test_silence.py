"""A number that usually hears something at these hours, and hears nothing, is told of: once, until it is heard."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from platform_app.core.clock import now
from platform_app.core.db import company_transaction, public_transaction
from platform_app.jobs.silence import mark
from platform_app.models.channels import ChannelNotice, PhoneNumber
from platform_app.models.webhooks import NumberHour
from platform_app.services import webhooks
from tests.support import factories
from tests.support.conversations import all_of, hears, says
from tests.support.webhooks import TestChannel, connect

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def channel() -> TestChannel:
    return connect(factories.company("Acme").id)


def live(channel: TestChannel, *, weeks: int = 4, events: int = 20, quiet_h: int = 3) -> None:
    """Let a number have heard something in the last hours of earlier weeks, and nothing for some hours."""
    hour = now().replace(minute=0, second=0, microsecond=0)
    with company_transaction(channel.system) as ctx:
        number = ctx.db.exec(select(PhoneNumber)).one()
        number.last_event_at = now() - timedelta(hours=quiet_h)
        for week in range(1, weeks + 1):
            ctx.db.add(
                NumberHour(
                    company_id=channel.company_id,
                    phone_number_id=number.id,
                    hour=hour - timedelta(weeks=week, hours=1),
                    events=events,
                )
            )


def silent() -> list[tuple[UUID, UUID]]:
    with public_transaction() as ctx:
        return webhooks.list_silent(ctx)


def test_silence_against_the_habit_is_told_once_and_settled_by_the_next_event(channel):
    live(channel)
    assert silent() == [(channel.company_id, channel.number_id)]
    for _ in range(2):
        mark(channel.system, number_id=str(channel.number_id))
    [notice] = all_of(channel, ChannelNotice)
    assert (notice.severity, notice.resolved_at) == ("warning", None)
    assert "+351 21 000 0999" in notice.title
    assert silent() == []
    hears(channel, says("wamid.1"))
    [notice] = all_of(channel, ChannelNotice)
    assert notice.resolved_at is not None
    assert all_of(channel, PhoneNumber)[0].silent_since is None


@pytest.mark.parametrize(
    "habit",
    [{"weeks": 2}, {"events": 3}, {"quiet_h": 0}, {"quiet_h": 24 * 8}],
    ids=["too young", "rarely anything", "just heard", "given up long ago"],
)
def test_ordinary_quiet_is_not_told(channel, habit):
    live(channel, **habit)
    assert silent() == []


def test_quiet_hours_are_learnt_from_the_number_itself(channel):
    live(channel)
    with company_transaction(channel.system) as ctx:
        for one in ctx.db.exec(select(NumberHour)):
            one.hour -= timedelta(hours=6)
    assert silent() == []


def test_what_is_heard_is_counted_by_the_hour(channel):
    hears(channel, says("wamid.1"), says("wamid.2"))
    assert sum(one.events for one in all_of(channel, NumberHour)) == 2
    assert all_of(channel, PhoneNumber)[0].last_event_at is not None
