"""What people are called where their whole number must not stand."""

from platform_app.models.contacts import Contact


def name_of(contact: Contact) -> str:
    """Return what a contact is called in the log: their name, or the end of their number."""
    return contact.short_name
