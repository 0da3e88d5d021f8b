"""Two full companies that know the same people by the same words: neither sees or changes anything of the other's."""

import inspect
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from psycopg2 import sql
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlmodel import select

from platform_app.core.clock import now
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.core.errors import AppError
from platform_app.core.ids import LAST_ID, NIL_ID
from platform_app.core.paging import cursor_after
from platform_app.jobs import exports as export_jobs
from platform_app.models.attributes import AttributeKind
from platform_app.models.consent import (
    ConsentKind,
    ConsentPurpose,
    ConsentSource,
    Suppression,
    SuppressionKind,
)
from platform_app.models.contacts import Contact, ContactErasure
from platform_app.models.notes import ContactNote
from platform_app.models.sweeps import ContactSweep, SweepKind
from platform_app.services import (
    attributes,
    consent,
    contacts,
    exports,
    imports,
    segments,
    suppression,
    sweeps,
    tags,
    timelines,
)
from platform_app.services.contacts import ContactFilters, Traces
from tests.support import factories
from tests.support.conversations import act
from tests.support.imports import create, take_in
from tests.support.servers import TestDatabase
from tests.support.services import PLAUSIBLE, Service, company_services

PHONE, OTHER, LISTED = "+351912000001", "+351912000002", "+351912000009"
PACKAGES = frozenset(
    "attributes blocks consent contacts exports imports segments suppression sweeps tags timelines".split()
)
ASKED = {"match": "all", "parts": [{"subject": "tags", "operator": "any_of", "values": ["vip"]}]}
# What both have under the same name, and whoever calls may say.
SAID: dict[str, Any] = {
    "phone": PHONE,
    "wa_user_id": None,
    "name": "vip",
    "names": ["vip"],
    "label": "City",
    "key": "city",
    "subject": "city",
    "old": "vip",
    "new": "gone",
    "definition": ASKED,
    "values": [PHONE, LISTED],
    "value": LISTED,
    "colour": "blue",
    "search": "Ana",
    "place": 0,
    "reason": "They asked for it by letter.",
    "body": "Likes tea",
    "after": NIL_ID,
    "purpose": ConsentPurpose.MARKETING,
    "of_other": ["name"],
    "is_added": True,
    "is_tag": True,
    "words": PHONE,
    "identity": PHONE[-4:],
    "keys": [PHONE[1:]],
    "bodies": {NIL_ID: PHONE.encode()},
    "source": "List",
    "marked_at": now(),
    "before": cursor_after(now(), LAST_ID),
    "tag": "vip",
    "current": "PT.12345",
    "file_name": "people.csv",
}
MAKES = PLAUSIBLE | {
    AttributeKind: lambda: AttributeKind.TEXT,
    SweepKind: lambda: SweepKind.RETAG,
    SuppressionKind: lambda: SuppressionKind.LISTED,
    ContactFilters: ContactFilters,
    sweeps.Sweep: lambda: sweeps.Sweep(SweepKind.TAG, "vip", "", NIL_ID),
    consent.EventFilters: consent.EventFilters,
    exports.ExportChoice: exports.ExportChoice,
    imports.ImportChoices: imports.ImportChoices,
    imports.Batch: lambda: imports.Batch(0),
    consent.CapChanges: lambda: consent.CapChanges("1", "2"),
    consent.KeywordChanges: lambda: consent.KeywordChanges("halt", "go", "Done.", "Welcome."),
    consent.ConsentByHand: lambda: consent.ConsentByHand("marketing", "Form", "2026-01-02", "Yes."),
    consent.ConsentChange: lambda: consent.ConsentChange(
        ConsentKind.WITHDRAWN, ConsentSource.AGENT
    ),
}
KEPT = imports.KeptFile(
    "a.csv", 1, "", imports.FilePreview("a.csv", "utf-8", ",", 1, [], [], 1, 0), b"phone\n"
)
SERVICES = {
    name: service
    for name, service in company_services().items()
    if name.partition(".")[0] in PACKAGES
}


def fill(actor: Actor, secret: str) -> dict[str, Any]:
    """Give a company one of everything; return the arguments that name what is its own."""
    take_in(actor, {"phone": PHONE, "name": f"Ana {secret}", "city": secret}, tag="vip")
    ana, other = _ids_of(actor, f"Ana {secret}"), act(actor, contacts.add, OTHER, name=secret)
    act(actor, tags.ensure, ["vip", secret])
    note_id = act(actor, contacts.add_note, ana, f"Note {secret}")
    act(actor, contacts.save, ana, name=f"Ana {secret}", values={"city": f"{secret} town"})
    segment_id = act(actor, lambda ctx: segments.create(ctx, name="Regulars", definition=ASKED))
    list_id = act(actor, lambda ctx: segments.create_list(ctx, name="Friends"))
    act(actor, segments.add_members, list_id, [ana])
    wording_id = act(actor, lambda ctx: consent.add_wording(ctx, name="Form", body=secret))
    listed = SuppressionKind.LISTED
    act(actor, lambda ctx: suppression.add(ctx, [LISTED], listed, source=secret))
    export_id = act(actor, exports.ask, exports.ExportChoice())
    export_jobs.run(actor, export_id=str(export_id))
    waiting = act(actor, exports.ask, exports.ExportChoice())
    import_id = create(actor, f"phone,name\n12,{secret}\n".encode(), tags=("vip",))
    act(actor, lambda ctx: sweeps.begin(ctx, SweepKind.RETAG, secret, after=NIL_ID))
    gone = ContactErasure(contact_id=NIL_ID, reason=secret, company_id=actor.company_id)
    act(actor, lambda ctx: ctx.db.add(gone))
    [tag_id, *_] = [UUID(one.id) for one in act(actor, tags.list_tags) if one.name == "vip"]
    [city] = act(actor, attributes.list_definitions)
    return {
        "contact_id": ana,
        "kept_id": ana,
        "other_id": other,
        "contact_ids": [ana, other],
        "note_id": note_id,
        "tag_id": tag_id,
        "into": tag_id,
        "definition_id": UUID(city.id),
        "segment_id": segment_id,
        "segment_ids": {segment_id, list_id},
        "of_contact": ana,
        "wording_id": wording_id,
        "entry_id": _one(actor, Suppression),
        "without": segment_id,
        "import_id": import_id,
        "export_id": waiting,
        "sweep_id": _one(actor, ContactSweep),
        "erasure_id": gone.id,
        "traces": Traces(gone.id, (PHONE[1:],), ()),
        "work": act(actor, exports.claim, waiting),
        "kept": KEPT,
        "contact": act(actor, lambda ctx: ctx.db.get_one(Contact, (ctx.company_id, ana))),
        "note": act(actor, lambda ctx: ctx.db.get_one(ContactNote, (ctx.company_id, note_id))),
    }


