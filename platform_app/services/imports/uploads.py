"""The life of an import until it runs: the file is kept, looked at with choices, and started."""

from pathlib import PurePath
from uuid import UUID

from sqlmodel import col, delete, select

from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.permissions import Permission
from platform_app.models.imports import ContactImport, ImportStatus
from platform_app.models.plans import Metric
from platform_app.services import audit, contacts, usage
from platform_app.services.imports.previews import inspect
from platform_app.services.imports.views import FilePreview, ImportChoices

TAG_CHARACTERS = 50
SOURCE_CHARACTERS = 200
_FILE_NAME_CHARACTERS = 120
ABSENT = "This import does not exist, or no longer does. Choose the file again."


def create(ctx: CompanyContext, *, file_name: str, content: bytes, choices: ImportChoices) -> UUID:
    """Keep a file and start its import; raises InvalidInput before anything is written."""
    import_id = upload(ctx, file_name=file_name, content=content)
    start(ctx, import_id, choices)
    return import_id


def upload(ctx: CompanyContext, *, file_name: str, content: bytes) -> UUID:
    """Keep a file that can be imported; takes the place of the person's earlier one that never started."""
    ctx.require(Permission.CONTACTS_IMPORT)
    preview = inspect(content, file_name)
    ctx.db.exec(
        delete(ContactImport).where(
            col(ContactImport.company_id) == ctx.company_id,
            col(ContactImport.created_by) == ctx.actor.user_id,
            col(ContactImport.status) == ImportStatus.DRAFT,
        )
    )
    draft = ContactImport(
        company_id=ctx.company_id,
        created_by=ctx.actor.user_id,
        file_name=PurePath(file_name).name[:_FILE_NAME_CHARACTERS],
        content=content,
        encoding=preview.encoding,
        delimiter=preview.delimiter,
        mapping=preview.mapping,
        default_region="",
        status=ImportStatus.DRAFT,
        rows_total=preview.rows_total,
    )
    ctx.db.add(draft)
    ctx.db.flush()
    return draft.id


def preview(ctx: CompanyContext, import_id: UUID, choices: ImportChoices) -> FilePreview:
    """Return how a kept file would be taken with these choices."""
    ctx.require(Permission.CONTACTS_IMPORT)
    _check_region(choices)
    draft = _get_draft(ctx, import_id)
    return inspect(draft.content, draft.file_name, choices)


def start(ctx: CompanyContext, import_id: UUID, choices: ImportChoices) -> None:
    """Start the import of a kept file; raises Conflict when somebody has started it already."""
    ctx.require(Permission.CONTACTS_IMPORT)
    _check_choices(choices)
    draft = _get_draft(ctx, import_id)
    usage.check(ctx, Metric.CONTACTS)
    seen = inspect(draft.content, draft.file_name, choices)
    draft.encoding, draft.delimiter, draft.mapping = seen.encoding, seen.delimiter, seen.mapping
    draft.default_region, draft.tag = choices.default_region, choices.tag.strip()
    draft.consent_source = choices.consent_source.strip() if choices.consent_source else None
    draft.rows_total, draft.status = seen.rows_total, ImportStatus.WAITING
    audit.record(
        ctx,
        audit.AuditAction.CONTACTS_IMPORTED,
        draft.id,
        name=draft.file_name,
        rows=seen.rows_total,
        consent_source=draft.consent_source,
    )
    ctx.enqueue("imports.run", import_id=draft.id)
    ctx.nudge("imports")


def _get_draft(ctx: CompanyContext, import_id: UUID) -> ContactImport:
    statement = (
        select(ContactImport)
        .where(col(ContactImport.company_id) == ctx.company_id, col(ContactImport.id) == import_id)
        # Locked, so that a double click starts one import.
        .with_for_update()
    )
    draft = ctx.db.exec(statement).one_or_none()
    if draft is None:
        raise NotFound(ABSENT)
    if draft.status != ImportStatus.DRAFT:
        raise Conflict("This import has been started already. Open it to see how far it is.")
    return draft


def _check_choices(choices: ImportChoices) -> None:
    _check_region(choices)
    fields: dict[str, str] = {}
    if len(choices.tag.strip()) > TAG_CHARACTERS:
        fields["tag"] = f"Use at most {TAG_CHARACTERS} characters."
    source = choices.consent_source
    if source is not None and not 3 <= len(source.strip()) <= SOURCE_CHARACTERS:
        fields["consent_source"] = (
            f"Say where people agreed, in 3 to {SOURCE_CHARACTERS} characters."
        )
    if fields:
        raise InvalidInput("Something is missing or too long.", fields)


def _check_region(choices: ImportChoices) -> None:
    known = {region.code for region in contacts.list_regions()}
    if choices.default_region and choices.default_region not in known:
        raise InvalidInput(
            "This country is not known.", {"default_region": "Choose one from the list."}
        )
