"""Every error code of WhatsApp goes through the simulator and the engine, and stops what it should and no more."""

import asyncio
from collections import defaultdict

import pytest
from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from platform_app.core.ids import new_id
from platform_app.integrations.whatsapp.client import GraphClient, SendOutcome
from platform_app.integrations.whatsapp.errors import (
    Action,
    Arrives,
    ErrorMeaning,
    Scope,
    all_codes,
    explain,
)
from platform_app.jobs.rendering import Renderer
from platform_app.models.channels import Channel
from platform_app.services import sending
from platform_app.services.sending import Route
from tests.dev.conftest import simulator, simulator_process, webhook
from tests.dev.simulators import CompanyWebhook, Simulator, wait_for
from tests.support.portfolios import PERSON, Portfolios, Reach, make_portfolios
from tests.support.servers import TestDatabase

__all__ = ["simulator", "simulator_process", "webhook"]
DETAILS = "As it was scripted."
ACCOUNT = Reach({"this", "same template", "same number", "same account"}, {"a1", "a2"})
# Whatever a pause is not about goes on.
STOPPED = {
    Scope.TEMPLATE: Reach({"this", "same template"}),
    Scope.NUMBER: Reach(numbers={"a1"}),
    Scope.WABA: ACCOUNT,
    Scope.PORTFOLIO: Reach(ACCOUNT.campaigns | {"same portfolio"}, {"a1", "a2", "b1"}),
}
STOPPED_CATEGORY = {
    "MARKETING": Reach({"this", "same template", "same account"}),
    "UTILITY": Reach({"same number"}),
}
OF_THE_TOKEN = {0, 3, 10, 190, *range(200, 300), 131005}
WAITS = {Action.RETRY, Action.PAIR, Action.SLOW, Action.DEFER}
Group = tuple[Action, Scope]


def codes_by_group(*arrives: Arrives) -> list[tuple[Group, list[int]]]:
    groups: defaultdict[Group, list[int]] = defaultdict(list)
    for code in all_codes():
        meaning = explain(code)
        if meaning.arrives in arrives:
            groups[meaning.action, meaning.scope].append(code)
    return list(groups.items())


@pytest.fixture
def company(database: TestDatabase) -> Portfolios:
    return make_portfolios()


def send(company: Portfolios, simulator: Simulator) -> None:
    """Take the row through all steps of a lane."""
    work, lane = company.work(), new_id()
    (claim,) = in_company(company.actor, lambda ctx: sending.claim(ctx, work, lane=lane, size=9))
    (started,) = in_company(
        company.actor, lambda ctx: sending.start(ctx, work.source, [claim.id], lane=lane)
    )
    route = in_company(
        company.actor, lambda ctx: sending.load_route(ctx, claim.phone_number_id, work.campaign_id)
    )
    payload = Renderer(route.template).render(claim, started.callback(work.source))
    assert isinstance(payload, bytes)
    outcome = asyncio.run(post(simulator.url, route, payload))
    result = sending.judge(started, outcome)
    in_company(company.actor, lambda ctx: sending.record(ctx, work, [result]))


async def post(url: str, route: Route, payload: bytes) -> SendOutcome:
    async with GraphClient(url, "v25.0") as graph:
        return await graph.send(
            route.wa_phone_number_id,
            payload,
            route.token.reveal(),
            proof=route.proof.reveal(),
        )


def script(simulator: Simulator, trick: str, code: int) -> None:
    body = {"phone": PERSON, "trick": trick, "code": code, "details": DETAILS}
    answer = simulator.http.post("/simulator/api/scripts", json=body)
    assert answer.status_code == 200, answer.text


def hear(company: Portfolios, webhook: CompanyWebhook) -> None:
    """Apply the status that says `failed`, as soon as the simulator has sent it."""
    wait_for(lambda: any(one.status == "failed" for one in webhook.statuses()))
    statuses = webhook.statuses()
    webhook.requests.clear()

    def apply(ctx: CompanyContext) -> None:
        own = select(Channel.id).where(col(Channel.webhook_key) == "key-a")
        sending.apply_statuses(ctx, ctx.db.exec(own).one(), statuses)

    in_company(company.actor, apply)


def check(company: Portfolios, meaning: ErrorMeaning) -> None:
    """Compare what became of the row, the people and everything around with the meaning."""
    row = company.row()
    waits_without_blame = meaning.action is Action.PAUSE
    is_pending = waits_without_blame or meaning.action in WAITS
    assert row.status == ("pending" if is_pending else "failed"), meaning
    assert bool(row.waits) == (meaning.action in WAITS), meaning
    assert (row.error_code, row.error_detail) == (meaning.code, DETAILS)
    assert bool(row.opted_out_at) == (meaning.action is Action.OPT_OUT), meaning
    assert bool(row.unreachable_since) == (meaning.action is Action.BAD_NUMBER), meaning
    assert company.reach() == expected_reach(meaning), meaning
    if waits_without_blame:
        assert company.reasons() <= {meaning.sentence, meaning.words}
        assert company.reasons(), meaning
    assert company.kinds() == expected_kinds(meaning), meaning


def expected_kinds(meaning: ErrorMeaning) -> set[str]:
    """Return of what kind a pause of campaigns is: it says whom to ask, and that nothing resumes by itself."""
    if meaning.action is not Action.PAUSE or meaning.scope is Scope.NUMBER:
        return set()
    if meaning.scope is Scope.TEMPLATE:
        return {"template"}
    return {"credentials" if meaning.code in OF_THE_TOKEN else "account"}


def expected_reach(meaning: ErrorMeaning) -> Reach:
    if meaning.action is not Action.PAUSE:
        return Reach()
    return STOPPED_CATEGORY[meaning.category] if meaning.category else STOPPED[meaning.scope]


@pytest.mark.parametrize(
    ("group", "codes"),
    codes_by_group(Arrives.ANSWER, Arrives.BOTH, Arrives.INBOUND, Arrives.HEALTH),
)
def test_a_refusal_in_the_answer(
    company: Portfolios, simulator: Simulator, group: Group, codes: list[int]
):
    for code in codes:
        company.reset()
        script(simulator, "refuse", code)
        send(company, simulator)
        check(company, explain(code))


@pytest.mark.parametrize(("group", "codes"), codes_by_group(Arrives.STATUS, Arrives.BOTH))
def test_a_failure_in_a_status(
    company: Portfolios,
    simulator: Simulator,
    webhook: CompanyWebhook,
    group: Group,
    codes: list[int],
):
    for code in codes:
        company.reset()
        script(simulator, "fail", code)
        send(company, simulator)
        hear(company, webhook)
        check(company, explain(code))
