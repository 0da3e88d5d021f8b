"""Ten thousand companies in the platform's console: how long the list, a search and the overview take.

    make bench NAME=companies

Every page of the list has to be as fast as the first one, because it is read by its place and not counted off.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import closing

import psycopg2

from benchmarks.house import house

COMPANIES = 10_000
RUNS = 15
# A page of the console, from the question to its rows.
PAGE_WITHIN_MS = 150.0
OVERVIEW_WITHIN_MS = 1_000.0
# What a company of some months has; every tenth one has been busy today.
FILL = """
set session_replication_role = replica;
insert into company select * from jsonb_populate_recordset(null::company, (
    select jsonb_agg(to_jsonb(model) || jsonb_build_object(
        'id', uuidv7(), 'name', 'Company ' || n, 'subdomain', 'c-' || n,
        'created_at', now() - make_interval(mins => n),
        'status', case when n %% 50 = 0 then 'suspended' else 'active' end
    )) from generate_series(1, %(companies)s) n, (select * from company limit 1) model));
delete from phone_number; delete from channel;
insert into user_account (company_id, id, created_at, email, name, status, totp_last_step, theme, date_style, role, muted_mail)
select id, uuidv7(), now(), 'p' || n || '@' || subdomain || '.example', 'P', 'active', 0, 'system', '', 'admin', '[]'
from company, generate_series(1, 3) n;
insert into channel (company_id, id, created_at, waba_id, name, webhook_key, access_token_sealed, app_secret_sealed,
    verify_token_sealed, status, verified_at, first_event_at, last_event_at)
select id, uuidv7(), now(), '1', 'W', 'k', '', '', '', 'connected', now(), now(), now() from company;
insert into phone_number (company_id, id, created_at, channel_id, wa_phone_number_id, display_number, verified_name,
    status, quality, throughput, messaging_limit, messages_per_second, checked_at)
select channel.company_id, uuidv7(), now(), channel.id, n::text, '+351', '', 'CONNECTED',
    (array['GREEN', 'YELLOW', 'RED'])[n], '', '', 80, now()
from channel, generate_series(1, 3) n;
insert into contact (company_id, id, created_at, phone, name)
select id, uuidv7(), now(), '+35191' || n, 'N' from company, generate_series(1, 50) n;
insert into audit_event (company_id, id, created_at, actor_kind, actor_name, action, subject_kind, subject_name, changes,
    facts, address, user_agent, request_id, seq, hash)
select id, uuidv7(), now() - make_interval(hours => n), 'user', 'P', 'session.started', 'session', '', '[]', '{}', '', '',
    '', 100 + n, '' from company, generate_series(1, 20) n;
insert into usage_count (company_id, id, created_at, period, metric, used)
select id, uuidv7(), now(), date_trunc('month', now() at time zone 'UTC')::date, metric, 500
from company, unnest(array['campaign_messages', 'ai_answers']) metric;
insert into message (company_id, id, created_at, conversation_id, direction, kind, body, content, happened_at, status, attempts)
select id, uuidv7(), now(), uuidv7(), 'inbound', 'text', 'Hello', '{}', now(), 'accepted', 0
from company, generate_series(1, 10) n where right(subdomain, 1) = '0';
insert into campaign (company_id, id, created_at, name, status, audience, variables, template_snapshot, category,
    launched_at, reserved_messages, approval_note)
select id, uuidv7(), now(), 'C', case n when 1 then 'sending' else 'completed' end, '{}', '{}', '{}', 'MARKETING',
    now() - make_interval(days => n), 0, ''
from company, generate_series(0, 5) n where right(subdomain, 1) = '0';
insert into campaign_count (company_id, campaign_id, status, total)
select company_id, id, 'delivered', 1000 from campaign;
analyze;
"""


def main() -> None:
    """Fill a database, ask the console's questions, print how long they take."""
    with house() as place:
        from benchmarks.house import make_company

        make_company(messages_per_second=80)
        with (
            closing(psycopg2.connect(place.administrator_url)) as connection,
            connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(FILL, {"companies": COMPANIES})
        figures = measure()
    report(figures)


def measure() -> dict[str, float]:
    """Return the median time of each question, in milliseconds."""
    from platform_app.core.context import PlatformActor, PlatformContext
    from platform_app.core.db import platform_transaction
    from platform_app.core.paging import Page
    from platform_app.services import platform
    from platform_app.services.platform import CompanyFilter, ConsoleCompany

    def ask(question: Callable[[PlatformContext], object]) -> float:
        times: list[float] = []
        for _ in range(RUNS):
            began = time.perf_counter()
            with platform_transaction(PlatformActor(None)) as ctx:
                question(ctx)
            times.append((time.perf_counter() - began) * 1000)
        return statistics.median(times)

    def page(
        wish: CompanyFilter, cursor: str | None = None
    ) -> Callable[[PlatformContext], Page[ConsoleCompany]]:
        return lambda ctx: platform.list_companies(ctx, wish, cursor=cursor)

    everybody, cursor = CompanyFilter(), None
    for _ in range(150):
        with platform_transaction(PlatformActor(None)) as ctx:
            cursor = page(everybody, cursor)(ctx).next_cursor
    return {
        "first_page": ask(page(everybody)),
        "page_151": ask(page(everybody, cursor)),
        "search_one": ask(page(CompanyFilter("company 9876"))),
        "search_many": ask(page(CompanyFilter("7"))),
        "search_none": ask(page(CompanyFilter("zzz"))),
        "suspended": ask(page(CompanyFilter(status="suspended"))),
        "overview_figures": ask(platform.list_figures),
        "overview_funnel": ask(platform.list_funnel),
        "running": ask(platform.list_running),
        "stuck": ask(platform.list_stuck),
    }


def report(figures: dict[str, float]) -> None:
    """Print the figures; the last line is for machines."""
    for name, took in figures.items():
        print(f"{name.replace('_', ' '):18} {took:8.1f} ms")
    rounded = {name: round(took, 1) for name, took in figures.items()}
    print(json.dumps({"benchmark": "companies", "companies": COMPANIES, **rounded}))
    late = [
        name
        for name, took in figures.items()
        if took > (OVERVIEW_WITHIN_MS if name.startswith("overview") else PAGE_WITHIN_MS)
    ]
    if late:
        sys.exit(f"Too slow: {', '.join(late)}.")


if __name__ == "__main__":
    main()
