"""The kept files: found by those who may see their conversation, read piece by piece, erased with their company."""

from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.config import settings
from platform_app.core.context import CompanyContext, talks_to_the_outside
from platform_app.core.errors import NotFound
from platform_app.core.permissions import Permission
from platform_app.integrations.storage import FileStore, S3Access
from platform_app.models.inbox import Conversation, Message
from platform_app.models.media import Media, MediaStatus
from platform_app.services import inbox
from platform_app.services.media.views import FileView


@cache
def file_store() -> FileStore:
    """Return this process's store of files."""
    chosen = settings()
    access = S3Access(
        endpoint=chosen.media_s3_endpoint,
        region=chosen.media_s3_region,
        key=chosen.media_s3_key,
        secret=chosen.media_s3_secret.get_secret_value(),
    )
    return FileStore(chosen.media_url or Path(".data/media").absolute().as_uri(), access)


def find_file(ctx: CompanyContext, media_id: UUID) -> FileView:
    """Return a file of a conversation that whoever acts may see; raises NotFound for every other."""
    ctx.require(Permission.CONVERSATIONS_READ)
    found = ctx.db.exec(
        select(Media)
        .join(
            Message,
            (col(Message.company_id) == col(Media.company_id))
            & (col(Message.id) == col(Media.message_id)),
        )
        .join(
            Conversation,
            (col(Conversation.company_id) == col(Message.company_id))
            & (col(Conversation.id) == col(Message.conversation_id)),
        )
        .where(
            inbox.is_visible(ctx),
            col(Media.company_id) == ctx.company_id,
            col(Media.id) == media_id,
            col(Media.status) == MediaStatus.STORED,
        )
    ).one_or_none()
    if found is None:
        raise NotFound("This file does not exist, or no longer does.")
    return FileView(found.storage_key, found.kind, found.mime_type, found.filename, found.size)


@talks_to_the_outside
async def read_file(file: FileView, start: int, end: int) -> AsyncIterator[bytes]:
    """Return the bytes of a file from `start` to just before `end`, piece by piece; raises NotFound."""
    return await file_store().read(file.storage_key, start, end)


@talks_to_the_outside
def discard(storage_key: str) -> None:
    """Delete a file whose message has gone while it was fetched."""
    file_store().delete(storage_key)


@talks_to_the_outside
def erase_files(company_id: UUID) -> int:
    """Delete every file of a company; return how many."""
    return file_store().delete_all(str(company_id))
