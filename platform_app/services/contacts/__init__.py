"""Contacts: whom the company may write to, and what is known about them."""

from platform_app.services.contacts.dialling import list_regions, region_of_time_zone
from platform_app.services.contacts.directory import get_detail, list_rows, list_tags
from platform_app.services.contacts.gathering import NAME_CHARACTERS, add, gather
from platform_app.services.contacts.identities import (
    change_phone,
    change_user_id,
    find_contact,
    learn,
)
from platform_app.services.contacts.keys import hold
from platform_app.services.contacts.masking import (
    may_see_numbers,
    shown,
    shown_in,
    without_numbers,
)
from platform_app.services.contacts.naming import name_of
from platform_app.services.contacts.phones import to_e164
from platform_app.services.contacts.variants import forms_of
from platform_app.services.contacts.views import (
    Consent,
    ContactDetail,
    ContactRow,
    Gathered,
    Person,
    Region,
)

__all__ = [
    "NAME_CHARACTERS",
    "Consent",
    "ContactDetail",
    "ContactRow",
    "Gathered",
    "Person",
    "Region",
    "add",
    "change_phone",
    "change_user_id",
    "find_contact",
    "forms_of",
    "gather",
    "get_detail",
    "hold",
    "learn",
    "list_regions",
    "list_rows",
    "list_tags",
    "may_see_numbers",
    "name_of",
    "region_of_time_zone",
    "shown",
    "shown_in",
    "to_e164",
    "without_numbers",
]
