"""Number 58 of the checklist: every role at every service function; the cases are made from what is exported.

Handlers stand in tests/state/test_doors.py, routes in tests/api/test_routes.py, both made the same way.
"""

import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

import platform_app
from platform_app.core.context import Actor, Via
from platform_app.core.db import company_transaction
from platform_app.core.errors import NotAllowed
from platform_app.core.permissions import ROLE_PERMISSIONS, Permission, Role
from tests.support.doors import snapshot
from tests.support.people import Town
from tests.support.servers import TestDatabase
from tests.support.services import call, company_services, first_asked

SERVICES = company_services()
# What people do with their own account finds it by who acts, and may be done in every role.
ONE_S_OWN = {
    *("accounts.accept_second_factor", "accounts.ask_for_email_change", "accounts.change_password"),
    *("accounts.choose_mail", "accounts.confirm", "accounts.end_other_sessions"),
    *("accounts.end_own_session", "accounts.get_own", "accounts.keep_theme"),
    *("accounts.list_own_sessions", "accounts.offer_second_factor"),
    *("accounts.remove_second_factor", "accounts.renew_recovery_codes", "accounts.save_own"),
}
# Whoever comes in holds no permission yet: a password, a code or a link speaks for them.
WAYS_IN = {
    *("accounts.accept_invitation", "accounts.admit", "accounts.begin_visit"),
    *("accounts.change_email", "accounts.finish_sign_in", "accounts.look_up_link"),
    *("accounts.look_up_visit", "accounts.reset_password", "accounts.sign_in"),
}
# The edge calls them about the very session that the cookie has opened.
SESSION_S_OWN = {
    *("accounts.end_visit", "accounts.note_page", "accounts.renew_session", "accounts.sign_out"),
    "accounts.touch",
}
# Facts that everybody in the company sees on every page.
FOR_EVERYBODY = {"companies.get_profile"}
# Pieces of other services, which have asked before; jobs, which act for the company; neither is called by a page.
INSIDE = {
    *("accounts.clear_second_factor", "accounts.end_sessions_of", "accounts.give_link"),
    *("accounts.held_by", "accounts.kill_links_of", "accounts.list_holders"),
    *("accounts.mail_reset_link", "accounts.start_session", "audit.record"),
    *("knowledge.drop_passages", "knowledge.put_passages"),
    *("companies.erase_batch", "companies.note_records", "companies.note_silence"),
    *(
        "portfolios.count_reached",
        "portfolios.use_of_limit",
        "portfolios.find_room",
        "portfolios.room_returns_at",
    ),
    *("pricing.markets_by_digits", "pricing.price_list"),
    *(
        "campaigns.check_truth",
        "campaigns.finish_done",
        "campaigns.heed_category",
        "campaigns.let_rest",
        "campaigns.list_moving",
        "campaigns.pause_at_work",
        "campaigns.pause_one",
        "campaigns.prepare",
        "campaigns.reprice",
        "campaigns.pause_unstarted",
        "campaigns.read_start",
        "campaigns.start_due",
        "campaigns.return_unsendable",
        "channels.load_credentials",
    ),
    *("channels.load_subscription", "channels.mark_subscribed", "channels.mark_unsubscribed"),
    *("channels.mark_unseen", "channels.raise_notice", "channels.resolve_notice"),
    *("channels.apply_event", "channels.store_look"),
    *(
        "consent.check_cap",
        "consent.forget",
        "consent.is_about",
        "consent.hold_cap",
        "consent.record",
        "consent.replay",
    ),
    *("segments.find_old", "segments.matching", "segments.names_of", "segments.note_size"),
    *("segments.versions_of", "contacts.get_contact"),
    *("contacts.debt_since", "contacts.index_batch", "contacts.settle_debt", "tags.colours_of"),
    *("attributes.clear_batch", "attributes.convert_batch", "tags.replace_batch"),
    *(
        "sweeps.begin",
        "sweeps.begin_for",
        "sweeps.claim",
        "sweeps.hold",
        "sweeps.move_on",
        "sweeps.next_part",
    ),
    *("sweeps.refuse_launch", "sweeps.refuse_while_swept", "sweeps.under_way"),
    *("contacts.is_own", "contacts.may_delete"),
    *("contacts.change_phone", "contacts.change_user_id", "contacts.find_contact"),
    *(
        "contacts.hold",
        "contacts.learn",
        "contacts.is_known",
        "contacts.take_out_of_events",
        "suppression.add",
        "suppression.count",
    ),
    *(
        "suppression.find",
        "suppression.has_erased",
        "suppression.find_erased",
        "suppression.has_any_erased",
        "suppression.is_empty",
    ),
    *("inbox.apply_address_book", "inbox.apply_user_id_change"),
    *("inbox.archive", "inbox.is_visible", "inbox.learn_from_statuses", "inbox.mark_answered"),
    *("media.claim", "media.settle", "webhooks.mark_silent"),
    *("contacts.may_see_numbers", "contacts.shown", "contacts.shown_in"),
    *("contacts.without_numbers", "inbox.apply_preference", "inbox.receive"),
    *(
        "secrets.rotate",
        "templates.apply_update",
        "templates.begin_pull",
        "templates.mark_refused",
        "templates.store",
    ),
    *("upkeep.clear_company", "webhooks.answer_handshake", "webhooks.apply_waiting"),
    *("webhooks.load_app_secret", "webhooks.store"),
}
# Whole packages of such pieces: mail is written with an act, messages go out by lanes, usage is counted.
INSIDE_PACKAGES = ("mail.", "sending.", "usage.")
# WhatsApp calls it, and signs what it sends.
BY_WEBHOOK = {"webhooks.answer_handshake", "webhooks.load_app_secret", "webhooks.store"}
# What opens a door as well as the permission that is asked for first.
OR_ELSE = {
    "attributes.define": Permission.CONTACTS_IMPORT,
    "audit.list_history": Permission.AUDIT_READ,
}


