"""Hidden phone numbers: no state of a tab holds one, and no search finds one out."""

import json
from dataclasses import asdict, is_dataclass
from typing import Any

import pytest
from sqlmodel import update

from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.core.permissions import Permission, with_needed
from platform_app.models.contacts import Contact
from platform_app.models.imports import ContactImport, ContactImportProblem, ImportStatus
from platform_app.models.inbox import Conversation
from platform_app.services import campaigns, contacts, imports, inbox, team
from platform_app.services.team import CompanyRule
from platform_app.state.contacts import ContactsState
from platform_app.state.inbox import InboxState
from tests.support.campaigns import sending_campaign
from tests.support.conversations import act, all_of, hears, says
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, in_browser
from tests.support.webhooks import connect

DIGITS = "912000111"


@pytest.fixture
def town(database: TestDatabase) -> Town:
    made = make_town()
    act(made.alice.actor, team.set_rule, CompanyRule.HIDE_PHONE_NUMBERS, is_on=True)
    return made


def agent(town: Town) -> Actor:
    """Return bob as the guard would: with what the company's rules leave him."""
    [role] = [one for one in act(town.alice.actor, team.list_roles) if one.key == "agent"]
    held = frozenset(_permissions(role.permissions))
    bob = town.bob.actor
    return Actor(bob.company_id, bob.role, bob.via, bob.user_id, bob.name, held)


def _permissions(names: list[str]) -> list[Permission]:
    return [Permission(name) for name in names]


def everything_in(state: Any) -> str:
    def plain(value: Any) -> Any:
        return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)

    return json.dumps(state.dict(), default=plain)


def talk(town: Town) -> str:
    channel = connect(town.alice.company_id)
    notice = {"type": "system", "system": {"body": "changed from 351912000111 to 351912999888"}}
    hears(channel, says("wamid.1"), says("wamid.2", f"Call me: {DIGITS}"), name="")
    hears(channel, says("wamid.3") | notice, name="")
    with company_transaction(channel.system) as ctx:
        ctx.db.exec(update(Contact).values(attributes={"mobile": "00351 912 000-111", "zip": "1"}))
    return str(all_of(channel, Conversation)[0].id)


@pytest.mark.parametrize(("who", "is_hidden"), [("bob", True), ("alice", False)])
def test_no_var_of_inbox_and_contacts_holds_a_number(town: Town, who: str, is_hidden: bool) -> None:
    address = f"/inbox/{talk(town)}"

    async def work(browser: Browser) -> None:
        tab = browser.tab(getattr(town, who).ref())
        await tab.call(InboxState.load, address)
        await tab.call(ContactsState.load, "/contacts")
        state = await tab.state(InboxState)
        assert state.has_thread
        told = everything_in(state) + everything_in(await tab.state(ContactsState))
        bare = told.replace(" ", "").replace("-", "")
        assert (DIGITS not in bare) == is_hidden
        assert ("912999888" not in bare) == is_hidden
        assert "11" in state.thread.contact.phone

    in_browser(work)


def test_searching_for_a_number_tells_nothing(town: Town) -> None:
    talk(town)
    bob = agent(town)
    assert act(bob, contacts.list_rows, contacts.ContactFilters(search=DIGITS)).rows == []
    assert act(bob, inbox.list_conversations, search=DIGITS).rows == []
    assert (
        len(act(town.alice.actor, contacts.list_rows, contacts.ContactFilters(search=DIGITS)).rows)
        == 1
    )
    assert len(act(town.alice.actor, inbox.list_conversations, search=DIGITS).rows) == 1


def test_recipients_of_a_campaign_are_masked(database: TestDatabase) -> None:
    sent = sending_campaign(people=1)
    held = frozenset(_permissions(["campaigns.read"]))
    reader = Actor(sent.company_id, sent.actor.role, sent.actor.via, None, "", held)
    [row] = act(reader, campaigns.list_recipients, sent.id)
    assert row.phone == "••• ••• 00"
    [row] = act(sent.actor, campaigns.list_recipients, sent.id)
    assert row.phone == "+35191200" + "0000"


def test_rows_that_were_not_imported_are_masked(town: Town) -> None:
    company_id = town.alice.company_id
    with company_transaction(town.alice.actor) as ctx:
        item = ContactImport(
            company_id=company_id, file_name="a.csv", encoding="utf-8",
            delimiter=",", columns=["phone", "name"], mapping={}, status=ImportStatus.COMPLETED, rejected=1,
            default_region="", rows_total=1,
        )  # fmt: skip
        ctx.db.add(item)
        ctx.db.flush()
        ctx.db.add(
            ContactImportProblem(
                company_id=company_id, import_id=item.id, line=2, reason="Twice.",
                cells=[f"+351 {DIGITS}", "Rui"],
            )
        )  # fmt: skip
    held = frozenset(_permissions(["contacts.import"]))
    alice = town.alice.actor
    reader = Actor(company_id, alice.role, alice.via, alice.user_id, "", held)
    assert DIGITS not in act(reader, imports.problems_csv, item.id)[0]
    assert DIGITS not in act(reader, imports.list_problems, item.id).rows[0].row
    assert DIGITS in act(alice, imports.problems_csv, item.id)[0]


def test_segments_are_made_by_those_who_may_see_numbers() -> None:
    # Counting who has a number that begins with some digits finds it out digit by digit.
    assert Permission.CONTACTS_SEE_NUMBERS in with_needed([Permission.SEGMENTS_MANAGE])
