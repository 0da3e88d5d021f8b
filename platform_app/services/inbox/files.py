"""Files that came with messages: noted with the message, fetched by a job."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.ids import new_id
from platform_app.integrations.whatsapp.payloads import MediaFile
from platform_app.models.media import Media, MediaStatus

_NAME_CHARACTERS = 240


def await_file(
    ctx: CompanyContext, message_id: UUID, number_id: UUID, kind: str, file: MediaFile
) -> None:
    """Note that a message has a file at WhatsApp, and have it fetched after the commit."""
    media_id = new_id()
    values = {
        "company_id": ctx.company_id,
        "id": media_id,
        "created_at": now(),
        "message_id": message_id,
        "phone_number_id": number_id,
        "wa_media_id": file.id,
        "kind": kind,
        "mime_type": file.mime_type,
        "filename": file.filename[:_NAME_CHARACTERS],
        "sha256": file.sha256,
        "size": 0,
        "status": MediaStatus.WAITING,
        "storage_key": "",
        "attempts": 0,
        "next_attempt_at": now(),
        "problem": "",
    }
    ctx.db.connection().execute(insert(Media).values(values).on_conflict_do_nothing())
    ctx.enqueue("media.fetch", media_id=media_id)


def files_of(ctx: CompanyContext, message_ids: Iterable[UUID]) -> dict[UUID, Media]:
    """Return the files of messages, by message."""
    statement = select(Media).where(
        col(Media.company_id) == ctx.company_id, col(Media.message_id).in_(list(message_ids))
    )
    return {one.message_id: one for one in ctx.db.exec(statement)}
