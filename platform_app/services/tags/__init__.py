"""Tags: words with a colour that a company gives its contacts."""

from platform_app.services.tags.changing import delete, merge, replace_batch, save
from platform_app.services.tags.keeping import (
    NAME_CHARACTERS,
    colours_of,
    count_people,
    create,
    ensure,
    list_page,
    list_tags,
)
from platform_app.services.tags.views import COLOURS, TagRow

__all__ = [
    "COLOURS",
    "NAME_CHARACTERS",
    "TagRow",
    "colours_of",
    "count_people",
    "create",
    "delete",
    "ensure",
    "list_page",
    "list_tags",
    "merge",
    "replace_batch",
    "save",
]