def _ids_of(actor: Actor, name: str) -> UUID:
    [row] = act(actor, contacts.list_rows, ContactFilters(search=name)).rows
    return UUID(row.id)


def _one(actor: Actor, model: Any) -> UUID:
    return act(actor, lambda ctx: ctx.db.exec(select(model.id)).one())


def rows_of(database: TestDatabase, company_id: UUID) -> dict[str, str]:
    """Return every row of a company, by table."""
    found: dict[str, str] = {}
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.columns join pg_tables on tablename = table_name "
            "where schemaname = 'public' and column_name = 'company_id'"
        )
        for (table,) in cursor.fetchall():
            query = (
                "select string_agg(t::text, '|' order by t::text) from {} t where company_id = %s"
            )
            cursor.execute(sql.SQL(query).format(sql.Identifier(table)), (company_id,))
            found[table] = str(cursor.fetchone())
    connection.close()
    return found


def called(service: Service, actor: Actor, given: dict[str, Any]) -> str:
    """Call a service with what is another company's; return all that it says, also as it refuses."""
    parameters = list(inspect.signature(service, eval_str=True).parameters.values())[1:]
    named = {one.name: _argument(one, given) for one in parameters if _is_given(one, given)}
    said: list[str] = []
    # The last two refuse a row that another company's transaction has read: the session, and the database.
    refusals = (AppError, InvalidRequestError, IntegrityError)
    with suppress(*refusals), company_transaction(actor) as ctx:
        answer = service(ctx, **named)
        said.append(repr(answer))
    return "".join(said)


def _is_given(one: inspect.Parameter, given: dict[str, Any]) -> bool:
    return one.default is one.empty or one.name in given or one.name in SAID


def _argument(one: inspect.Parameter, given: dict[str, Any]) -> Any:
    if one.name in given:
        return given[one.name]
    if one.name in SAID:
        return SAID[one.name]
    return MAKES[one.annotation]()


@pytest.fixture
def both(database: TestDatabase) -> Iterator[tuple[Actor, Actor, dict[str, Any]]]:
    """Two companies' admins, and what names the first one's own things."""
    acme, globex = factories.company("Acme").alice, factories.mallory()
    theirs = fill(acme, "Lemontree")
    fill(globex, "Quincebush")
    yield acme, globex, theirs


@pytest.mark.parametrize("acts_as", ["an admin", "the product itself"])
def test_no_function_shows_or_changes_another_company_s(database, both, acts_as):
    acme, globex, theirs = both
    actor = globex if acts_as == "an admin" else Actor.system(globex.company_id)
    before = rows_of(database, acme.company_id)
    assert "Lemontree" in str(before)
    for name in sorted(SERVICES):
        assert "Lemontree" not in called(SERVICES[name], actor, theirs), name
        after = rows_of(database, acme.company_id)
        assert [table for table in before if before[table] != after[table]] == [], name


def test_searches_and_counts_know_one_company_s_people_only(both):
    acme, globex, _ = both
    for actor, secret in ((acme, "Lemontree"), (globex, "Quincebush")):
        for words in ("Ana", PHONE, secret):
            found = act(actor, contacts.list_rows, ContactFilters(search=words)).rows
            assert found
            assert all(secret in one.name for one in found)
        assert act(actor, contacts.count_rows) == 2
        assert act(actor, contacts.count_rows, ContactFilters(tag="vip")) == 1
        assert act(actor, tags.count_people) == {"vip": 1}
        assert act(actor, attributes.count_people) == {"city": 1}
        assert act(actor, segments.count, ASKED) == 1
        assert act(actor, suppression.count) == 1
        assert len(act(actor, imports.list_rows).rows) == 2
        assert len(act(actor, exports.list_rows).rows) == 2
        assert act(actor, contacts.count_rows, ContactFilters(search="nobody")) == 0


def test_a_file_and_a_timeline_hold_one_company_s_people_only(both):
    acme, globex, _ = both
    for actor, secret, other in (
        (acme, "Lemontree", "Quincebush"),
        (globex, "Quincebush", "Lemontree"),
    ):
        ana = _ids_of(actor, f"Ana {secret}")
        told = str(act(actor, timelines.list_rows, ana).rows)
        assert (secret in told, other in told) == (True, False)
        work = exports.ExportWork(NIL_ID, "none", {}, ("city",))
        assert act(actor, exports.read_batch, work, None) is None
