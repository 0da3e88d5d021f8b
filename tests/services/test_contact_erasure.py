"""Erasing a person: afterwards no table and no file knows them, and no import brings them back."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg2 import sql
from sqlalchemy import text
from sqlmodel import select

from platform_app.core.db import company_transaction
from platform_app.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from platform_app.integrations.whatsapp.payloads import (
    ArchivedMessage,
    ArchiveSource,
    InboundKind,
    InboundMessage,
)
from platform_app.jobs.contacts import clear_traces
from platform_app.jobs.exports import run as write_export
from platform_app.jobs.imports import run as run_import
from platform_app.models.campaigns import Campaign, CampaignRecipient, SkipReason
from platform_app.models.consent import SuppressionKind
from platform_app.models.contacts import Contact, ContactErasure
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.imports import ContactImport, ContactImportProblem, ImportStatus
from platform_app.models.inbox import Message
from platform_app.models.media import Media, MediaStatus
from platform_app.models.webhooks import ParkedStatus, WebhookEvent
from platform_app.services import contacts, exports, inbox, suppression
from platform_app.services.media.keeping import file_store
from tests.support import factories, people
from tests.support import imports as imports_of
from tests.support.conversations import PHONE, act, all_of, hears, says
from tests.support.files import content_of
from tests.support.locks import wait_for_a_lock
from tests.support.servers import TestDatabase
from tests.support.webhooks import TestChannel, connect, status

USER_ID, NAME = "PT.canary7781", "Canária Única"
WHY = "They asked for it in a letter of today."
# How the person may stand anywhere: in JSON, in a file, in bytes.
CANARIES = (PHONE[1:], PHONE[-9:], USER_ID, NAME, "Canária")


@pytest.fixture
def acme(database: TestDatabase):
    return factories.company("Acme")


@pytest.fixture
def channel(acme: Any) -> TestChannel:
    return connect(acme.id)


def known(channel: TestChannel) -> UUID:
    """Have somebody write with a picture, and return their contact's id."""
    message = says("wamid.canary") | {"from": PHONE[1:], "from_user_id": USER_ID}
    hears(channel, message, name=NAME)
    [found] = all_of(channel, Contact)
    return found.id


def campaign_of(channel: TestChannel, contact_id: UUID, status: DeliveryStatus) -> UUID:
    with company_transaction(channel.system) as ctx:
        campaign = Campaign(company_id=channel.company_id, name="Winter")
        ctx.db.add(campaign)
        ctx.db.flush()
        row = CampaignRecipient(
            company_id=channel.company_id,
            campaign_id=campaign.id,
            contact_id=contact_id,
            name=NAME,
            phone=PHONE,
            wa_user_id=USER_ID,
            parameters={"body.1": NAME},
            wamid=f"wamid.of{PHONE[1:]}" if status is DeliveryStatus.READ else None,
            status=status,
        )
        ctx.db.add(row)
        return row.id


def file_of(channel: TestChannel) -> str:
    """Keep a file of the person's message, and return its name in the store."""
    key = f"{channel.company_id}/{uuid4().hex}"
    file_store().put(key, io.BytesIO(b"picture"))
    with company_transaction(channel.system) as ctx:
        message = ctx.db.exec(select(Message).where(Message.wamid == "wamid.canary")).one()
        ctx.db.add(
            Media(
                company_id=channel.company_id,
                message_id=message.id,
                phone_number_id=channel.number_id,
                wa_media_id="7",
                kind="image",
                mime_type="image/jpeg",
                filename=f"{NAME}.jpg",
                status=MediaStatus.STORED,
                storage_key=key,
            )
        )
    return key


