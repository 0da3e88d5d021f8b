"""What people are called where their whole number must not stand."""

from platform_app.models.contacts import Contact

_LAST = 4


def name_of(contact: Contact) -> str:
    """Return what a contact is called in the log: their name, or the end of their number."""
    return contact.name or (f"…{contact.phone[-_LAST:]}" if contact.phone else "")
