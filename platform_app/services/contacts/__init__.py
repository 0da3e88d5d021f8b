"""Contacts: whom the company may write to, and what is known about them."""

from platform_app.services.contacts.dialling import list_regions, region_of_time_zone
from platform_app.services.contacts.directory import get_detail, list_rows, list_tags
from platform_app.services.contacts.gathering import NAME_CHARACTERS, add, gather
from platform_app.services.contacts.keys import (
    add_alias,
    drop_alias,
    find_by_alias,
    hold,
    move_aliases,
)
from platform_app.services.contacts.masking import (
    may_see_numbers,
    shown,
    shown_in,
    without_numbers,
)
from platform_app.services.contacts.phones import to_e164
from platform_app.services.contacts.variants import canonical, forms_of
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
    "add_alias",
    "canonical",
    "drop_alias",
    "find_by_alias",
    "forms_of",
    "gather",
    "get_detail",
    "hold",
    "list_regions",
    "list_rows",
    "list_tags",
    "may_see_numbers",
    "move_aliases",
    "region_of_time_zone",
    "shown",
    "shown_in",
    "to_e164",
    "without_numbers",
]
