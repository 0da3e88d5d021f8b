"""Whatever a service changes leaves an audit event, or says here why not; and this test can fail."""

from tests.architecture.audit_coverage import unaudited
from tests.architecture.modules import Module, product

_COUNTED = "it counts attempts, and is no act upon anything"
_PART = "it is a part of acts that are remembered by whoever calls it"
_SENDING = "the message's own row says what became of it"
_MAIL = "the mail's own row says what became of it; the act that wrote it is remembered"
_IMPORT = "its start is remembered; the import's own row says how far it is"
_USAGE = "it counts what is used; the act that uses it is remembered"
_ERASURE = "the erasure is remembered; this clears what is left"
_EXPORT = "the wish for it is remembered, and who takes the file"
_SWEEP = "the change of the tag or attribute is remembered; this brings it to everybody"
_WEBHOOK = "WhatsApp reports a fact; the body itself is kept"
SILENT = {
    "accounts.admit": _COUNTED,
    "accounts.end_sessions_of": _PART,
    "accounts.give_link": _PART,
    "accounts.keep_theme": "how a page looks to its own reader",
    "accounts.kill_links_of": _PART,
    "accounts.start_session": _PART,
    "accounts.touch": "when a session was used last is no act",
    "attributes.clear_batch": "the attribute's deletion is remembered; this brings it to everybody",
    "attributes.convert_batch": "the attribute's change is remembered; this brings it to everybody",
    "channels.mark_subscribed": "the connecting is remembered; this works it out",
    "channels.mark_unsubscribed": "the connecting is remembered; this works it out",
    "channels.mark_unseen": "a notice says it, with its time",
    "channels.raise_notice": "a notice is a record itself, with its time",
    "channels.resolve_notice": "a notice is a record itself, with its time",
    "companies.erase_batch": "the end of the erasure is remembered",
    "consent.forget": "the erasure is remembered",
    "contacts.index_batch": "it only makes searchable what is there",
    "contacts.tag_batch": "tag_matching remembers it for all; this brings it to everybody",
    "contacts.settle_debt": "it only makes searchable what is there",
    "contacts.clear_events": _ERASURE,
    "contacts.take_out_of_events": _ERASURE,
    "contacts.finish_erasure": _ERASURE,
    "exports.claim": _EXPORT,
    "exports.expire": _EXPORT,
    "exports.expire_all": _EXPORT,
    "exports.fail": _EXPORT,
    "exports.finish": _EXPORT,
    "exports.read_batch": _EXPORT,
    "imports.claim": _IMPORT,
    "imports.add_draft": "nothing has been imported yet; the start is remembered",
    "imports.check": "a dry run writes nobody down; the start is remembered",
    "imports.fail": _IMPORT,
    "imports.finish": _IMPORT,
    "imports.release": _IMPORT,
    "imports.take": _IMPORT,
    "inbox.apply_address_book": _WEBHOOK,
    "inbox.apply_user_id_change": _WEBHOOK,
    "inbox.archive": _WEBHOOK,
    "inbox.hand_over": "the change in the team is remembered, with how many conversations it moved",
    "inbox.mark_answered": _WEBHOOK,
    "inbox.mark_read": "a count of what is unread",
    "inbox.open_conversation": "a count of what is unread",
    "companies.note_silence": "that DNS did not answer changes nothing about a domain",
    "knowledge.drop_passages": "the change of the source is remembered; this makes it searchable",
    "knowledge.put_passages": "the change of the source is remembered; this makes it searchable",
    "mail.ask_for_approval": _MAIL,
    "mail.claim": _MAIL,
    "mail.keep": _MAIL,
    "mail.mark_failed": _MAIL,
    "mail.mark_sent": _MAIL,
    "mail.send_back": _MAIL,
    "mail.tell_of_channel": _MAIL,
    "mail.tell_of_deletion": _MAIL,
    "mail.tell_of_import": _MAIL,
    "mail.tell_of_kept_company": _MAIL,
    "mail.tell_of_new_address": _MAIL,
    "mail.tell_of_new_device": _MAIL,
    "mail.tell_of_pauses": _MAIL,
    "mail.tell_of_security_change": _MAIL,
    "mail.tell_of_usage": _MAIL,
    "mail.write_email_change_link": _MAIL,
    "mail.write_invitation": _MAIL,
    "mail.write_reset_link": _MAIL,
    "mail.write_setup_link": _MAIL,
    "media.claim": "the file's own row says what became of it",
    "media.settle": "the file's own row says what became of it",
    "segments.note_size": "a size that was worked out is no act",
    "tags.replace_batch": "the change of the tag is remembered; this brings it to everybody",
    "sweeps.begin": _SWEEP,
    "sweeps.begin_for": _SWEEP,
    "sweeps.claim": _SWEEP,
    "sweeps.move_on": _SWEEP,
    "sending.recover": _SENDING,
    "sending.release": _SENDING,
    "sending.start": _SENDING,
    "suppression.add": "the import or the erasure that does it is remembered",
    "templates.begin_pull": "that something was asked for is no act; what comes of it is remembered",
    "templates.mark_refused": "the channel's own row says what is wrong with it",
    "templates.prepare_submission": "what comes of the submission is remembered",
    "templates.save": "its beginning and its submission are remembered, not every letter between them",
    "upkeep.clear_company": "the day's upkeep is remembered, with how many rows went",
    "upkeep.clear_platform": "the day's upkeep is remembered, with how many rows went",
    "usage.check": _USAGE,
    "usage.release": _USAGE,
    "usage.reserve": _USAGE,
    "webhooks.answer_handshake": _WEBHOOK,
    "webhooks.mark_silent": "a notice is a record itself, with its time",
    "webhooks.store": _WEBHOOK,
}

DOOR = Module(
    "platform_app/services/pets/__init__.py",
    "from platform_app.services.pets.keeping import adopt\n",
)


def pets(body: str) -> list[Module]:
    """Return a small feature whose one exported function has this body."""
    return [DOOR, Module("platform_app/services/pets/keeping.py", body)]


def test_every_change_is_remembered_or_listed_with_its_reason() -> None:
    assert unaudited(product()) == set(SILENT)


def test_a_row_that_is_added_without_an_event_is_found() -> None:
    assert unaudited(pets("def adopt(ctx):\n    ctx.db.add(Pet())\n")) == {"pets.adopt"}


def test_a_field_that_is_set_by_a_function_further_down_is_found() -> None:
    code = "def adopt(ctx):\n    _name(ctx)\ndef _name(ctx):\n    ctx.db.get(Pet, 1).name = 'Rex'\n"
    assert unaudited(pets(code)) == {"pets.adopt"}


def test_a_statement_in_a_constant_is_found() -> None:
    code = (
        '_TAKE = text("""\nupdate pet\nset name = 1""")\ndef adopt(ctx):\n    ctx.db.exec(_TAKE)\n'
    )
    assert unaudited(pets(code)) == {"pets.adopt"}


def test_an_event_anywhere_on_the_way_is_enough() -> None:
    code = (
        "from platform_app.services import audit\n"
        "def adopt(ctx):\n    ctx.db.add(Pet())\n    _tell(ctx)\n"
        "def _tell(ctx):\n    audit.record(ctx, 'pet.adopted')\n"
    )
    assert unaudited(pets(code)) == set()


def test_what_only_reads_needs_no_event() -> None:
    assert unaudited(pets("def adopt(ctx):\n    return ctx.db.get(Pet, 1)\n")) == set()
