"""What a plan limits: refused beyond it, warned of once, given back where nothing was sent; never for replies."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlmodel import select

from platform_app.core.context import CompanyContext, PlatformActor
from platform_app.core.db import in_company, platform_transaction
from platform_app.core.errors import LimitReached
from platform_app.core.permissions import Role
from platform_app.jobs.imports import run
from platform_app.models.accounts import UserAccount
from platform_app.models.companies import Company
from platform_app.models.inbox import Message
from platform_app.models.mail import Mail
from platform_app.models.plans import Metric
from platform_app.services import contacts, imports, inbox, plans, usage
from tests.support.conversations import act, all_of, hears, only_id, says
from tests.support.factories import TestCompany, company
from tests.support.imports import check, report
from tests.support.plans import limit
from tests.support.servers import TestDatabase
from tests.support.webhooks import connect

ROOT = PlatformActor(None, "Root")


@pytest.fixture
def acme(database: TestDatabase) -> TestCompany:
    return company()


def used(acme: TestCompany, metric: Metric) -> int:
    return in_company(acme.alice, lambda ctx: usage.count(ctx, metric))


def letters(acme: TestCompany) -> list[str]:
    return in_company(acme.alice, lambda ctx: sorted(ctx.db.exec(select(Mail.subject))))


def spend(acme: TestCompany, amount: int) -> None:
    in_company(acme.alice, lambda ctx: usage.reserve(ctx, Metric.AI_ANSWERS, amount))


def test_what_goes_beyond_is_refused_whole_with_figures(acme: TestCompany) -> None:
    limit(acme.id, ai_answers=10)
    spend(acme, 7)
    with pytest.raises(LimitReached) as refused:
        spend(acme, 4)
    assert "10 AI answers a month; 7 are used, and this needs 4 more." in refused.value.message
    assert used(acme, Metric.AI_ANSWERS) == 7


def test_of_many_at_once_exactly_the_limit_gets_through(acme: TestCompany) -> None:
    limit(acme.id, ai_answers=10)

    def gets_through(_: int) -> bool:
        try:
            spend(acme, 1)
        except LimitReached:
            return False
        return True

    with ThreadPoolExecutor(8) as people:
        assert sum(people.map(gets_through, range(25))) == 10
    assert used(acme, Metric.AI_ANSWERS) == 10


def test_of_two_invitations_at_once_the_last_place_goes_to_one(acme: TestCompany) -> None:
    limit(acme.id, users=4)

    def invite(number: int) -> bool:
        def add(ctx: CompanyContext) -> None:
            usage.check(ctx, Metric.USERS)
            email = f"new{number}@acme.example"
            ctx.db.add(UserAccount(company_id=acme.id, email=email, role=Role.AGENT))

        try:
            in_company(acme.alice, add)
        except LimitReached:
            return False
        return True

    with ThreadPoolExecutor(6) as people:
        assert sum(people.map(invite, range(6))) == 1


def test_admins_hear_once_at_four_fifths_and_once_at_the_end(acme: TestCompany) -> None:
    limit(acme.id, ai_answers=10)
    spend(acme, 7)
    assert letters(acme) == []
    spend(acme, 1)
    spend(acme, 1)
    assert letters(acme) == ["A limit of your plan is near"]
    spend(acme, 1)
    assert letters(acme) == ["A limit of your plan is near", "A limit of your plan is reached"]


def test_who_has_muted_usage_gets_no_mail(acme: TestCompany) -> None:
    def mute(ctx: CompanyContext) -> None:
        alice = ctx.db.get_one(UserAccount, (acme.id, acme.alice.user_id))
        alice.muted_mail = ["usage"]

    in_company(acme.alice, mute)
    limit(acme.id, ai_answers=1)
    spend(acme, 1)
    assert letters(acme) == []


def test_without_a_limit_everything_is_counted_and_nothing_refused(acme: TestCompany) -> None:
    with platform_transaction(ROOT, acme.id) as ctx:
        plans.set_overrides(ctx, acme.id, {}, unlimited={"ai_answers"})
    spend(acme, 10_000_000)
    assert used(acme, Metric.AI_ANSWERS) == 10_000_000


def test_an_override_counts_before_the_plan_and_is_in_both_logs(acme: TestCompany) -> None:
    limit(acme.id, contacts=7)
    rows = in_company(acme.alice, usage.meter)
    assert [(r.limit, r.percent) for r in rows if r.metric == "contacts"] == [(7, 0)]
    with platform_transaction(ROOT) as ctx:
        assert ctx.db.get_one(Company, acme.id).limit_overrides == {"contacts": 7}


def test_a_contact_beyond_the_plan_is_not_added_by_hand(acme: TestCompany) -> None:
    limit(acme.id, contacts=1)

    def add(phone: str) -> Callable[[CompanyContext], UUID]:
        return lambda ctx: contacts.add(ctx, phone)

    in_company(acme.alice, add("+351912000001"))
    with pytest.raises(LimitReached):
        in_company(acme.alice, add("+351912000002"))
    assert used(acme, Metric.CONTACTS) == 1


def test_people_are_answered_whatever_the_plan_says(acme: TestCompany) -> None:
    limit(acme.id, **dict.fromkeys(map(str, Metric), 0))
    channel = connect(acme.id)
    hears(channel, says("wamid.1"))
    act(acme.bob, inbox.reply, only_id(channel), body="We are here.", client_key="k1")
    assert all_of(channel, Message)[-1].status == "pending"


def test_an_import_that_would_go_beyond_ends_with_a_sentence(acme: TestCompany) -> None:
    limit(acme.id, contacts=2)
    file = b"phone\n+351912000001\n+351912000002\n+351912000003\n"
    import_id = check(acme.alice, file)
    seen = report(acme.alice, import_id)
    assert "2 of the 3 new people would fit" in seen.shortfall
    with pytest.raises(LimitReached):
        in_company(acme.alice, lambda ctx: imports.start(ctx, import_id))
    limit(acme.id, contacts=3)
    in_company(acme.alice, lambda ctx: imports.start(ctx, import_id))
    limit(acme.id, contacts=2)
    run(acme.alice, import_id=str(import_id))
    done = report(acme.alice, import_id)
    assert done.status == "failed"
    assert "Your plan has 2 contacts, and this would make it 3." in done.problem
    assert used(acme, Metric.CONTACTS) == 0
