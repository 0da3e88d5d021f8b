"""The list of contacts over everybody in a company: its first page, its later ones, and what people type into its search."""

import time
from collections.abc import Callable
from statistics import quantiles
from typing import Any
from uuid import UUID

from sqlalchemy import text

ROUNDS = 22
_MIDDLE = """
select created_at, id from contact order by company_id, created_at, id
offset (select count(*) / 2 from contact) limit 1
"""
_MARKS = text(
    """
    update contact set tags = tags || case when mark < 66 then array['vip', 'member'] else array['member'] end,
        attributes = case when mark < 66 then attributes || '{"plan": "gold"}' else attributes end
    from (select id as marked_id, ('x' || left(md5(id::text), 4))::bit(16)::int as mark from contact
          where company_id = :company_id) marked
    where company_id = :company_id and id = marked_id and mark < 656
    """
)


def mark_some(company_id: UUID) -> None:
    """Give a tag to one in a hundred, and to one of ten of them another one and an attribute."""
    from platform_app.core.context import Actor
    from platform_app.core.db import company_transaction

    with company_transaction(Actor.system(company_id)) as ctx:
        ctx.db.connection().execute(_MARKS, {"company_id": company_id})


def index(company_id: UUID) -> float:
    """Do what a job does after an import, making its people searchable; return how long it took, in seconds."""
    from platform_app.core.context import Actor
    from platform_app.jobs import contacts

    began = time.monotonic()
    contacts.index(Actor.system(company_id))
    return time.monotonic() - began


def measure(company_id: UUID) -> float:
    """Return the 95th percentile, in ms, of the slowest kind of page but one; prints one line for each."""
    from platform_app.services.contacts import ContactFilters, ContactOrder

    slowest = 0.0
    searches = {
        "everybody": ContactFilters(),
        "a tag of everybody": ContactFilters(tag="autumn"),
        "a tag of one in a hundred": ContactFilters(tag="member"),
        "a tag of one in a thousand": ContactFilters(tag="vip"),
        "those who agreed": ContactFilters(consent="opted_in"),
        "those who are blocked": ContactFilters(consent="blocked"),
        "nobody, who opted out": ContactFilters(consent="opted_out"),
        "an attribute that nobody has": ContactFilters(attribute="birthday"),
        "an attribute of one in a thousand": ContactFilters(attribute="plan"),
        "a city": ContactFilters(attribute="city", value="Évora"),
        "a first name": ContactFilters(search="ines"),
        "both names": ContactFilters(search="Yuki Nguyen"),
        "a name that nobody has": ContactFilters(search="zebedee"),
        "a whole number": ContactFilters(search="+351 911 000 003"),
        "the end of a number": ContactFilters(search="777777"),
    }
    # A search is answered newest first, whatever the order.
    for name, filters in searches.items():
        orders = [ContactOrder.NEWEST] if filters.search else list(ContactOrder)
        for order in orders:
            first, next_page = _pages(company_id, filters, order)
            told = f"{first:.0f} ms, the page after it {next_page:.0f} ms"
            print(f"  list of {name}, by {order}: {told}", flush=True)
            slowest = max(slowest, first, next_page)
    deep = _deep_page(company_id)
    print(f"  list, a page in the middle: {deep:.0f} ms", flush=True)
    return max(slowest, deep)


def _pages(
    company_id: UUID, filters: Any, order: Any
) -> tuple[float, float]:  # Any: the product is not imported yet
    from platform_app.services import contacts

    def page_from(cursor: str | None) -> tuple[float, Any]:
        return _timed(
            company_id, lambda ctx: contacts.list_rows(ctx, filters, order=order, cursor=cursor)
        )

    first, page = page_from(None)
    return first, page_from(page.next_cursor)[0] if page.next_cursor else 0.0


def _deep_page(company_id: UUID) -> float:
    """Return how long the page takes that stands in the middle of the list."""
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