def traces_elsewhere(channel: TestChannel) -> None:
    """Have the person stand in what files and webhooks left behind."""
    with company_transaction(channel.system) as ctx:
        run = ContactImport(
            company_id=channel.company_id,
            file_name="people.csv",
            status=ImportStatus.CHECKED,
            sample=PHONE.encode(),
            shown=[{"phone": PHONE}],
            encoding="utf-8",
            delimiter=",",
            default_region="",
        )
        ctx.db.add(run)
        ctx.db.flush()
        cells = [NAME, f"{PHONE[4:7]} {PHONE[7:10]} {PHONE[10:]}"]
        ctx.db.add(
            ContactImportProblem(
                company_id=channel.company_id, import_id=run.id, line=2, reason="Twice", cells=cells
            )
        )
        told = {"id": "wamid.x", "recipient_id": PHONE[1:]}
        ctx.db.add(
            ParkedStatus(
                company_id=channel.company_id, channel_id=channel.id, wamid="wamid.x", status=told
            )
        )


def erase(actor: Any, contact_id: UUID, reason: str = WHY) -> None:
    act(actor, contacts.erase, contact_id, reason=reason, identity=PHONE[-4:])


def clear(channel: TestChannel) -> None:
    for erasure in all_of(channel, ContactErasure):
        clear_traces(channel.system, erasure_id=str(erasure.id))


def found_in(database: TestDatabase) -> dict[str, str]:
    """Return every table that still holds one of the canaries, as text or as bytes."""
    needles = [*CANARIES, *(one.encode().hex() for one in CANARIES)]
    found: dict[str, str] = {}
    connection = database.connect()
    try:
        with connection.cursor() as cursor:
            cursor.execute("select tablename from pg_tables where schemaname = 'public'")
            for (table,) in cursor.fetchall():
                cursor.execute(
                    sql.SQL("select row::text from {} row").format(sql.Identifier(table))
                )
                for (row,) in cursor.fetchall():
                    if any(one in row for one in needles):
                        found[table] = row
    finally:
        connection.close()
    return found


def test_nothing_of_the_person_is_left_in_any_table(acme, channel, database):
    contact_id = known(channel)
    act(acme.alice, inbox.reply, only_conversation(channel), body=f"Hello {NAME}", client_key="k1")
    campaign_of(channel, contact_id, DeliveryStatus.READ)
    file_of(channel)
    traces_elsewhere(channel)
    assert {"contact", "message", "campaign_recipient", "webhook_event", "media"} <= set(
        found_in(database)
    )
    erase(acme.alice, contact_id)
    clear(channel)
    assert found_in(database) == {}


def test_their_files_and_exports_they_stand_in_are_deleted(acme, channel):
    contact_id = known(channel)
    key = file_of(channel)
    export_id = act(acme.alice, exports.ask, exports.ExportChoice())
    write_export(acme.alice, export_id=str(export_id))
    file = act(acme.alice, exports.open_file, export_id)
    erase(acme.alice, contact_id)
    clear(channel)
    assert not any(map(is_kept, (key, file.storage_key)))
    with pytest.raises(NotFound):
        act(acme.alice, exports.open_file, export_id)


def test_a_campaign_keeps_its_counts(acme, channel):
    contact_id = known(channel)
    row_id = campaign_of(channel, contact_id, DeliveryStatus.READ)
    erase(acme.alice, contact_id)
    [row] = all_of(channel, CampaignRecipient)
    assert (row.id, row.status, row.contact_id == contact_id) == (row_id, "read", False)


def test_what_waits_to_be_sent_to_them_is_skipped(acme, channel):
    contact_id = known(channel)
    campaign_of(channel, contact_id, DeliveryStatus.PENDING)
    erase(acme.alice, contact_id)
    [row] = all_of(channel, CampaignRecipient)
    assert (row.status, row.skip_reason) == ("skipped", SkipReason.ERASED)


def test_while_a_message_is_on_its_way_nobody_is_erased(acme, channel):
    contact_id = known(channel)
    campaign_of(channel, contact_id, DeliveryStatus.SENDING)
    with pytest.raises(Conflict, match="being sent right now"):
        erase(acme.alice, contact_id)
    assert len(all_of(channel, Contact)) == 1


