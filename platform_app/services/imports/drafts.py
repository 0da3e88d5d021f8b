"""The life of an import around its running: kept, looked at with choices, checked, started, cancelled, forgotten."""

from datetime import timedelta
from pathlib import PurePath
from uuid import UUID

from sqlalchemy import and_, or_
from sqlalchemy.orm import defer
from sqlmodel import col, delete, select, update

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, PublicContext
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.permissions import Permission
from platform_app.models.attributes import AttributeKind
from platform_app.models.imports import (
    ContactImport,
    ContactImportProblem,
    ImportMode,
    ImportStatus,
)
from platform_app.models.plans import Metric
from platform_app.services import attributes, audit, contacts, usage
from platform_app.services.imports.columns import new_attributes
from platform_app.services.imports.files import KeptFile
from platform_app.services.imports.previews import inspect
from platform_app.services.imports.readings import TAG_CHARACTERS, split_tags
from platform_app.services.imports.running import close, lock_unfinished
from platform_app.services.imports.views import FilePreview, ImportChoices

SOURCE_CHARACTERS = 200
WORDING_CHARACTERS = 1_000
ABSENT = "This import does not exist, or no longer does. Choose the file again."
_MOST_TAGS = 10
_FILE_NAME_CHARACTERS = 120
# A file that nobody has started by then is deleted.
_KEPT_FOR = timedelta(days=7)
_OPEN = (ImportStatus.DRAFT, ImportStatus.CHECKED)
_ENDED = (ImportStatus.COMPLETED, ImportStatus.CANCELLED, ImportStatus.FAILED)


def add_draft(ctx: CompanyContext, file_name: str, kept: KeptFile) -> UUID:
    """Remember a kept file; takes the place of the person's earlier one that was never checked."""
    ctx.require(Permission.CONTACTS_IMPORT)
    earlier = update(ContactImport).where(
        col(ContactImport.company_id) == ctx.company_id,
        col(ContactImport.created_by) == ctx.actor.user_id,
        col(ContactImport.status) == ImportStatus.DRAFT,
    )
    ctx.db.exec(earlier.values(status=ImportStatus.DISCARDED))
    draft = ContactImport(
        company_id=ctx.company_id,
        created_by=ctx.actor.user_id,
        actor_name=ctx.actor.name,
        file_name=PurePath(file_name).name[:_FILE_NAME_CHARACTERS],
        storage_key=kept.storage_key,
        size=kept.size,
        sha256=kept.sha256,
        sample=kept.sample,
        encoding=kept.preview.encoding,
        delimiter=kept.preview.delimiter,
        columns=[column.name for column in kept.preview.columns],
        mapping={},
        default_region=contacts.default_region(ctx),
        status=ImportStatus.DRAFT,
        rows_total=kept.preview.rows_total,
    )
    ctx.db.add(draft)
    ctx.db.flush()
    return draft.id


def preview(ctx: CompanyContext, import_id: UUID, choices: ImportChoices) -> FilePreview:
    """Return how a kept file would be taken with these choices, read off its beginning."""
    ctx.require(Permission.CONTACTS_IMPORT)
    _check_region(choices)
    draft = _get_open(ctx, import_id)
    return inspect(
        draft.sample,
        draft.file_name,
        choices,
        rows_total=draft.rows_total,
        definitions=attributes.list_definitions(ctx),
    )


def recall(ctx: CompanyContext, import_id: UUID) -> ImportChoices:
    """Return what has been decided about a file that has not been started, to decide anew."""
    ctx.require(Permission.CONTACTS_IMPORT)
    draft = _get_open(ctx, import_id)
    return ImportChoices(
        mapping=draft.mapping,
        kinds=draft.kinds,
        default_region=draft.default_region,
        tags=tuple(draft.tags),
        keeps_known=draft.keeps_known,
        mode=ImportMode(draft.mode),
        consent_source=draft.consent_source,
        consent_wording=draft.consent_wording,
        encoding=draft.encoding,
        delimiter=draft.delimiter,
    )


def check(ctx: CompanyContext, import_id: UUID, choices: ImportChoices) -> None:
    """Start the dry run of a kept file with these choices; raises InvalidInput with its fields."""
    ctx.require(Permission.CONTACTS_IMPORT)
    _check_choices(choices)
    draft = _get_open(ctx, import_id)
    known = attributes.list_definitions(ctx)
    seen = inspect(
        draft.sample, draft.file_name, choices, rows_total=draft.rows_total, definitions=known
    )
    draft.encoding, draft.delimiter, draft.mapping = seen.encoding, seen.delimiter, seen.mapping
    draft.columns = [column.name for column in seen.columns]
    draft.kinds, draft.default_region = choices.kinds, choices.default_region
    draft.mode, draft.keeps_known = choices.mode, choices.keeps_known
    draft.tags = split_tags(",".join(choices.tags))
    draft.consent_source = choices.consent_source.strip() if choices.consent_source else None
    draft.consent_wording = choices.consent_wording.strip()
    _begin(ctx, draft, ImportStatus.CHECKING)


def start(ctx: CompanyContext, import_id: UUID) -> None:
    """Start an import that has been checked; raises Conflict when somebody has started it already."""
    ctx.require(Permission.CONTACTS_IMPORT)
    draft = _get_open(ctx, import_id)
    if draft.status != ImportStatus.CHECKED:
        raise Conflict("The file has not been checked yet. Wait for the check, then start.")
    if draft.added and draft.mode == ImportMode.CONTACTS:
        usage.check(ctx, Metric.CONTACTS, extra=draft.added)
    if draft.mode == ImportMode.CONTACTS:
        _define(ctx, draft)
    audit.record(
        ctx,
        audit.AuditAction.CONTACTS_IMPORTED,
        draft.id,
        name=draft.file_name,
        rows=draft.rows_total,
        consent_source=draft.consent_source,
        mode=str(draft.mode),
    )
    _begin(ctx, draft, ImportStatus.WAITING)


