"""Tables, one file per feature; importing the package registers all of them."""

from platform_app.models import (
    accounts,
    audit,
    campaigns,
    channels,
    companies,
    contacts,
    imports,
    inbox,
    mail,
    media,
    plans,
    templates,
    webhooks,
)

__all__ = [
    "accounts",
    "audit",
    "campaigns",
    "channels",
    "companies",
    "contacts",
    "imports",
    "inbox",
    "mail",
    "media",
    "plans",
    "templates",
    "webhooks",
]
