"""The files of exports: offered for a day, then gone."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, func, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, PublicContext, talks_to_the_outside
from platform_app.core.errors import NotFound
from platform_app.core.permissions import Permission
from platform_app.models.contacts import ContactExport, ExportStatus
from platform_app.services import audit, media
from platform_app.services.exports.views import ExportFile


def open_file(ctx: CompanyContext, export_id: UUID) -> ExportFile:
    """Return a file that may be downloaded now, and remember who takes it; raises NotFound, also for an old one."""
    ctx.require(Permission.CONTACTS_EXPORT)
    export = ctx.db.get(ContactExport, (ctx.company_id, export_id))
    is_there = export is not None and export.status == ExportStatus.READY
    if export is None or not is_there or (export.expires_at or now()) <= now():
        raise NotFound("This file is not there any more. Ask for a new export.")
    audit.record(
        ctx,
        audit.AuditAction.CONTACTS_EXPORT_TAKEN,
        export.id,
        name=export.label,
        rows=export.rows_done,
    )
    name = f"contacts-{export.created_at:%Y-%m-%d}.csv"
    return ExportFile(export.storage_key, name, export.size)


@talks_to_the_outside
async def read_file(file: ExportFile) -> AsyncIterator[bytes]:
    """Return the bytes of a file, piece by piece; raises NotFound."""
    return await media.file_store().read(file.storage_key, 0, file.size)


@talks_to_the_outside
def discard(storage_key: str) -> None:
    """Delete a file that nobody is offered any more."""
    media.file_store().delete(storage_key)


def list_expired(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of every export whose day is over."""
    statement = select(ContactExport.company_id, ContactExport.id).where(
        col(ContactExport.status) == ExportStatus.READY,
        # Half an hour more, for whoever has just begun to download.
        col(ContactExport.expires_at) <= func.now() - timedelta(minutes=30),
    )
    return list(ctx.db.exec(statement))


def expire(ctx: CompanyContext, export_id: UUID) -> str:
    """Take an export back, and return the name of the file to be deleted; empty if there is none."""
    ctx.require(Permission.CONTACTS_EXPORT)
    export = ctx.db.get(ContactExport, (ctx.company_id, export_id))
    return _close(ctx, export) if export else ""


def expire_all(ctx: CompanyContext) -> list[str]:
    """Take all exports back, because somebody in them was erased; return the files to be deleted.

    Those that are being written may hold the person already, and are begun anew.
    """
    ctx.require(Permission.CONTACTS_DELETE)
    written = select(ContactExport).where(
        col(ContactExport.company_id) == ctx.company_id,
        col(ContactExport.status).in_((ExportStatus.RUNNING, ExportStatus.READY)),
    )
    found = ctx.db.exec(written.with_for_update()).all()
    for export in found:
        if export.status == ExportStatus.RUNNING:
            export.status, export.storage_key, export.held_until = ExportStatus.WAITING, "", None
            ctx.enqueue("exports.run", export_id=export.id)
    return [_close(ctx, one) for one in found if one.status == ExportStatus.READY]


def _close(ctx: CompanyContext, export: ContactExport) -> str:
    name, export.storage_key = export.storage_key, ""
    export.status, export.expires_at = ExportStatus.EXPIRED, now()
    ctx.nudge("exports")
    return name
