"""The index of a company's texts, changed in the transaction in which the texts change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, REAL, Text, TextClause, Uuid, bindparam, delete, insert, text
from sqlmodel import col

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.ids import new_id
from platform_app.models.knowledge_index import EntryKind, KnowledgeEntry
from platform_app.services.knowledge.terms import (
    spellings_of,
    term_of,
    weigh,
    without_marks,
    words_of,
)

# What stands in a title or heading says more about a passage than its body does.
_TITLE = 1.0
_HEADING = 2.0
_BODY = 1.0
_LOCK = text("select pg_advisory_xact_lock(hashtextextended('knowledge ' || :company_id, 0))")
_POSTINGS = text(
    """
    insert into knowledge_posting (company_id, entry_id, term, weight)
    select :company_id, * from unnest(:entries, :terms, :weights)
    """
).bindparams(
    bindparam("entries", type_=ARRAY(Uuid)),
    bindparam("terms", type_=ARRAY(Text)),
    bindparam("weights", type_=ARRAY(REAL)),
)
_WORDS = text(
    """
    insert into knowledge_word (company_id, word, term)
    select :company_id, * from unnest(:words, :terms) on conflict do nothing returning word
    """
).bindparams(bindparam("words", type_=ARRAY(Text)), bindparam("terms", type_=ARRAY(Text)))
_SPELLINGS = text(
    """
    insert into knowledge_spelling (company_id, spelling, word)
    select :company_id, * from unnest(:spellings, :words) on conflict do nothing
    """
).bindparams(bindparam("spellings", type_=ARRAY(Text)), bindparam("words", type_=ARRAY(Text)))
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class PageToIndex:
    """A page, or a file, whose passages are to be found."""

    id: UUID
    url: str
    title: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class PassageToIndex:
    """A piece of a page under its headings."""

    text: str
    headings: Sequence[str] = ()


def put_passages(
    ctx: CompanyContext, page: PageToIndex, passages: Iterable[PassageToIndex]
) -> None:
    """Make these the passages that a page is found by, in place of those before."""
    put(
        ctx,
        EntryKind.PAGE,
        page,
        [(" › ".join(one.headings), one.text) for one in passages],
    )


def drop_passages(ctx: CompanyContext, page_id: UUID) -> None:
    """Let a page be found no more."""
    drop(ctx, page_id)


def put(
    ctx: CompanyContext, kind: EntryKind, owner: PageToIndex, pieces: Sequence[tuple[str, str]]
) -> None:
    """Make these (heading, text) the entries of an owner, in place of those before."""
    # Two that write the same words in another order would wait for each other for ever.
    ctx.db.connection().execute(_LOCK, {"company_id": str(ctx.company_id)})
    drop(ctx, owner.id)
    entries = [_entry(ctx, kind, owner, place, piece) for place, piece in enumerate(pieces)]
    if entries:
        ctx.db.connection().execute(insert(KnowledgeEntry), entries)
    _note_postings(ctx, entries)
    _learn_words(ctx, entries, owner.language)


def drop(ctx: CompanyContext, owner_id: UUID) -> None:
    """Take an owner's entries out of the index."""
    ctx.db.connection().execute(
        delete(KnowledgeEntry).where(
            col(KnowledgeEntry.company_id) == ctx.company_id,
            col(KnowledgeEntry.owner_id) == owner_id,
        )
    )


def _entry(
    ctx: CompanyContext, kind: EntryKind, owner: PageToIndex, place: int, piece: tuple[str, str]
) -> Row:
    heading, body = (part.replace("\0", "") for part in piece)
    return {
        "company_id": ctx.company_id, "id": new_id(), "created_at": now(), "kind": kind, "owner_id": owner.id,
        "position": place, "language": owner.language, "url": owner.url, "title": owner.title.replace("\0", ""),
        "heading": heading, "text": body,
    }  # fmt: skip


def _fields(entry: Row) -> list[tuple[str, float]]:
    heading = str(entry["heading"])
    title = str(entry["title"]) if entry["title"] != heading else ""
    return [(title, _TITLE), (heading, _HEADING), (str(entry["text"]), _BODY)]


def _note_postings(ctx: CompanyContext, entries: list[Row]) -> None:
    rows = [
        (entry["id"], term, weight)
        for entry in entries
        for term, weight in weigh(_fields(entry), str(entry["language"])).items()
    ]
    _write(ctx, _POSTINGS, rows, "entries", "terms", "weights")


def _learn_words(ctx: CompanyContext, entries: list[Row], language: str) -> None:
    texts = (part for entry in entries for part, _ in _fields(entry))
    found = {word for part in texts for word in words_of(part)}
    known = sorted({(without_marks(word), term_of(word, language)) for word in found})
    new = _write(ctx, _WORDS, known, "words", "terms")
    near = sorted({(one, word) for word in new for one in spellings_of(word)})
    _write(ctx, _SPELLINGS, near, "spellings", "words")


def _write(
    ctx: CompanyContext, statement: TextClause, rows: Sequence[tuple[object, ...]], *names: str
) -> list[str]:
    """Write rows as one array for each column, which many rows take no longer to send than a few."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    values = {name: list(column) for name, column in zip(names, columns, strict=True)}
    done = ctx.db.connection().execute(statement, {"company_id": ctx.company_id, **values})
    return list(done.scalars()) if done.returns_rows else []
