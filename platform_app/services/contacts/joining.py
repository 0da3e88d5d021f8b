"""Merging two contacts by hand: side by side first, then as one."""

from collections.abc import Iterable
from uuid import UUID

from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict
from platform_app.core.masking import shown, shown_in
from platform_app.core.permissions import Permission
from platform_app.models.contacts import Contact
from platform_app.services import attributes
from platform_app.services.contacts.changes import facts_of
from platform_app.services.contacts.keys import hold
from platform_app.services.contacts.lookups import get_contact
from platform_app.services.contacts.merging import merge, move_phone
from platform_app.services.contacts.views import MergeField, MergePreview

_ATTRIBUTE = "attribute:"
_CONSENT = (
    (lambda one: one.blocked_at, "Blocked"),
    (lambda one: one.opted_out_at, "Opted out"),
    (lambda one: one.opted_in_at, "Opted in"),
)


def preview_merge(ctx: CompanyContext, kept_id: UUID, other_id: UUID) -> MergePreview:
    """Return two contacts side by side, field by field; raises Conflict for one and the same."""
    ctx.require(Permission.CONTACTS_DELETE)
    kept, other = _both(ctx, kept_id, other_id)
    fields = [
        MergeField("name", "Name", kept.name, other.name, is_choice=_differ(kept.name, other.name)),
        MergeField(
            "phone",
            "Phone",
            shown(ctx, kept.phone),
            shown(ctx, other.phone),
            is_choice=_differ(kept.phone, other.phone),
        ),
        MergeField("tags", "Tags", ", ".join(kept.tags), ", ".join(other.tags), is_choice=False),
        MergeField("consent", "Marketing", _consent(kept), _consent(other), is_choice=False),
        *_attributes(ctx, kept, other),
    ]
    return MergePreview(str(kept.id), str(other.id), fields)


def join(ctx: CompanyContext, kept_id: UUID, other_id: UUID, *, of_other: Iterable[str]) -> None:
    """Make two contacts one; `of_other` are the fields whose value comes from the one that goes.

    Messages, campaigns, notes, tags and consent of both are kept; an opt-out or block of either holds.
    """
    ctx.require(Permission.CONTACTS_DELETE)
    hold(ctx)
    kept, other = _both(ctx, kept_id, other_id, lock=True)
    wanted, before = set(of_other), facts_of(kept)
    phone = other.phone if "phone" in wanted else None
    if "name" in wanted and other.name:
        kept.name = other.name
    taken = {key: value for key, value in other.attributes.items() if _ATTRIBUTE + key in wanted}
    kept.attributes = {**kept.attributes, **taken}
    merge(ctx, other, kept, before=before)
    if phone and kept.phone != phone:
        move_phone(ctx, kept, phone)


def _both(
    ctx: CompanyContext, kept_id: UUID, other_id: UUID, *, lock: bool = False
) -> tuple[Contact, Contact]:
    if kept_id == other_id:
        raise Conflict("This is the same contact twice. Choose another one.")
    # Locked in one order, so that two people who merge the same two wait for each other in turn.
    found = {one: get_contact(ctx, one, lock=lock) for one in sorted((kept_id, other_id))}
    return found[kept_id], found[other_id]


def _attributes(ctx: CompanyContext, kept: Contact, other: Contact) -> list[MergeField]:
    rows: list[MergeField] = []
    labels = {one.key: one.label for one in attributes.list_definitions(ctx)}
    for key in sorted({*kept.attributes, *other.attributes}):
        mine = shown_in(ctx, kept.attributes.get(key, ""), kept.phone)
        theirs = shown_in(ctx, other.attributes.get(key, ""), other.phone)
        rows.append(
            MergeField(
                _ATTRIBUTE + key,
                labels.get(key, key),
                mine,
                theirs,
                is_choice=_differ(mine, theirs),
            )
        )
    return rows


def _differ(mine: str | None, theirs: str | None) -> bool:
    return bool(mine) and bool(theirs) and mine != theirs


def _consent(contact: Contact) -> str:
    return next((words for find, words in _CONSENT if find(contact) is not None), "Unknown")
