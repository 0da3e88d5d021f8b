"""Imports as people make them: a file arrives, is checked, is started, and a worker runs it."""

import csv
import io
from collections.abc import Mapping, Sequence
from contextlib import closing
from uuid import UUID

from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.jobs import imports as jobs
from platform_app.services import imports
from platform_app.services.imports import ImportChoices, ImportReport


def upload(actor: Actor, content: bytes, *, file_name: str = "people.csv") -> UUID:
    """Have a file arrive and be kept."""
    with closing(imports.Incoming()) as incoming:
        incoming.write(content)
        kept = imports.keep(actor.company_id, incoming, file_name=file_name)
    with company_transaction(actor) as ctx:
        return imports.add_draft(ctx, file_name, kept)


def check(actor: Actor, content: bytes, **choices: object) -> UUID:
    """Upload a file and run its dry run."""
    import_id = upload(actor, content)
    check_again(actor, import_id, **choices)
    return import_id


def check_again(actor: Actor, import_id: UUID, **choices: object) -> None:
    """Run the dry run of a kept file."""
    with company_transaction(actor) as ctx:
        imports.check(ctx, import_id, ImportChoices(**choices))  # pyright: ignore[reportArgumentType]  tests pass what fits
    jobs.run(actor, import_id=str(import_id))


def create(actor: Actor, content: bytes, **choices: object) -> UUID:
    """Upload, check and start; no worker has run it yet."""
    import_id = check(actor, content, **choices)
    with company_transaction(actor) as ctx:
        imports.start(ctx, import_id)
    return import_id


def run(actor: Actor, content: bytes, **choices: object) -> ImportReport:
    """Import a file from its arrival to its end."""
    import_id = create(actor, content, **choices)
    jobs.run(actor, import_id=str(import_id))
    return report(actor, import_id)


def as_file(people: Sequence[Mapping[str, str]]) -> bytes:
    """Return people as a file, with a column for everything that is said about any of them."""
    columns = dict.fromkeys(column for one in people for column in one)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns))
    writer.writeheader()
    writer.writerows(people)
    return text.getvalue().encode()


def take_in(
    actor: Actor,
    *people: Mapping[str, str],
    tag: str = "",
    consent_source: str | None = None,
) -> ImportReport:
    """Import people; each is a row with a phone, and a name and attributes where they matter."""
    tags = (tag,) if tag else ()
    return run(actor, as_file(people), tags=tags, consent_source=consent_source)


def report(actor: Actor, import_id: UUID) -> ImportReport:
    """Return how far an import is."""
    with company_transaction(actor) as ctx:
        return imports.get_report(ctx, import_id)
