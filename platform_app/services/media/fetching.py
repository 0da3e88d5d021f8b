"""Fetching a file from WhatsApp: claimed by one job, tried five times with growing waits, checked before it is kept."""

import secrets
import tempfile
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import IO
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import CompanyContext, PublicContext, talks_to_the_outside
from platform_app.core.errors import AppError, Conflict, LimitReached, Unavailable
from platform_app.integrations.whatsapp.graph import Graph, ask
from platform_app.integrations.whatsapp.management import media as graph_media
from platform_app.models.channels import PhoneNumber
from platform_app.models.media import Media, MediaStatus
from platform_app.services import channels
from platform_app.services.media.keeping import file_store

# After the first, second … failed attempt; with the fifth it is given up.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 180))
# A job that holds a file is given up after this, as dead.
LEASE = timedelta(minutes=15)
# While WhatsApp or our own store is away, no attempt is used up; WhatsApp keeps files for seven days.
AWAY = timedelta(minutes=2)
KEPT_FOR = timedelta(days=7)
_MOST_DUE = 500
_IN_MEMORY = 4 * 1024 * 1024
_GONE = "WhatsApp keeps files for seven days, and this one could not be fetched in that time."


@dataclass(frozen=True, slots=True)
class FileWork:
    """A file to fetch, held by one job."""

    id: UUID
    company_id: UUID
    wa_media_id: str
    wa_number_id: str
    mime_type: str
    sha256: str
    credentials: channels.Credentials


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of fetching: a key in the store, or a problem in words, for good or for a while."""

    storage_key: str = ""
    size: int = 0
    mime_type: str = ""
    problem: str = ""
    is_refused: bool = False
    # It was nobody's fault here: it does not count as an attempt.
    is_away: bool = False


def list_waiting(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of files that are due to be fetched."""
    statement = select(Media.company_id, Media.id).where(
        col(Media.status) == MediaStatus.WAITING, col(Media.next_attempt_at) <= now()
    )
    return list(ctx.db.exec(statement.order_by(col(Media.next_attempt_at)).limit(_MOST_DUE)))


def claim(ctx: CompanyContext, media_id: UUID) -> FileWork | None:
    """Return what is to be fetched, or None if it is not due or another job is at it."""
    found = ctx.db.exec(
        select(Media)
        .where(
            col(Media.company_id) == ctx.company_id,
            col(Media.id) == media_id,
            col(Media.status) == MediaStatus.WAITING,
            col(Media.next_attempt_at) <= now(),
        )
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if found is None:
        return None
    found.next_attempt_at = now() + LEASE
    number = ctx.db.get_one(PhoneNumber, (ctx.company_id, found.phone_number_id))
    try:
        credentials = channels.load_credentials(ctx, number.channel_id)
    except Conflict as error:
        # Revoked meanwhile; connected again in time, the file can still be had.
        settle(ctx, media_id, Fetched(problem=error.message, is_away=True))
        return None
    return FileWork(
        id=found.id,
        company_id=ctx.company_id,
        wa_media_id=found.wa_media_id,
        wa_number_id=number.wa_phone_number_id,
        mime_type=found.mime_type,
        sha256=found.sha256,
        credentials=credentials,
    )


@talks_to_the_outside
def fetch(work: FileWork) -> Fetched:
    """Fetch a file and keep it in the store, if it is what was announced and may be kept."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as content:
        came = ask(work.credentials.access, lambda graph: _download(graph, work, content))
        if came.problem:
            return came
        content.seek(0)
        key = f"{work.company_id}/{secrets.token_urlsafe(24)}"
        try:
            file_store().put(key, content)
        except Unavailable as error:
            return Fetched(problem=error.message, is_away=True)
        return replace(came, storage_key=key)


def settle(ctx: CompanyContext, media_id: UUID, came: Fetched) -> bool:
    """Write down what came of a file, and when it is tried again; says no when nobody waits for it any more."""
    found = ctx.db.exec(
        select(Media)
        .where(col(Media.company_id) == ctx.company_id, col(Media.id) == media_id)
        .with_for_update()
    ).one_or_none()
    if found is None or found.status != MediaStatus.WAITING:
        return False
    found.attempts += not came.is_away
    found.problem = came.problem
    if came.storage_key:
        found.status, found.storage_key, found.size = (
            MediaStatus.STORED,
            came.storage_key,
            came.size,
        )
        found.mime_type = came.mime_type or found.mime_type
    elif came.is_refused:
        found.status = MediaStatus.REFUSED
    else:
        _wait_or_give_up(found, came)
    if found.status != MediaStatus.WAITING:
        found.next_attempt_at = None
        ctx.nudge("inbox")
    return True


def _wait_or_give_up(found: Media, came: Fetched) -> None:
    if now() - found.created_at > KEPT_FOR:
        found.status, found.problem = MediaStatus.FAILED, _GONE
    elif found.attempts > len(WAITS):
        found.status = MediaStatus.FAILED
        found.problem = f"The file could not be fetched. {came.problem}"
    else:
        wait = AWAY if came.is_away else WAITS[found.attempts - 1]
        found.next_attempt_at, found.problem = now() + wait, ""


async def _download(graph: Graph, work: FileWork, content: IO[bytes]) -> Fetched:
    try:
        info = await graph_media.fetch_media(graph, work.wa_media_id, work.wa_number_id)
    except (Unavailable, LimitReached) as error:
        return Fetched(problem=error.message, is_away=True)
    except AppError as error:
        return Fetched(problem=error.message)
    mime_type = info.mime.partition(";")[0].strip().lower() or work.mime_type
    if not settings().takes_media(mime_type):
        return Fetched(problem=f"Files of the kind {mime_type} are not taken.", is_refused=True)
    # What came with the message counts more than what is said afterwards.
    announced = replace(info, sha256=work.sha256 or info.sha256)
    most = settings().media_max_megabytes * 1_000_000
    try:
        async for piece in graph_media.download(graph, announced, max_bytes=most):
            content.write(piece)
    except LimitReached as error:
        return Fetched(problem=error.message, is_refused=True)
    except AppError as error:
        return Fetched(problem=error.message)
    return Fetched(size=content.tell(), mime_type=mime_type)
