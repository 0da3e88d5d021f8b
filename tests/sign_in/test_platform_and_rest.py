"""Numbers 59 to 70 of the checklist: the platform's people, what is logged, what is told, what fails closed."""

import io
import json
import logging

import pytest

from platform_app.api.edge import COOKIE
from platform_app.core.config import settings
from platform_app.core.context import PlatformActor
from platform_app.core.db import company_transaction, platform_transaction
from platform_app.core.errors import InvalidInput, NotAllowed, NotVerified
from platform_app.core.log import JsonFormatter
from platform_app.services import accounts
from platform_app.state import guard
from platform_app.state.access import PUBLIC, SUPER_ADMIN
from platform_app.state.home import HomeState
from tests.support.asking import PLATFORM
from tests.support.conversations import hears, says
from tests.support.doors import EVERY_ROUTE, filled, guarded, payload_of, snapshot
from tests.support.people import PASSWORD, Person, Town, make_super_admin, ref_of
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, in_browser, rules
from tests.support.ways_in import (
    Authenticator,
    Window,
    enrol,
    give_code,
    link_in_mail,
    run,
    start_visit,
    subjects,
    window,
    work_off_jobs,
)
from tests.support.webhooks import connect

NEW = "seven brown kites at dusk"


@pytest.fixture
def root(town: Town) -> str:
    """The cookie of a super admin."""
    return make_super_admin()


def actions(database: TestDatabase) -> list[str]:
    """Return what the companies' logs remember, in order."""
    return [action for (action,) in run(database, "select action from audit_event order by id")]


def platform_actor(cookie: str) -> PlatformActor:
    session = Window(PLATFORM, {COOKIE: cookie}).session
    assert session
    return session.platform_actor()


# 60 and 61: super admins


def test_60_a_visit_needs_a_reason_and_a_fresh_look_at_who_makes_it(
    town: Town, root: str, database: TestDatabase
) -> None:
    company_id = town.alice.company_id
    with platform_transaction(platform_actor(root), company_id) as ctx, pytest.raises(InvalidInput):
        accounts.start_visit(ctx, company_id, reason="  look   ", is_read_only=True)
    run(database, "update platform_session set verified_at = now() - interval '6 minutes'")
    with platform_transaction(platform_actor(root), company_id) as ctx, pytest.raises(NotVerified):
        accounts.start_visit(ctx, company_id, reason="Helping with an import", is_read_only=True)


def test_60_a_visit_stands_in_both_logs_with_its_reason(
    town: Town, root: str, database: TestDatabase
) -> None:
    opened = start_visit(town.alice, root, is_read_only=True)
    opened.post("/auth/leave")
    assert [a for a in actions(database) if a.startswith("visit")] == [
        "visit.prepared",
        "visit.started",
        "visit.ended",
    ]
    ours = run(database, "select action, e::text from platform_audit_event e order by id")
    assert "Helping with an import" in str([text for action, text in ours if "visit" in action])


def test_60_a_visit_begins_once_within_two_minutes_at_its_own_company(
    town: Town, root: str, database: TestDatabase
) -> None:
    company_id = town.alice.company_id
    with platform_transaction(platform_actor(root), company_id) as ctx:
        token = accounts.start_visit(
            ctx, company_id, reason="Helping with an import", is_read_only=True
        ).rpartition("/")[2]
    elsewhere = window(town.mallory)
    elsewhere.post("/auth/visit", token=token)
    assert not elsewhere.is_signed_in
    first, second = window(town.alice), window(town.alice)
    first.post("/auth/visit", token=token)
    second.post("/auth/visit", token=token)
    assert (first.is_signed_in, second.is_signed_in) == (True, False)
    with platform_transaction(platform_actor(root), company_id) as ctx:
        late = accounts.start_visit(
            ctx, company_id, reason="Helping with an import", is_read_only=True
        ).rpartition("/")[2]
    run(database, "update impersonation set created_at = created_at - interval '2 minutes'")
    second.post("/auth/visit", token=late)
    assert not second.is_signed_in


@pytest.mark.parametrize(
    "end",
    [
        "update platform_session set ended_at = now()",
        "update impersonation set expires_at = now()",
        "update impersonation set ended_at = now()",
        "update platform_user set status = 'deactivated'",
        "update web_session set last_seen_at = now() - interval '16 minutes'",
    ],
)
def test_60_a_visit_ends_with_what_it_stands_on(
    town: Town, root: str, database: TestDatabase, end: str
) -> None:
    opened = start_visit(town.alice, root, is_read_only=False)
    run(database, end)
    assert not opened.is_signed_in


