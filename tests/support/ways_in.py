"""The ways in over HTTP, as a browser walks them: cookies kept, forms posted, codes of an authenticator app."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from pyotp.totp import TOTP

from platform_app import jobs
from platform_app.api.app import routes
from platform_app.api.edge import COOKIE, Edge
from platform_app.api.forms import PENDING_COOKIE
from platform_app.api.notices import unsealed
from platform_app.core.clock import now
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction, platform_transaction, public_transaction
from platform_app.core.queue import rq_queue
from platform_app.services import accounts
from platform_app.services.accounts import SignedIn
from platform_app.services.accounts.second_factor import STEP_S
from tests.support.asking import ask
from tests.support.people import PASSWORD, Person
from tests.support.servers import TestDatabase


@dataclass
class Window:
    """A browser at one host: keeps cookies as a browser does, and follows nothing."""

    host: str
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    is_private: Callable[[str], bool] = lambda _path: False

    def post(self, path: str, **form: str) -> httpx.Response:
        """Post a form of one of our own pages."""
        return self.ask("POST", path, data=form)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Open an address."""
        return self.ask("GET", path, headers)

    def sign_in(self, person: Person, password: str = PASSWORD, **form: str) -> httpx.Response:
        """Post the sign-in form."""
        return self.post("/auth/sign-in", email=person.email, password=password, **form)

    @property
    def session(self) -> SignedIn | None:
        """Return the session that the cookie opens, if it does."""
        with public_transaction() as ctx:
            return accounts.find_session(ctx, self.cookies.get(COOKIE, ""))

    @property
    def is_signed_in(self) -> bool:
        """Tell whether the cookie opens a session."""
        return self.session is not None

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, **options: Any
    ) -> httpx.Response:
        """Send a request with this browser's cookies."""
        sent = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {**({"cookie": sent} if sent else {}), **self.headers, **(headers or {})}
        edge = Edge(routes(), is_private=self.is_private)
        answer = ask(edge, method, path, host=self.host, headers=headers, **options)
        for line in answer.headers.get_list("set-cookie"):
            self._keep(line)
        return answer

    def _keep(self, line: str) -> None:
        for name, morsel in SimpleCookie(line).items():
            if morsel["max-age"] == "0":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Somebody's app: the secret, and the codes that it shows."""

    secret: str
    recovery_codes: list[str]

    def code(self, step: int = 0) -> str:
        """Return the code of a 30-second step; 0 is the present one."""
        return TOTP(self.secret).generate_otp(int(now().timestamp()) // STEP_S + step)


def window(person: Person, **headers: str) -> Window:
    """Open a browser at somebody's company, behind something that adds headers."""
    return Window(person.host, headers=headers)


def from_address(person: Person, address: str) -> Window:
    """Open a browser at somebody's company, at an address that a proxy vouches for."""
    return window(person, **{"x-forwarded-for": address} if address else {})


def enrol(database: TestDatabase, person: Person) -> Authenticator:
    """Give somebody a second factor, as if they had set it up yesterday."""
    with company_transaction(person.actor) as ctx:
        secret = accounts.offer_second_factor(ctx, issuer="Acme").secret
    with company_transaction(person.actor) as ctx:
        codes = accounts.accept_second_factor(ctx, Authenticator(secret, []).code())
    run(database, "update user_account set totp_last_step = 0 where totp_last_step > 0")
    return Authenticator(secret, codes)


def give_code(opened: Window, code: str) -> httpx.Response:
    """Post the form of the second factor."""
    return opened.post("/auth/code", code=code)


def is_waiting_for_code(opened: Window) -> bool:
    """Tell whether the browser holds the wait for a code, and no session."""
    return PENDING_COOKIE in opened.cookies and not opened.is_signed_in


def said(answer: httpx.Response) -> str:
    """Return all sentences that the next page will show."""
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return " ".join(unsealed(query["notice"][0]).values()) if "notice" in query else ""


def run(database: TestDatabase, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Run a statement as the superuser; return its rows."""
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


def dump(database: TestDatabase) -> str:
    """Return every row of every table, as whoever steals a backup reads them."""
    return "\n".join(
        str(run(database, f"select coalesce(string_agg(t::text, chr(10)), '') from \"{table}\" t"))
        for table in database.tables
    )


def work_off_jobs() -> None:
    """Do what waits in the queue, in this process; mail stays in the outbox."""
    queue = rq_queue("default")
    for job in queue.jobs:
        queue.remove(job)
        if not str(job.args[0]).startswith("mail."):
            jobs.run(*job.args)


def link_in_mail(database: TestDatabase, page: str, recipient: str) -> str:
    """Return the token of the newest link to a page that was mailed to somebody."""
    query = "select body from mail where recipient = %s and body like %s order by id desc limit 1"
    [(body,)] = run(database, query, recipient, f"%/{page}/%")
    return body.partition(f"/{page}/")[2].split()[0]


def subjects(database: TestDatabase, recipient: str) -> list[str]:
    """Return the subjects of what was mailed to somebody."""
    query = "select subject from mail where recipient = %s order by id"
    return [subject for (subject,) in run(database, query, recipient)]


def visitor_of(person: Person) -> Actor:
    """Return somebody who has not signed in yet, at a person's company."""
    return Actor.visitor(person.company_id)


def start_visit(person: Person, root: str, *, is_read_only: bool) -> Window:
    """Bring a super admin into somebody's company; return their browser there."""
    with public_transaction() as ctx:
        session = accounts.find_session(ctx, root)
    assert session
    with platform_transaction(session.platform_actor(), person.company_id) as ctx:
        address = accounts.start_visit(
            ctx, person.company_id, reason="Helping with an import", is_read_only=is_read_only
        )
    opened = window(person)
    opened.post("/auth/visit", token=address.rpartition("/")[2])
    assert opened.is_signed_in
    return opened
