"""The list of contacts over everybody in a company: its first page, its later ones, and what people type into its search."""

import time
from collections.abc import Callable
from statistics import quantiles
from typing import Any
from uuid import UUID

ROUNDS = 22
_MIDDLE = """
select created_at, id from contact order by company_id, created_at, id
offset (select count(*) / 2 from contact) limit 1
"""


def index(company_id: UUID) -> float:
    """Do what a job does after an import, making its people searchable; return how long it took, in seconds."""
    from platform_app.core.context import Actor
    from platform_app.jobs import contacts

    began = time.monotonic()
    contacts.index(Actor.system(company_id))
    return time.monotonic() - began


def measure(company_id: UUID) -> float:
    """Return the 95th percentile, in ms, of the slowest kind of page but one; prints one line for each."""
    from platform_app.services.contacts import ContactFilters

    searches = {
        "everybody": ContactFilters(),
        "a tag of everybody": ContactFilters(tag="autumn"),
        "those who agreed": ContactFilters(consent="opted_in"),
        "those who are blocked": ContactFilters(consent="blocked"),
        "nobody, who opted out": ContactFilters(consent="opted_out"),
        "a city": ContactFilters(attribute="city", value="Évora"),
        "a first name": ContactFilters(search="ines"),
        "both names": ContactFilters(search="Yuki Nguyen"),
        "a name that nobody has": ContactFilters(search="zebedee"),
        "a whole number": ContactFilters(search="+351 911 000 003"),
        "the end of a number": ContactFilters(search="777777"),
    }
    slowest = 0.0
    for name, filters in searches.items():
        first, next_page = _pages(company_id, filters)
        print(f"  list of {name}: {first:.0f} ms, the page after it {next_page:.0f} ms", flush=True)
        slowest = max(slowest, first, next_page)
    # No index knows which attributes somebody has; this one looks at everybody, and no promise is made about it.
    rare, _ = _pages(company_id, ContactFilters(attribute="birthday"))
    print(f"  list of those with an attribute that nobody has: {rare:.0f} ms (not counted)")
    deep = _deep_page(company_id)
    print(f"  list, a page in the middle: {deep:.0f} ms", flush=True)
    return max(slowest, deep)


def _pages(
    company_id: UUID, filters: Any
) -> tuple[float, float]:  # Any: the product is not imported yet
    from platform_app.services import contacts

    first, page = _timed(company_id, lambda ctx: contacts.list_rows(ctx, filters))
    if page.next_cursor is None:
        return first, 0.0
    return first, _timed(
        company_id, lambda ctx: contacts.list_rows(ctx, filters, cursor=page.next_cursor)
    )[0]


def _deep_page(company_id: UUID) -> float:
    """Return how long the page takes that stands in the middle of the list."""
    from sqlalchemy import text

    from platform_app.core.context import Actor
    from platform_app.core.db import in_company
    from platform_app.core.paging import cursor_after
    from platform_app.services import contacts

    middle = in_company(
        Actor.system(company_id), lambda ctx: ctx.db.connection().execute(text(_MIDDLE)).one()
    )
    cursor = cursor_after(*middle)
    return _timed(company_id, lambda ctx: contacts.list_rows(ctx, cursor=cursor))[0]


def _timed(company_id: UUID, ask: Callable[[Any], Any]) -> tuple[float, Any]:
    # Any: the product is not imported yet.
    from platform_app.core.context import Actor
    from platform_app.core.db import in_company

    took: list[float] = []
    answer = None
    for _ in range(ROUNDS):
        began = time.perf_counter()
        answer = in_company(Actor.system(company_id), ask)
        took.append((time.perf_counter() - began) * 1_000)
    # The first ones fill caches and connections.
    return quantiles(took[2:], n=20)[-1], answer
