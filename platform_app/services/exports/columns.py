"""The columns of an export, in the words that an import reads: out and in again changes nothing."""

from collections.abc import Sequence

from platform_app.core.clock import iso
from platform_app.models.contacts import Contact

# What the product keeps by itself; an import passes over them.
OWN_COLUMNS = (
    "contact_id", "wa_id", "user_id", "marketing", "opted_in_at", "opt_in_source", "opted_out_at",
    "opt_out_source", "blocked", "last_seen_at", "added_at",
)  # fmt: skip
_READ_BACK = ("phone", "name", "tags")
_TAG_SEPARATOR = ";"


def header(keys: Sequence[str]) -> list[str]:
    """Return the names of the columns; `keys` are those of the attributes."""
    return [*_READ_BACK, *keys, *OWN_COLUMNS]


def line(contact: Contact, keys: Sequence[str]) -> list[str]:
    """Return somebody's cells."""
    return [
        contact.phone or "",
        contact.name,
        _TAG_SEPARATOR.join(contact.tags),
        *(contact.attributes.get(key, "") for key in keys),
        str(contact.id),
        (contact.phone or "").lstrip("+"),
        contact.wa_user_id or "",
        _marketing(contact),
        iso(contact.opted_in_at),
        contact.opt_in_source or "",
        iso(contact.opted_out_at),
        contact.opt_out_source or "",
        "yes" if contact.blocked_at else "no",
        iso(contact.last_seen_at),
        iso(contact.created_at),
    ]


def _marketing(contact: Contact) -> str:
    if contact.opted_out_at is not None:
        return "opted out"
    return "opted in" if contact.opted_in_at is not None else "unknown"
