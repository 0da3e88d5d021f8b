"""Attributes: what a company keeps about its contacts, each of one kind."""

from platform_app.services.attributes.changing import (
    clear_batch,
    convert_batch,
    count_people,
    delete,
    save,
)
from platform_app.services.attributes.definitions import (
    define,
    list_definitions,
    reorder,
)
from platform_app.services.attributes.values import DateOrder, parse_value
from platform_app.services.attributes.views import Definition

__all__ = [
    "DateOrder",
    "Definition",
    "clear_batch",
    "convert_batch",
    "count_people",
    "define",
    "delete",
    "list_definitions",
    "parse_value",
    "reorder",
    "save",
]