def test_their_number_and_user_id_are_suppressed(acme, channel):
    erase(acme.alice, known(channel))
    with company_transaction(acme.alice) as ctx:
        found = suppression.find(ctx, [PHONE, USER_ID, "+351912999999"])
    assert found == {PHONE: SuppressionKind.ERASED, USER_ID: SuppressionKind.ERASED}


def test_other_people_s_webhooks_and_rows_stay(acme, channel):
    contact_id = known(channel)
    hears(channel, says("wamid.other") | {"from": "351912000333"}, name="Other")
    erase(acme.alice, contact_id)
    clear(channel)
    assert [one.name for one in all_of(channel, Contact)] == ["Other"]
    with company_transaction(channel.system) as ctx:
        assert ctx.db.connection().execute(text("select count(*) from webhook_event")).scalar() == 1


def test_an_erasure_that_was_cut_off_is_found_again(acme, channel):
    erase(acme.alice, known(channel))
    [erasure] = all_of(channel, ContactErasure)
    assert PHONE[1:] not in erasure.keys_sealed
    clear(channel)
    clear(channel)
    [erasure] = all_of(channel, ContactErasure)
    assert (erasure.status, erasure.keys_sealed, erasure.files) == ("done", "", [])


@pytest.mark.usefixtures("database")
def test_erasing_needs_a_reason_and_the_permission():
    town = people.make_town()
    with pytest.raises(NotAllowed):
        erase(town.bob.actor, UUID(int=1))
    with pytest.raises(InvalidInput):
        erase(town.alice.actor, UUID(int=1), reason="because")


def test_another_company_s_contact_is_not_there(acme, channel):
    contact_id = known(channel)
    with pytest.raises(NotFound):
        erase(factories.mallory(), contact_id)
    assert len(all_of(channel, Contact)) == 1


def only_conversation(channel: TestChannel) -> UUID:
    with company_transaction(channel.system) as ctx:
        return ctx.db.connection().execute(text("select id from conversation")).scalar_one()


def is_kept(name: str) -> bool:
    try:
        return bool(content_of(name, 7))
    except NotFound:
        return False


def test_an_export_that_is_being_written_begins_anew_without_them(acme, channel):
    contact_id = known(channel)
    export_id = act(acme.alice, exports.ask, exports.ExportChoice())
    begun = act(acme.alice, exports.claim, export_id)
    rows, size = exports.write(
        begun, lambda after: act(acme.alice, exports.read_batch, begun, after)
    )
    erase(acme.alice, contact_id)
    clear(channel)
    assert not act(acme.alice, exports.finish, begun, rows=rows, size=size)
    write_export(acme.alice, export_id=str(export_id))
    file = act(acme.alice, exports.open_file, export_id)
    assert PHONE[1:].encode() not in content_of(file.storage_key, file.size)


def test_whoever_erases_types_who_is_meant(acme, channel):
    contact_id = known(channel)
    preview = act(acme.alice, contacts.preview_erasure, contact_id)
    assert preview.identity == PHONE[-4:]
    for typed in ("", "9999", NAME):
        with pytest.raises(InvalidInput) as refused:
            act(acme.alice, contacts.erase, contact_id, reason=WHY, identity=typed)
        assert PHONE[-4:] in refused.value.fields["identity"]
    assert len(all_of(channel, Contact)) == 1


def test_a_person_without_a_number_is_meant_by_their_name(acme):
    with company_transaction(acme.alice) as ctx:
        one = Contact(company_id=acme.id, wa_user_id=USER_ID, name="Zoë  Único")
        ctx.db.add(one)
        contact_id = one.id
    act(acme.alice, contacts.erase, contact_id, reason=WHY, identity=" zoë único")
    with pytest.raises(NotFound):
        act(acme.alice, contacts.get_detail, contact_id)


def test_an_import_that_waits_for_the_erasure_does_not_bring_them_back(acme, channel, database):
    contact_id = known(channel)
    import_id = imports_of.create(acme.alice, f"phone,name\n{PHONE},{NAME}\n".encode())
    with ThreadPoolExecutor(1) as other:
        with company_transaction(acme.alice) as ctx:
            contacts.erase(ctx, contact_id, reason=WHY, identity=PHONE[-4:])
            running = other.submit(run_import, acme.alice, import_id=str(import_id))
            wait_for_a_lock(database)
        running.result()
    assert all_of(channel, Contact) == []
    clear(channel)
    assert found_in(database) == {}


