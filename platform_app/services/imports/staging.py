"""A batch put before the database: staged, judged, and taken in or not."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, cast

from psycopg2 import extensions
from sqlalchemy.engine import Connection

from platform_app.core.context import CompanyContext
from platform_app.core.ids import new_prefix
from platform_app.models.consent import SuppressionKind
from platform_app.models.imports import ContactImport, ImportMode
from platform_app.services import suppression
from platform_app.services.imports import statements
from platform_app.services.imports.batches import Batch, Problem
from platform_app.services.imports.readings import Taken
from platform_app.services.imports.tables import Record

ERASED = "This person had their data erased. Add them by hand if they have come back by themselves."
LISTED_SOURCE = "Suppression list"
_CELL_CHARACTERS = 2_000
_NO_TAGS = "{}"
_PIECE = 1 << 24
Person = tuple[Record, Taken]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch's rows, or would become of them."""

    added: int
    updated: int
    unchanged: int
    opted_out: int


def without_erased(ctx: CompanyContext, batch: Batch, mode: ImportMode) -> tuple[Batch, set[str]]:
    """Return a batch with those who were erased on request among its problems, and the numbers on the list."""
    if suppression.is_empty(ctx):
        return batch, set()
    on_list = suppression.find(ctx, [person.phone for _, person in batch.people])
    if mode is ImportMode.SUPPRESSION:
        return batch, set(on_list)
    erased = {phone for phone, kind in on_list.items() if kind is SuppressionKind.ERASED}
    gone = [record for record, person in batch.people if person.phone in erased]
    lines = {record.line for record in gone}
    # Somebody who is not taken at all is not taken without a birthday.
    left = replace(
        batch,
        people=[one for one in batch.people if one[1].phone not in erased],
        problems=[one for one in batch.problems if one.record.line not in lines]
        + [Problem(record, ERASED) for record in gone],
        shown=[replace(one, problem=ERASED) if one.line in lines else one for one in batch.shown],
    )
    return left, set(on_list) - erased


def stage(
    ctx: CompanyContext, people: Sequence[Person], tags: Sequence[str], listed: set[str]
) -> None:
    """Put people where the statements of this transaction find them."""
    connection = ctx.db.connection()
    connection.execute(statements.STAGE)
    common = _array(tags)
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(
        (
            record.line,
            person.phone,
            person.original,
            person.name,
            person.attributes_json(),
            _array((*tags, *person.tags)) if person.tags else common,
            "t" if person.phone in listed else "f",
        )
        for record, person in people
    )
    out.seek(0)
    with _cursor(connection) as cursor:
        # In one piece: for each one psycopg2 waits until the thread that reads the file lets it on.
        cursor.copy_expert(statements.COPY, out, size=_PIECE)


def judge(ctx: CompanyContext, found: ContactImport, people: int) -> Outcome:
    """Find out what would become of the staged people, and return how many of each there are."""
    connection = ctx.db.connection()
    connection.execute(statements.JUDGE, _values(found))
    return _outcome(people, *connection.execute(statements.OUTCOME).one())


def verdicts(ctx: CompanyContext, batch: Batch) -> list[dict[str, Any]]:  # Any: as JSON has it
    """Return the rows that people look at, each with what would become of it."""
    last = max((one.line for one in batch.shown), default=0)
    rows = ctx.db.connection().execute(statements.VERDICTS, {"last_line": last})
    known = {line: "opted_out" if is_out else verdict for line, verdict, is_out in rows}
    return [asdict(replace(one, verdict=known.get(one.line, "rejected"))) for one in batch.shown]


def take_in(ctx: CompanyContext, found: ContactImport, people: Sequence[Person]) -> Outcome:
    """Take the staged people in."""
    connection = ctx.db.connection()
    if found.mode == ImportMode.SUPPRESSION:
        outcome = judge(ctx, found, len(people))
        unknown = connection.execute(statements.WITHDRAW, _values(found)).scalars().all()
        suppression.add(
            ctx,
            unknown,
            SuppressionKind.LISTED,
            source=found.consent_source or LISTED_SOURCE,
            import_id=found.id,
        )
        return outcome
    connection.execute(statements.JUDGE, _values(found))
    names = sorted({*found.tags, *(tag for _, person in people for tag in person.tags)})
    if names:
        connection.execute(statements.KEEP_TAGS, {"company_id": ctx.company_id, "names": names})
    ids = {"contact_ids": new_prefix(), "event_ids": new_prefix()}
    row = connection.execute(statements.TAKE, _values(found) | ids).one()
    return _outcome(len(people), *row)


def keep_problems(ctx: CompanyContext, found: ContactImport, problems: Sequence[Problem]) -> None:
    """Keep the rows that were not taken, or not whole, with their reasons and their cells."""
    if not problems:
        return
    values = {
        "company_id": ctx.company_id,
        "import_id": found.id,
        "lines": [one.record.line for one in problems],
        "reasons": [one.reason for one in problems],
        "first_lines": [one.first_line for one in problems],
        "taken": [one.is_taken for one in problems],
        "cells": [json.dumps(_kept_cells(one)) for one in problems],
    }
    ctx.db.connection().execute(statements.KEEP_PROBLEMS, values)


def _kept_cells(problem: Problem) -> list[str]:
    # Of somebody who was erased the line is told, and nothing is kept.
    if problem.reason == ERASED:
        return []
    return [cell[:_CELL_CHARACTERS] for cell in problem.record.cells]


def _values(found: ContactImport) -> dict[str, object]:
    return {
        "company_id": found.company_id,
        "import_id": found.id,
        "mode": str(found.mode),
        "keeps_known": found.keeps_known,
        "consent": found.consent_source is not None and found.mode == ImportMode.CONTACTS,
        "consent_source": found.consent_source or LISTED_SOURCE,
        "consent_wording": found.consent_wording,
        "actor_id": found.created_by,
        "actor_name": found.actor_name,
    }


def _outcome(people: int, added: int, updated: int, opted_out: int) -> Outcome:
    return Outcome(added, updated, people - added - updated, opted_out)


def _array(tags: Sequence[str]) -> str:
    if not tags:
        return _NO_TAGS
    escaped = (tag.replace("\\", "\\\\").replace('"', '\\"') for tag in dict.fromkeys(tags))
    return "{" + ",".join(f'"{tag}"' for tag in escaped) + "}"


def _cursor(connection: Connection) -> extensions.cursor:
    # COPY is psycopg2's own; it runs in the same transaction, inside the same company.
    return cast(
        extensions.cursor, connection.connection.cursor()
    )  # SQLAlchemy types drivers' cursors loosely
