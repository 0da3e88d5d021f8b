"""The tags that a company gives its contacts: their names and colours."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.ids import new_id
from platform_app.core.paging import PAGE_ROWS, Page
from platform_app.core.permissions import Permission
from platform_app.models.contacts import Contact
from platform_app.models.tags import Tag
from platform_app.services import audit, sweeps
from platform_app.services.audit import AuditAction
from platform_app.services.tags.views import COLOURS, TagRow

NAME_CHARACTERS = 50
MOST_TAGS = 500


def list_tags(ctx: CompanyContext) -> list[TagRow]:
    """Return the company's tags, in alphabetical order."""
    ctx.require(Permission.CONTACTS_READ)
    statement = select(Tag).where(col(Tag.company_id) == ctx.company_id)
    found = ctx.db.exec(statement.order_by(func.lower(Tag.name), col(Tag.name)).limit(MOST_TAGS))
    return [TagRow(str(tag.id), tag.name, tag.colour) for tag in found]


def colours_of(ctx: CompanyContext, names: Iterable[str]) -> dict[str, str]:
    """Return the colours of those tags that have a row, by their names."""
    rows = ctx.db.exec(
        select(Tag.name, Tag.colour).where(
            col(Tag.company_id) == ctx.company_id, col(Tag.name).in_(set(names))
        )
    )
    return {name: colour for name, colour in rows}  # noqa: C416  rows are no pairs to the type checker


def list_page(ctx: CompanyContext, *, search: str = "", cursor: str | None = None) -> Page[TagRow]:
    """Return some of the tags whose names contain the text; the cursor is the last one's id."""
    wanted = search.casefold().strip()
    found = [tag for tag in list_tags(ctx) if wanted in tag.name.casefold()]
    start = next((n for n, tag in enumerate(found, 1) if tag.id == cursor), 0)
    rows = found[start : start + PAGE_ROWS]
    more = rows[-1].id if start + PAGE_ROWS < len(found) else None
    return Page(rows, more, len(found))


def count_people(ctx: CompanyContext) -> dict[str, int]:
    """Return how many contacts have each tag, by its name."""
    ctx.require(Permission.CONTACTS_READ)
    tag = func.unnest(Contact.tags).label("tag")
    each = select(tag).where(col(Contact.company_id) == ctx.company_id).subquery()
    counted = select(each.c.tag, func.count()).group_by(each.c.tag)
    return {name: total for name, total in ctx.db.exec(counted)}  # noqa: C416  rows are no pairs to the type checker


def ensure(ctx: CompanyContext, names: Sequence[str]) -> list[str]:
    """Make those of the tags that there are not yet; return all as they are kept. Whoever edits contacts may."""
    ctx.require(Permission.CONTACTS_EDIT)
    wanted = list(dict.fromkeys(checked(name) for name in names))
    known = {tag.name for tag in list_tags(ctx)}
    new = [name for name in wanted if name not in known]
    if len(known) + len(new) > MOST_TAGS:
        raise Conflict(f"{MOST_TAGS} tags are the most. Delete or merge some first.")
    for place, name in enumerate(new, len(known)):
        sweeps.refuse_while_swept(ctx, name, is_tag=True)
        tag_id, colour = new_id(), COLOURS[place % len(COLOURS)]
        values = {"company_id": ctx.company_id, "id": tag_id, "created_at": now()}
        values |= {"name": name, "colour": colour}
        ctx.db.connection().execute(insert(Tag).values(values).on_conflict_do_nothing())
        audit.record(ctx, AuditAction.TAG_CREATED, tag_id, name=name)
        ctx.nudge("tags")
    return wanted


def create(ctx: CompanyContext, name: str, colour: str = "") -> UUID:
    """Make a tag; raises InvalidInput when there is one with its name."""
    ctx.require(Permission.CONTACTS_ORGANISE)
    found = list_tags(ctx)
    if len(found) >= MOST_TAGS:
        raise Conflict(f"{MOST_TAGS} tags are the most. Delete or merge some first.")
    chosen = checked_colour(colour) if colour else COLOURS[len(found) % len(COLOURS)]
    tag = Tag(company_id=ctx.company_id, name=checked(name), colour=chosen)
    sweeps.refuse_while_swept(ctx, tag.name, is_tag=True)
    ctx.db.add(tag)
    flush(ctx)
    audit.record(ctx, AuditAction.TAG_CREATED, tag.id, name=tag.name)
    ctx.nudge("tags")
    return tag.id


def checked(name: str) -> str:
    """Return a tag's name as it is kept; raises InvalidInput."""
    name = " ".join(name.replace("\0", "").split())
    if not 1 <= len(name) <= NAME_CHARACTERS:
        sentence = f"Use 1 to {NAME_CHARACTERS} characters."
        raise InvalidInput("The tag needs a name.", {"name": sentence})
    return name


def checked_colour(colour: str) -> str:
    """Return a colour that the product knows; raises InvalidInput."""
    if colour not in COLOURS:
        raise InvalidInput("Choose one of the colours.", {"colour": "Choose one of the colours."})
    return colour


def lock(ctx: CompanyContext, tag_id: UUID) -> Tag:
    """Return a tag's row, locked until the commit."""
    statement = select(Tag).where(col(Tag.company_id) == ctx.company_id, col(Tag.id) == tag_id)
    tag = ctx.db.exec(statement.with_for_update()).one_or_none()
    if tag is None:
        raise NotFound("This tag does not exist, or no longer does.")
    return tag


def flush(ctx: CompanyContext) -> None:
    """Write what has changed; raises InvalidInput when the name is taken."""
    try:
        ctx.db.flush()
    except IntegrityError as error:
        sentence = "There is a tag with this name already. Choose another name, or merge the two."
        raise InvalidInput(sentence, {"name": sentence}) from error
