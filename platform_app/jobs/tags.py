"""Bringing a tag's new name to everybody who has it."""

from functools import partial

from platform_app.core.context import Actor
from platform_app.core.db import in_company
from platform_app.services import tags


def follow(actor: Actor, *, old: str, new: str) -> None:
    """Replace a name in all contacts, batch by batch, unless somebody has made a tag of that name anew."""
    is_free = partial(tags.is_free, name=old)
    replace = partial(tags.replace_batch, old=old, new=new)
    while in_company(actor, is_free) and in_company(actor, replace):
        pass
