"""Contacts as files: whole, harmless in a spreadsheet, for whoever may, for a day."""

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import func, select, update

from platform_app.core.clock import now
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction, public_transaction
from platform_app.core.errors import LimitReached, NotAllowed, NotFound
from platform_app.core.permissions import Permission, with_needed
from platform_app.jobs.exports import expire, run
from platform_app.models.contacts import Contact, ContactExport
from platform_app.services import exports
from platform_app.services.exports.requests import MOST_WAITING
from tests.support import factories, people
from tests.support.conversations import act
from tests.support.files import content_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def acme():
    return factories.company("Acme")


def contact(actor: Actor, phone: str | None, **values: Any) -> UUID:
    with company_transaction(actor) as ctx:
        row = Contact(company_id=ctx.company_id, phone=phone, **values)
        ctx.db.add(row)
        return row.id


def written(actor: Actor, **choice: Any) -> list[dict[str, str]]:
    """Have an export written and return its rows."""
    export_id = act(actor, exports.ask, exports.ExportChoice(**choice))
    run(actor, export_id=str(export_id))
    file = act(actor, exports.open_file, export_id)
    text = content_of(file.storage_key, file.size).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def unfinished() -> list[tuple[UUID, UUID]]:
    with public_transaction() as ctx:
        return exports.list_unfinished(ctx)


def let_go(actor: Actor) -> None:
    """Do as if a minute had gone by since a worker was killed."""
    act(actor, lambda ctx: ctx.db.exec(update(ContactExport).values(held_until=now())))


def only_export(actor: Actor) -> ContactExport:
    with company_transaction(actor) as ctx:
        return ctx.db.exec(select(ContactExport)).one()


def test_the_file_holds_everybody_with_all_that_is_known(acme):
    contact(
        acme.alice, "+351912000001", name="Ana", tags=["vip", "old"], attributes={"city": "Faro"}
    )
    contact(acme.alice, None, name="Bo", wa_user_id="PT.1", opted_in_at=now())
    ana, bo = written(acme.alice)
    assert (ana["phone"], ana["name"], ana["tags"], ana["city"]) == (
        "'+351912000001", "Ana", "vip;old", "Faro",
    )  # fmt: skip
    assert (ana["wa_id"], ana["marketing"]) == ("351912000001", "unknown")
    assert (bo["user_id"], bo["phone"], bo["marketing"]) == ("PT.1", "", "opted in")


def test_a_formula_in_a_name_is_harmless(acme):
    contact(acme.alice, "+351912000001", name='=HYPERLINK("http://evil.example")')
    [row] = written(acme.alice)
    assert row["name"].startswith("'=")


def test_only_those_with_the_tag_when_asked(acme):
    contact(acme.alice, "+351912000001", tags=["vip"])
    contact(acme.alice, "+351912000002")
    assert [row["wa_id"] for row in written(acme.alice, tag="vip")] == ["351912000001"]


def test_more_people_than_one_batch_stand_in_it_once(acme, monkeypatch):
    monkeypatch.setattr("platform_app.services.exports.running.BATCH_ROWS", 3)
    for n in range(7):
        contact(acme.alice, f"+35191200000{n}")
    numbers = [row["wa_id"] for row in written(acme.alice)]
    assert sorted(numbers) == [f"35191200000{n}" for n in range(7)]


def test_nobody_else_s_people_stand_in_it(acme):
    contact(factories.mallory(), "+351912000009", name="Theirs")
    assert written(acme.alice) == []


def test_the_file_goes_when_its_day_is_over(acme):
    written(acme.alice)
    export = only_export(acme.alice)
    with company_transaction(acme.alice) as ctx:
        ctx.db.get_one(ContactExport, (acme.id, export.id)).expires_at = now() - timedelta(hours=1)
    with pytest.raises(NotFound):
        act(acme.alice, exports.open_file, export.id)
    with public_transaction() as ctx:
        assert exports.list_expired(ctx) == [(acme.id, export.id)]
    expire(Actor.system(acme.id), export_id=str(export.id))
    with pytest.raises(NotFound):
        content_of(export.storage_key, export.size)
    assert only_export(acme.alice).status == "expired"


def test_a_worker_that_was_killed_is_followed_by_another(acme):
    contact(acme.alice, "+351912000001")
    export_id = act(acme.alice, exports.ask, exports.ExportChoice())
    cut_off = act(acme.alice, exports.claim, export_id)
    assert cut_off is not None
    assert unfinished() == []
    assert act(acme.alice, exports.claim, export_id) is None
    let_go(acme.alice)
    assert unfinished() == [(acme.id, export_id)]
    run(acme.alice, export_id=str(export_id))
    # The first one comes to its end after all: its file is not offered.
    assert act(acme.alice, exports.finish, cut_off, rows=1, size=1) is False


def test_exports_do_not_pile_up(acme):
    for _ in range(MOST_WAITING):
        act(acme.alice, exports.ask, exports.ExportChoice())
    with pytest.raises(LimitReached):
        act(acme.alice, exports.ask, exports.ExportChoice())


def test_an_agent_neither_asks_nor_downloads():
    town = people.make_town()
    with pytest.raises(NotAllowed):
        act(town.bob.actor, exports.ask, exports.ExportChoice())
    with pytest.raises(NotAllowed):
        act(town.bob.actor, exports.open_file, UUID(int=1))


def test_another_company_s_file_is_not_there(acme):
    written(acme.alice)
    with pytest.raises(NotFound):
        act(factories.mallory(), exports.open_file, only_export(acme.alice).id)


def test_who_takes_numbers_out_may_see_them():
    assert Permission.CONTACTS_SEE_NUMBERS in with_needed([Permission.CONTACTS_EXPORT])


def test_a_long_export_stays_its_worker_s_with_every_batch(acme):
    contact(acme.alice, "+351912000001")
    export_id = act(acme.alice, exports.ask, exports.ExportChoice())
    work = act(acme.alice, exports.claim, export_id)
    let_go(acme.alice)
    assert act(acme.alice, exports.read_batch, work, None).rows == 1
    assert unfinished() == []


def test_what_is_another_worker_s_by_now_is_read_no_further(acme):
    contact(acme.alice, "+351912000001")
    export_id = act(acme.alice, exports.ask, exports.ExportChoice())
    slow = act(acme.alice, exports.claim, export_id)
    let_go(acme.alice)
    assert act(acme.alice, exports.claim, export_id) is not None
    assert act(acme.alice, exports.read_batch, slow, None) is None


def test_people_who_cannot_be_found_in_time_end_the_export_with_a_sentence(acme, monkeypatch):
    contact(acme.alice, "+351912000001")
    too_slow = func.pg_sleep(5).is_not(None)
    monkeypatch.setattr("platform_app.services.exports.running.BATCH_WITHIN_MS", 20)
    monkeypatch.setattr(
        "platform_app.services.exports.running.chosen", lambda _ctx, _choice: [too_slow]
    )
    export_id = act(acme.alice, exports.ask, exports.ExportChoice())
    run(acme.alice, export_id=str(export_id))
    export = only_export(acme.alice)
    assert (export.status, "took too long" in export.problem) == ("failed", True)