def test_old_messages_and_the_address_book_of_the_app_bring_nobody_back(acme, channel):
    erase(acme.alice, known(channel))
    nothing: dict[str, Any] = {one.name: None for one in fields(InboundMessage)}
    told = InboundMessage(
        **nothing
        | {
            "phone_number_id": channel.wa_number_id,
            "wamid": "wamid.old",
            "from_phone": PHONE,
            "kind": InboundKind.TEXT,
            "text": "Hello",
            "raw": {},
        }
    )
    old = ArchivedMessage(told, ArchiveSource.HISTORY, is_ours=False, status="read")
    act(channel.system, inbox.archive, channel.id, old)
    book = {"type": "contact", "contact": {"full_name": NAME, "phone_number": PHONE[1:]}}
    sync = {"state_sync": [book | {"action": "add", "metadata": {"timestamp": "1790000000"}}]}
    channel.take(channel.body(channel.value(**sync), field="smb_app_state_sync"))
    assert all_of(channel, Contact) == []
    hears(channel, says("wamid.new") | {"from": PHONE[1:]})
    assert len(all_of(channel, Contact)) == 1


def test_a_status_that_comes_after_the_erasure_leaves_no_trace(acme, channel, database):
    erase(acme.alice, known(channel))
    clear(channel)
    late = status("wamid.late", "delivered") | {
        "recipient_id": PHONE[1:],
        "recipient_user_id": USER_ID,
    }
    other = status("wamid.other", "delivered") | {"recipient_id": "351912000333"}
    channel.take(channel.body(channel.value(statuses=[late])))
    channel.take(channel.body(channel.value(statuses=[other])))
    assert found_in(database) == {}
    assert [one.wamid for one in all_of(channel, ParkedStatus)] == ["wamid.other"]


def test_others_keep_what_a_body_says_about_them(acme, channel, database):
    """Of one body with two people's statuses, both of unknown messages, one person is erased: before it came, or after."""
    theirs = status("wamid.other", "delivered") | {"recipient_id": "351912000333"}
    mine = status("wamid.late", "delivered") | {"recipient_id": PHONE[1:]}
    contact_id = known(channel)
    channel.take(channel.body(channel.value(statuses=[mine, theirs])))
    erase(acme.alice, contact_id)
    clear(channel)
    channel.take(
        channel.body(channel.value(statuses=[theirs, mine]), channel.value(statuses=[mine]))
    )
    assert found_in(database) == {}
    assert {one.wamid for one in all_of(channel, ParkedStatus)} == {"wamid.other"}
    told = [json.loads(one.body)["entry"][0]["changes"] for one in all_of(channel, WebhookEvent)]
    assert [[one["value"]["statuses"] for one in changes] for changes in told] == [[[theirs]]] * 2


def test_news_of_somebody_who_has_come_back_is_kept(acme, channel):
    erase(acme.alice, known(channel))
    clear(channel)
    hears(channel, says("wamid.new") | {"from": PHONE[1:]})
    channel.take(
        channel.body(
            channel.value(statuses=[status("wamid.l", "sent") | {"recipient_id": PHONE[1:]}])
        )
    )
    assert len(all_of(channel, WebhookEvent)) == 2


def test_a_new_user_id_brings_nobody_back_and_is_erased_too(acme, channel, database):
    erase(acme.alice, known(channel))
    clear(channel)
    change = {"wa_id": PHONE[1:], "user_id": {"previous": USER_ID, "current": f"{USER_ID}.new"}}
    channel.take(channel.body(channel.value(user_id_update=[change]), field="user_id_update"))
    assert (all_of(channel, Contact), found_in(database)) == ([], {})
    assert act(acme.alice, contacts.was_erased, None, f"{USER_ID}.new")