def cancel(ctx: CompanyContext, import_id: UUID) -> None:
    """End an import before its end; what has been taken stays, and nothing more comes."""
    ctx.require(Permission.CONTACTS_IMPORT)
    found = lock_unfinished(ctx, import_id) or _get_open(ctx, import_id)
    audit.record(
        ctx,
        audit.AuditAction.CONTACTS_IMPORT_CANCELLED,
        found.id,
        name=found.file_name,
        rows=found.rows_done if has_run(found) else 0,
    )
    if not has_run(found):
        _forget_figures(ctx, found)
    close(found, ImportStatus.CANCELLED)
    ctx.nudge("imports")


def list_served(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of every import whose file is no longer needed."""
    statement = select(ContactImport.company_id, ContactImport.id).where(
        col(ContactImport.storage_key) != "",
        or_(
            col(ContactImport.status).in_((*_ENDED, ImportStatus.DISCARDED)),
            and_(
                col(ContactImport.status).in_(_OPEN),
                col(ContactImport.created_at) < now() - _KEPT_FOR,
            ),
        ),
    )
    return list(ctx.db.exec(statement.limit(500)))


def find_served(ctx: CompanyContext, import_id: UUID) -> str:
    """Return where the file of an import lies in the store if nobody needs it any more, or nothing."""
    ctx.require(Permission.CONTACTS_IMPORT)
    found = _lock(ctx, import_id)
    return found.storage_key if found is not None and _has_served(found) else ""


def release(ctx: CompanyContext, import_id: UUID) -> None:
    """Forget the file of an import after it has been deleted, and the import if it was never started."""
    ctx.require(Permission.CONTACTS_IMPORT)
    found = _lock(ctx, import_id)
    if found is None or not _has_served(found):
        return
    if found.status in _ENDED:
        found.storage_key = ""
    else:
        ctx.db.delete(found)


def has_run(found: ContactImport) -> bool:
    """Tell whether an import's figures are those of people taken in, and not of a dry run."""
    return found.status in (ImportStatus.WAITING, ImportStatus.RUNNING, *_ENDED)


def _has_served(found: ContactImport) -> bool:
    if found.status in _OPEN:
        return found.created_at < now() - _KEPT_FOR
    return found.status in (*_ENDED, ImportStatus.DISCARDED)


def _begin(ctx: CompanyContext, draft: ContactImport, status: ImportStatus) -> None:
    _forget_figures(ctx, draft)
    draft.status, draft.started_at, draft.held_until = status, None, None
    ctx.enqueue("imports.run", import_id=draft.id)
    ctx.nudge("imports")


def _forget_figures(ctx: CompanyContext, draft: ContactImport) -> None:
    draft.rows_done = draft.added = draft.updated = draft.unchanged = draft.rejected = 0
    draft.repeated = draft.erased = draft.warned = draft.opted_out = 0
    gone = delete(ContactImportProblem).where(
        col(ContactImportProblem.company_id) == ctx.company_id,
        col(ContactImportProblem.import_id) == draft.id,
    )
    ctx.db.exec(gone)


def _define(ctx: CompanyContext, draft: ContactImport) -> None:
    """Make the attributes that the file brings along."""
    known = attributes.list_definitions(ctx)
    for one in new_attributes(draft.mapping, known, draft.kinds):
        attributes.define(ctx, one.label, key=one.key, kind=one.kind, choices=one.choices)


def _get_open(ctx: CompanyContext, import_id: UUID) -> ContactImport:
    draft = _lock(ctx, import_id)
    if draft is None or draft.status == ImportStatus.DISCARDED:
        raise NotFound(ABSENT)
    if draft.status not in _OPEN:
        raise Conflict("This import has been started already. Open it to see how far it is.")
    return draft


def _lock(ctx: CompanyContext, import_id: UUID) -> ContactImport | None:
    statement = (
        select(ContactImport)
        .options(defer(ContactImport.shown))  # pyright: ignore[reportArgumentType]  a column at class level
        .where(col(ContactImport.company_id) == ctx.company_id, col(ContactImport.id) == import_id)
        # Locked, so that a double click starts one import.
        .with_for_update()
    )
    return ctx.db.exec(statement).one_or_none()


def _check_choices(choices: ImportChoices) -> None:
    _check_region(choices)
    fields: dict[str, str] = {}
    tags = split_tags(",".join(choices.tags))
    if len(tags) > _MOST_TAGS or any(len(tag) > TAG_CHARACTERS for tag in tags):
        fields["tags"] = f"Use at most {_MOST_TAGS} tags of {TAG_CHARACTERS} characters each."
    source = choices.consent_source
    if source is not None and not 3 <= len(source.strip()) <= SOURCE_CHARACTERS:
        fields["consent_source"] = (
            f"Say where people agreed, in 3 to {SOURCE_CHARACTERS} characters."
        )
    if len(choices.consent_wording) > WORDING_CHARACTERS:
        fields["consent_wording"] = f"Use at most {WORDING_CHARACTERS:,} characters."
    if not set(choices.kinds.values()) <= set(AttributeKind):
        fields["mapping"] = "Choose a kind from the list."
    if fields:
        raise InvalidInput("Something is missing or too long.", fields)


def _check_region(choices: ImportChoices) -> None:
    known = {region.code for region in contacts.list_regions()}
    if choices.default_region and choices.default_region not in known:
        raise InvalidInput(
            "This country is not known.", {"default_region": "Choose one from the list."}
        )
