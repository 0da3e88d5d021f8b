"""Segments: groups of contacts by what is known of them, or by hand."""

from platform_app.services.segments.choices import list_choices
from platform_app.services.segments.compiling import is_member
from platform_app.services.segments.counting import count, measure
from platform_app.services.segments.editing import (
    create,
    create_list,
    delete,
    duplicate,
    rename,
    save,
)
from platform_app.services.segments.listing import (
    describe,
    find_old,
    get_detail,
    list_rows,
    measure_segment,
    names_of,
    note_size,
)
from platform_app.services.segments.lookups import matching, versions_of
from platform_app.services.segments.members import (
    add_members,
    keep_as_list,
    list_members,
    remove_members,
)
from platform_app.services.segments.outlines import (
    EMPTY,
    Draft,
    add_condition,
    add_group,
    remove,
    set_match,
    set_operator,
    set_subject,
    set_value,
    toggle_value,
    unfold,
)
from platform_app.services.segments.views import (
    BuilderChoices,
    Line,
    Measure,
    MemberRow,
    Pick,
    PickGroup,
    SamplePerson,
    SegmentDetail,
    SegmentRow,
)

__all__ = [
    "EMPTY",
    "BuilderChoices",
    "Draft",
    "Line",
    "Measure",
    "MemberRow",
    "Pick",
    "PickGroup",
    "SamplePerson",
    "SegmentDetail",
    "SegmentRow",
    "add_condition",
    "add_group",
    "add_members",
    "count",
    "create",
    "create_list",
    "delete",
    "describe",
    "duplicate",
    "find_old",
    "get_detail",
    "is_member",
    "keep_as_list",
    "list_choices",
    "list_members",
    "list_rows",
    "matching",
    "measure",
    "measure_segment",
    "names_of",
    "note_size",
    "remove",
    "remove_members",
    "rename",
    "save",
    "set_match",
    "set_operator",
    "set_subject",
    "set_value",
    "toggle_value",
    "unfold",
    "versions_of",
]
