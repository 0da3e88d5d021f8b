"""Contacts: whom the company may write to, and what is known about them."""

from platform_app.core.masking import (
    may_see_numbers,
    shown,
    shown_in,
    without_numbers,
)
from platform_app.services.contacts.adding import NAME_CHARACTERS, add
from platform_app.services.contacts.dialling import list_regions, region_of_time_zone
from platform_app.services.contacts.directory import count_rows, get_detail, list_rows
from platform_app.services.contacts.editing import add_tag, remove_tag, save
from platform_app.services.contacts.erasing import (
    Traces,
    clear_events,
    erase,
    finish_erasure,
    list_erasures,
    load_traces,
    preview_erasure,
    take_out_of_events,
)
from platform_app.services.contacts.identities import (
    change_phone,
    change_user_id,
    find_contact,
    is_known,
    learn,
)
from platform_app.services.contacts.joining import join, preview_merge
from platform_app.services.contacts.keys import hold
from platform_app.services.contacts.lookups import default_region, get_contact, was_erased
from platform_app.services.contacts.notes import (
    add_note,
    change_note,
    delete_note,
    is_own,
    may_delete,
)
from platform_app.services.contacts.phones import to_e164
from platform_app.services.contacts.searching import (
    count_unsearchable,
    debt_since,
    index_batch,
    list_debts,
    settle_debt,
)
from platform_app.services.contacts.tagging import count_matching, tag_batch, tag_many, tag_matching
from platform_app.services.contacts.variants import forms_of
from platform_app.services.contacts.views import (
    BLOCKED,
    EVERYBODY,
    NOBODY,
    Consent,
    ContactDetail,
    ContactFilters,
    ContactOrder,
    ContactRow,
    ErasurePreview,
    MergeField,
    MergePreview,
    Region,
)

__all__ = [
    "BLOCKED",
    "EVERYBODY",
    "NAME_CHARACTERS",
    "NOBODY",
    "Consent",
    "ContactDetail",
    "ContactFilters",
    "ContactOrder",
    "ContactRow",
    "ErasurePreview",
    "MergeField",
    "MergePreview",
    "Region",
    "Traces",
    "add",
    "add_note",
    "add_tag",
    "change_note",
    "change_phone",
    "change_user_id",
    "clear_events",
    "count_matching",
    "count_rows",
    "count_unsearchable",
    "debt_since",
    "default_region",
    "delete_note",
    "erase",
    "find_contact",
    "finish_erasure",
    "forms_of",
    "get_contact",
    "get_detail",
    "hold",
    "index_batch",
    "is_known",
    "is_own",
    "join",
    "learn",
    "list_debts",
    "list_erasures",
    "list_regions",
    "list_rows",
    "load_traces",
    "may_delete",
    "may_see_numbers",
    "preview_erasure",
    "preview_merge",
    "region_of_time_zone",
    "remove_tag",
    "save",
    "settle_debt",
    "shown",
    "shown_in",
    "tag_batch",
    "tag_many",
    "tag_matching",
    "take_out_of_events",
    "to_e164",
    "was_erased",
    "without_numbers",
]