@pytest.fixture
def asked(town: Town) -> dict[str, Permission]:
    """What each function asks for first."""
    nobody = replace(town.alice.actor, role=Role.CUSTOM, permissions=frozenset[Permission]())
    found = {name: first_asked(one, nobody) for name, one in SERVICES.items()}
    return {name: permission for name, permission in found.items() if permission is not None}


def actors(town: Town, *missing: Permission) -> dict[str, Actor]:
    """Return everybody who may be there without these permissions."""
    base = town.alice.actor
    almost_all = ROLE_PERMISSIONS[Role.ADMIN] - {*missing}
    found = {
        "a visitor": Actor.visitor(base.company_id),
        "a role of the company's own": replace(base, role=Role.CUSTOM, permissions=almost_all),
        "a job of somebody without it": replace(
            base, via=Via.JOB, role=Role.CUSTOM, permissions=almost_all, verified_at=None
        ),
    }
    for role in (Role.AGENT, Role.MANAGER):
        if ROLE_PERMISSIONS[role].isdisjoint(missing):
            found[str(role)] = replace(base, role=role)
    return found


def test_58_a_function_asks_for_a_permission_or_has_a_reason_not_to(
    asked: dict[str, Permission],
) -> None:
    reasons = ONE_S_OWN | WAYS_IN | SESSION_S_OWN | FOR_EVERYBODY | INSIDE
    silent = {name for name in SERVICES if not name.startswith(INSIDE_PACKAGES)} - asked.keys()
    assert sorted(silent - reasons) == []
    assert sorted(reasons & asked.keys()) == []
    assert sorted(reasons - SERVICES.keys()) == []


def test_58_without_the_permission_nothing_is_done(
    town: Town, database: TestDatabase, asked: dict[str, Permission]
) -> None:
    assert len(asked) > 50
    before = snapshot(database)
    inside: list[str] = []
    for name, permission in asked.items():
        for who, actor in actors(town, permission, OR_ELSE.get(name, permission)).items():
            # Caught within the transaction: whatever was written before the question would be committed.
            with company_transaction(actor) as ctx:
                try:
                    call(SERVICES[name], ctx)
                except NotAllowed:
                    continue
                inside.append(f"{name} by {who}")
    assert inside == []
    assert snapshot(database) == before


def test_58_nobody_has_an_own_account_without_having_signed_in(
    town: Town, database: TestDatabase
) -> None:
    before = snapshot(database)
    for name in sorted(ONE_S_OWN):
        with suppress(Exception), company_transaction(Actor.visitor(town.alice.company_id)) as ctx:
            call(SERVICES[name], ctx)
    assert snapshot(database) == before


def test_58_pages_and_routes_reach_no_function_that_asks_nobody(
    asked: dict[str, Permission],
) -> None:
    silent = {name for name in SERVICES if name.startswith(INSIDE_PACKAGES)} - asked.keys()
    hidden = (INSIDE | silent) - BY_WEBHOOK
    folder = Path(platform_app.__file__).parent
    for path in (*folder.glob("state/*.py"), *folder.glob("api/*.py")):
        source = path.read_text()
        reached = [name for name in hidden if re.search(rf'(?<!["\w]){re.escape(name)}\b', source)]
        assert reached == [], path.name


def test_58_a_visit_that_only_looks_writes_by_no_function(
    town: Town, database: TestDatabase
) -> None:
    looking = replace(town.alice.actor, user_id=None, super_admin_id=uuid4(), is_read_only=True)
    before = snapshot(database)
    refused = 0
    for service in SERVICES.values():
        try:
            with company_transaction(looking) as ctx:
                call(service, ctx)
        except NotAllowed as error:
            refused += "look only" in error.message
        except Exception:  # noqa: BLE001  what does not exist, or was given wrongly
            continue
    assert refused > 10
    assert snapshot(database) == before
