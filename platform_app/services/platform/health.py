"""Health: everything that must be right for the product to do its work, asked at this moment."""

import time
from datetime import timedelta

from alembic.config import Config
from alembic.script import ScriptDirectory
from redis.exceptions import RedisError
from sqlalchemy import text

from platform_app import __version__
from platform_app.core import queue
from platform_app.core.bootstrap import PROJECT
from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import PlatformContext, talks_to_the_outside
from platform_app.services.audit import AuditAction
from platform_app.services.platform.queues import QUEUES, last_tick, list_workers
from platform_app.services.platform.views import HealthRow
from platform_app.services.platform.walls import check_walls

GOOD, WATCH, BAD = "good", "watch", "bad"
_SLOW_MS = 100
_CLOCK_LATE = timedelta(seconds=30)
_VERSION = text("select current_setting('server_version')")
_MIGRATED = text("select version_num from alembic_version")
_FAILED_MAILS = text(
    """
    select (select count(*) from mail where status = 'failed' and created_at > now() - interval '1 day')
         + (select count(*) from platform_mail where status = 'failed' and created_at > now() - interval '1 day')
    """
)

_LAST_UPKEEP = text(
    """
    select coalesce(nullif(facts ->> 'mended', '')::int, 0) as mended, created_at < now() - interval '26 hours' as is_late
    from platform_audit_event where action = :action
    order by created_at desc limit 1
    """
)


def check_database(ctx: PlatformContext) -> list[HealthRow]:
    """Return how the database, its migrations and its walls are, whether mail leaves, and what upkeep found."""
    return [_database(ctx), _migrations(ctx), _walls(ctx), _mail(ctx), _upkeep(ctx)]


@talks_to_the_outside
def check_processes() -> list[HealthRow]:
    """Return how Redis, the workers and the clock are."""
    try:
        return [_redis(), _workers(), _clock()]
    except RedisError:
        words = "Redis does not answer. Nothing is lost; whatever is due waits in the rows."
        return [HealthRow("redis", "Redis", BAD, words)]


def no_database() -> HealthRow:
    """Return what is said when the database does not answer at all."""
    return HealthRow("database", "Database", BAD, "PostgreSQL does not answer, or refuses us.")


def check_version() -> HealthRow:
    """Return which version of the product this is."""
    return HealthRow("version", "Product", GOOD, f"Version {__version__}.")


def _database(ctx: PlatformContext) -> HealthRow:
    conn = ctx.db.connection()
    conn.execute(_VERSION)
    began = time.perf_counter()
    version = conn.execute(_VERSION).scalar_one()
    took_ms = (time.perf_counter() - began) * 1000
    state = GOOD if took_ms < _SLOW_MS else WATCH
    words = f"PostgreSQL {version} answers within {took_ms:.1f} ms."
    return HealthRow("database", "Database", state, words)


def _migrations(ctx: PlatformContext) -> HealthRow:
    has = ctx.db.connection().execute(_MIGRATED).scalar_one()
    wants = head()
    words = f"The tables are of version {has}."
    if has == wants:
        return HealthRow("migrations", "Migrations", GOOD, words)
    words += f" This product needs {wants}: run python -m platform_app migrate."
    return HealthRow("migrations", "Migrations", BAD, words)


def head() -> str:
    """Return the version of the tables that this product needs."""
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "alembic"))
    return ScriptDirectory.from_config(config).get_current_head() or ""


def _walls(ctx: PlatformContext) -> HealthRow:
    broken = check_walls(ctx)
    if not broken:
        words = "Every table of companies forces row-level security, and no role can pass it."
        return HealthRow("walls", "Walls between companies", GOOD, words)
    words = "Stop the product and call whoever runs the database. " + "; ".join(broken)
    return HealthRow("walls", "Walls between companies", BAD, words)


def _mail(ctx: PlatformContext) -> HealthRow:
    failed = ctx.db.connection().execute(_FAILED_MAILS).scalar_one()
    if settings().smtp_url is None:
        words = "No mail server is configured; mails stay in the outbox."
        return HealthRow("mail", "Mail", WATCH, words)
    if failed:
        return HealthRow("mail", "Mail", WATCH, f"{failed:,} mails failed in the last 24 hours.")
    return HealthRow("mail", "Mail", GOOD, "A mail server is configured; none failed in 24 hours.")


def _upkeep(ctx: PlatformContext) -> HealthRow:
    last = ctx.db.connection().execute(_LAST_UPKEEP, {"action": AuditAction.UPKEEP_DONE}).first()
    if last is None or last.is_late:
        words = (
            "The daily upkeep has not been done for a day. Look whether the clock and a worker run."
        )
        return HealthRow("upkeep", "Upkeep", WATCH, words)
    if last.mended:
        words = (
            f"The latest upkeep had to mend {last.mended:,} figures or people of campaigns. Nobody was written to "
            "twice by that, but it should not happen: see the campaigns' histories and the log."
        )
        return HealthRow("upkeep", "Upkeep", WATCH, words)
    return HealthRow("upkeep", "Upkeep", GOOD, "Done today; every campaign agreed with its people.")


def _redis() -> HealthRow:
    began = time.perf_counter()
    queue.redis().ping()
    took_ms = (time.perf_counter() - began) * 1000
    state = GOOD if took_ms < _SLOW_MS else WATCH
    return HealthRow("redis", "Redis", state, f"Answers within {took_ms:.1f} ms.")


def _workers() -> HealthRow:
    alive = list_workers()
    served = {name for worker in alive for name in worker.queues.split(", ")}
    missing = [name for name in QUEUES if name not in served]
    if missing:
        words = (
            f"Nobody serves {', '.join(missing)}. Start: python -m platform_app worker {missing[0]}"
        )
        return HealthRow("workers", "Workers", BAD, words)
    return HealthRow("workers", "Workers", GOOD, f"{len(alive)} workers serve every queue.")


def _clock() -> HealthRow:
    ticked = last_tick()
    if ticked is None or now() - ticked > _CLOCK_LATE:
        words = "The clock has not looked lately. Start: python -m platform_app clock"
        return HealthRow("clock", "Clock", BAD, words)
    return HealthRow("clock", "Clock", GOOD, "Looked within the last half minute.")