@pytest.mark.parametrize("is_read_only", [True, False])
def test_60_a_visit_is_left_by_whatever_way_one_leaves(
    town: Town, root: str, *, is_read_only: bool
) -> None:
    for path in ("/auth/leave", "/auth/sign-out"):
        opened = start_visit(town.alice, root, is_read_only=is_read_only)
        visiting = Window(town.alice.host, dict(opened.cookies))
        assert opened.post(path).status_code == 303
        assert not visiting.is_signed_in
    opened = start_visit(town.alice, root, is_read_only=is_read_only)
    visiting = Window(town.alice.host, dict(opened.cookies))
    opened.sign_in(town.alice)
    assert opened.session
    assert opened.session.visitor is None
    assert not visiting.is_signed_in


def test_60_a_visit_that_only_looks_changes_no_row(
    town: Town, root: str, database: TestDatabase
) -> None:
    opened = start_visit(town.alice, root, is_read_only=True)
    assert opened.session
    ref = opened.session.ref
    names = [n for n, rule in rules().items() if rule.access not in (PUBLIC, SUPER_ADMIN)]
    before = snapshot(database)

    async def work(browser: Browser) -> None:
        for name in names:
            # A tab each, because an earlier handler may have left a choice behind.
            await browser.tab(ref).send(name, **payload_of(name))

    in_browser(work)
    after = snapshot(database)
    changed = {table for table in before if before[table] != after[table]}
    # Guesses are counted whoever guesses, and opened pages are remembered.
    assert changed <= {"sign_in_failure", "audit_event", "platform_audit_event"}
    kinds = "select distinct action from audit_event where created_at > now() - interval '1 hour'"
    written = {action for (action,) in run(database, kinds)}
    assert written <= {"company.created", "visit.prepared", "visit.started", "visit.page_opened",
                       "session.started"}  # fmt: skip


def test_60_a_visit_that_only_looks_changes_no_row_by_any_route(
    town: Town, root: str, database: TestDatabase
) -> None:
    opened = start_visit(town.alice, root, is_read_only=True)
    leaving = {"/auth/leave", "/auth/sign-out"}
    before = snapshot(database)
    for method, path in EVERY_ROUTE:
        if path not in leaving:
            form = {"token": "x", "email": town.alice.email, "current": PASSWORD, "new": NEW}
            answer = opened.ask(
                method, filled(path), **({"data": form} if method == "POST" else {})
            )
            assert answer.status_code < 500, path
    after = snapshot(database)
    changed = {table for table in before if before[table] != after[table]}
    assert changed <= {"sign_in_failure", "audit_event", "platform_audit_event"}


def test_60_a_visitor_has_no_account_to_change(town: Town, root: str) -> None:
    opened = start_visit(town.alice, root, is_read_only=False)
    assert opened.session
    for act in (accounts.get_own, accounts.remove_second_factor, accounts.renew_recovery_codes):
        with company_transaction(opened.session.actor()) as ctx, pytest.raises(NotAllowed):
            act(ctx)


def test_61_the_platform_s_pages_show_no_message_and_no_secret(town: Town, root: str) -> None:
    channel = connect(town.alice.company_id)
    hears(channel, says("wamid.1", "the canary sings at noon"))
    ref = ref_of(root)
    shows = [n for n, access in guarded().items() if access is SUPER_ADMIN and "load" in n]
    assert shows

    async def work(browser: Browser) -> None:
        tab = browser.tab(ref, host=PLATFORM)
        told = ""
        for name in shows:
            told += repr(await tab.send(name, **payload_of(name)))
        assert "Acme" in told
        assert "canary" not in told

    in_browser(work)


# 64: bytes that are no ASCII


@pytest.mark.parametrize(
    "name", ["cookie", "origin", "user-agent", "x-forwarded-for", "reflex-client-token"]
)
def test_64_no_header_makes_the_server_fail(town: Town, name: str) -> None:
    value = {"cookie": f"{COOKIE}=é"}.get(name, "é")
    for method in ("GET", "POST"):
        answer = window(town.alice).ask(method, "/auth/sign-in", {name: value})
        assert answer.status_code in (303, 403, 405)


# 65 and 66: what is remembered of the ways in


def test_65_every_way_in_and_out_is_remembered(town: Town, database: TestDatabase) -> None:
    app, opened = enrol(database, town.alice), window(town.alice)
    opened.sign_in(town.alice, "wrong")
    opened.sign_in(town.alice)
    give_code(opened, "000000")
    give_code(opened, app.code())
    opened.post("/auth/password", current=PASSWORD, new=NEW)
    opened.post("/auth/sign-out")
    opened.post("/auth/forgot", email=town.alice.email)
    work_off_jobs()
    opened.post(
        "/auth/reset", token=link_in_mail(database, "reset", town.alice.email), password=PASSWORD
    )
    expected = [
        *("session.refused", "session.code_refused", "session.started", "account.password_changed"),
        *("session.renewed", "session.ended", "account.reset_asked", "account.password_reset"),
    ]
    assert [action for action in actions(database) if action in expected] == expected


def test_65_no_secret_is_remembered(
    town: Town, database: TestDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        app, opened = enrol(database, town.alice), window(town.alice)
        code = app.code()
        opened.sign_in(town.alice, "canary pass phrase")
        opened.post("/auth/sign-in", email="canary@typed.example", password="x")
        opened.sign_in(town.alice)
        give_code(opened, code)
    told = str(run(database, "select e::text from audit_event e"))
    told += "\n".join(str(vars(record)) for record in caplog.records)
    secrets = (PASSWORD, "canary", app.secret, app.recovery_codes[0], *opened.cookies.values())
    assert [secret for secret in secrets if secret in told] == []


@pytest.mark.parametrize("evil", ["a\nb", "\x1b[31mred", "\u202egnp.exe", "\r\n{}", "\u2028"])
def test_66_nothing_that_is_typed_forges_a_line_of_the_log(evil: str) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("tests.typed")
    logger.addHandler(handler)
    logger.warning("sign-in of %s", evil, extra={"email": evil})
    logger.removeHandler(handler)
    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().isascii()
    assert "\x1b" not in stream.getvalue()
    assert json.loads(stream.getvalue())["email"] == evil


# 67: what people are told


def sign_in_from(person: Person, *, agent: str) -> Window:
    opened = window(person, **{"user-agent": agent})
    opened.sign_in(person)
    return opened


def test_67_a_new_device_is_told_once(town: Town, database: TestDatabase) -> None:
    first = sign_in_from(town.alice, agent="Mozilla/5.0 (X11; Linux) Firefox/140.0")
    assert subjects(database, town.alice.email) == []
    sign_in_from(town.alice, agent="Mozilla/5.0 (Macintosh) Safari/605.1")
    first.sign_in(town.alice)
    assert subjects(database, town.alice.email) == ["A new device signed in"]


def test_67_every_change_of_an_account_s_protection_is_told(
    town: Town, database: TestDatabase
) -> None:
    opened = sign_in_from(town.alice, agent="")
    assert opened.session
    actor = opened.session.actor()
    opened.post("/auth/password", current=PASSWORD, new=NEW)
    with company_transaction(actor) as ctx:
        secret = accounts.offer_second_factor(ctx, issuer="Acme").secret
    with company_transaction(actor) as ctx:
        accounts.accept_second_factor(ctx, Authenticator(secret, []).code())
        accounts.renew_recovery_codes(ctx)
        accounts.remove_second_factor(ctx)
        accounts.ask_for_email_change(ctx, "alice@new.example")
    opened.post("/auth/email", token=link_in_mail(database, "email", "alice@new.example"))
    told = str(run(database, "select body from mail where recipient = %s", town.alice.email))
    for sentence in (
        "The password of your account was changed.",
        "The second factor of your account was set up.",
        "New recovery codes of your account were made.",
        "The second factor of your account was removed.",
        "The address of your account was changed to alice@new.example.",
    ):
        assert sentence in told


# 68 to 70: what fails, fails closed


def test_68_a_guard_that_fails_lets_nobody_in(
    town: Town, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = town.alice.ref()

    async def fail(*_: object) -> None:
        raise RuntimeError("the secret is hunter2")

    async def work(browser: Browser) -> None:
        tab = browser.tab(ref)
        monkeypatch.setattr(guard, "_visit", fail)
        told = repr(await tab.call(HomeState.load))
        assert "hunter2" not in told
        assert not (await tab.state(HomeState)).is_loaded

    in_browser(work)


def test_68_a_route_that_fails_shows_no_trace(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the secret is hunter2")

    monkeypatch.setattr(accounts, "sign_in", fail)
    with pytest.raises(RuntimeError):
        # The web server answers 500 by itself, with nothing of it.
        window(town.alice).sign_in(town.alice)


def test_69_an_address_is_believed_only_from_our_own_proxies(
    town: Town, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def address_of_sign_in(claimed: str) -> str:
        window(town.alice, **{"x-forwarded-for": claimed}).sign_in(town.alice)
        query = "select address from web_session order by created_at desc limit 1"
        [(address,)] = run(database, query)
        return address

    assert address_of_sign_in("192.0.2.9") == "127.0.0.1"
    monkeypatch.setattr(settings(), "trusted_proxies", 1)
    assert address_of_sign_in("10.9.9.9, 192.0.2.9") == "192.0.2.9"
    monkeypatch.setattr(settings(), "trusted_proxies", 3)
    assert address_of_sign_in("10.9.9.9, 192.0.2.9") == "127.0.0.1"
