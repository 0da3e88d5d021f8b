"""How fast a company's people come in out of a file, against what is possible and against what is usual.

A million rows go the way that people's files go: kept in the store, checked, started, run by a worker in a process of its
own, which reads, normalises, validates and tags them, finds what repeats, and keeps what is refused with its reason. Beside it
stand COPY of the same rows into a plain table, which does nothing of that, and a loop that looks for each person and
saves them with the ORM, measured on a part of the file and scaled.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg2

from benchmarks import contacts_list, contacts_segments
from benchmarks.house import house, make_company

IMPORTED_WITHIN_S = 40
TIMES_AN_ORM = 30
MOST_MEMORY_MB = 300
SEGMENT_WITHIN_MS = 300
LIST_WITHIN_MS = 50
ORM_ROWS = 5_000
_FIRST = "Ana Rui Inês João Maria Pedro Sofia Tiago Lena Omar Chidi Yuki".split()
_LAST = "Silva Costa Novak Okafor Haddad Tanaka Schmidt Rossi Nguyen Díaz".split()
_CITIES = "Lisbon Porto Braga Coimbra Faro Évora Setúbal Aveiro".split()
# What of a thousand rows is not a plain new number.
_REPEATED, _SPACED, _NATIONAL, _DRESSED, _WRONG = 30, 20, 20, 10, 10


def main() -> None:
    """Measure, verify and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    rows = options.parse_args().rows
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        kept_in(folder),
        house() as servers,
    ):
        company_id, _ = make_company(messages_per_second=80)
        file = Path(folder) / "people.csv"
        wrong = make_file(file, rows)
        say(f"{rows:,} rows, {file.stat().st_size / 1e6:.0f} MB: {mix()}.")
        copied = copy_plainly(servers.administrator_url, file)
        say(f"COPY into a plain table: {copied:.1f} s, {rows / copied:,.0f} rows/s.")
        figures = measure_imports(company_id, file, rows, wrong)
        sample = min(ORM_ROWS, rows)
        orm = save_one_by_one(file, sample) * rows
        say(
            f"The ORM, row by row, without consent, search or report: {rows / orm:,.0f} rows/s, "
            f"measured over the first {sample:,} rows; all would take {orm:,.0f} s."
        )
        figures |= {
            "vs_copy": round(figures["import_s"] / copied, 1),
            "vs_orm": round(orm / figures["import_s"], 1),
            "orm_rows": sample,
        }
        campaign_id = contacts_segments.write_to_some(company_id)
        contacts_list.mark_some(company_id)
        analyse(servers.administrator_url)
        figures |= measure_lists(company_id, campaign_id)
    print(json.dumps({"benchmark": "contacts", "rows": rows} | figures))
    if rows == 1_000_000:
        judge(figures)


def measure_imports(
    company_id: UUID, file: Path, rows: int, odd: tuple[int, int]
) -> dict[str, float]:
    """Check the file, take it in, take it in once more, and make its people searchable; return how long each took."""
    first = upload(company_id, file)
    checked = work(company_id, first)
    say(f"Dry run: {checked['seconds']:.1f} s, {rows / checked['seconds']:,.0f} rows/s.")
    imported = start_and_work(company_id, first)
    say(
        f"Import: {imported['seconds']:.1f} s, {rows / imported['seconds']:,.0f} rows/s, "
        f"peak {imported['peak_mb']:.0f} MB in the importing process."
    )
    verify(company_id, first, rows, odd)
    again = upload(company_id, file)
    work(company_id, again)
    repeated = start_and_work(company_id, again)
    say(f"The same file again: {repeated['seconds']:.1f} s, nothing changed.")
    verify_nothing_changed(company_id, again)
    indexed = contacts_list.index(company_id)
    say(f"Made searchable by a job behind the import, in {indexed:.1f} s.")
    return {
        "import_s": round(imported["seconds"], 1),
        "peak_mb": round(max(imported["peak_mb"], checked["peak_mb"])),
        "check_s": round(checked["seconds"], 1),
        "again_s": round(repeated["seconds"], 1),
        "index_s": round(indexed, 1),
    }


@contextmanager
def kept_in(folder: str) -> Iterator[None]:
    """Have files kept in a folder of this benchmark's own; settings are read once."""
    os.environ["MEDIA_URL"] = (Path(folder) / "media").as_uri()
    yield


def mix() -> str:
    """Return in words what the file consists of."""
    return (
        f"{_REPEATED / 10:.0f} % repeated numbers, {_SPACED / 10:.0f} % with spaces, "
        f"{_NATIONAL / 10:.0f} % without their country, {_DRESSED / 10:.0f} % in brackets and dashes, "
        f"{_WRONG / 10:.0f} % wrong"
    )


def make_file(file: Path, rows: int) -> tuple[int, int]:
    """Write people as they stand in files; return how many are repeated and how many are wrong."""
    order = random.Random(5)
    repeated = wrong = 0
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("phone", "name", "city"))
        for number in range(rows):
            chance = order.randrange(1_000)
            # Portuguese mobiles, ten thousand to the end of each block.
            digits = f"9{1 + number % 3}{number:07}"
            if chance < _REPEATED and number > 0:
                before = order.randrange(number)
                digits, repeated = f"9{1 + before % 3}{before:07}", repeated + 1
                phone = f"+351{digits}"
            else:
                phone = written(digits, chance - _REPEATED)
                wrong += chance - 0 >= _REPEATED and is_wrong(chance - _REPEATED)
            person = f"{_FIRST[number % 12]} {_LAST[number % 10]}"
            writer.writerow((phone, person, _CITIES[number % 8]))
    return repeated, wrong


def is_wrong(chance: int) -> bool:
    """Tell whether a number is one that nobody has."""
    return _SPACED + _NATIONAL + _DRESSED <= chance < _SPACED + _NATIONAL + _DRESSED + _WRONG


def written(digits: str, chance: int) -> str:
    """Return a number as one of the ways in which people write it."""
    if 0 <= chance < _SPACED:
        return f"+351 {digits[:3]} {digits[3:6]} {digits[6:]}"
    if _SPACED <= chance < _SPACED + _NATIONAL:
        return digits
    if _SPACED + _NATIONAL <= chance < _SPACED + _NATIONAL + _DRESSED:
        return f"00351 ({digits[:3]}) {digits[3:6]}-{digits[6:]}"
    return f"{digits[:4]}" if is_wrong(chance) else f"+351{digits}"


def copy_plainly(administrator_url: str, file: Path) -> float:
    """Return how long PostgreSQL takes to copy the same rows into a table without keys, indexes or walls."""
    connection = psycopg2.connect(administrator_url)
    with connection, connection.cursor() as cursor:
        cursor.execute("create table plain_people (phone text, name text, city text)")
    with connection, connection.cursor() as cursor, file.open("rb") as content:
        began = time.monotonic()
        cursor.copy_expert("copy plain_people from stdin (format csv, header)", content)
        connection.commit()
        took = time.monotonic() - began
    connection.close()
    return took


def upload(company_id: UUID, file: Path) -> UUID:
    """Keep the file as a person's upload does, piece by piece, and ask for its dry run."""
    from platform_app.core.context import Actor
    from platform_app.core.db import company_transaction
    from platform_app.services import imports

    incoming = imports.Incoming()
    with file.open("rb") as content:
        while piece := content.read(65_536):
            incoming.write(piece)
    kept = imports.keep(company_id, incoming, file_name=file.name)
    incoming.close()
    choices = imports.ImportChoices(
        default_region="PT",
        tags=("autumn",),
        consent_source="Newsletter form on the website",
        consent_wording="Yes, write to me on WhatsApp.",
    )
    with company_transaction(Actor.system(company_id)) as ctx:
        draft = imports.add_draft(ctx, file.name, kept)
        imports.check(ctx, draft, choices)
    return draft


def start_and_work(company_id: UUID, import_id: UUID) -> dict[str, float]:
    """Start what has been checked and run it."""
    from platform_app.core.context import Actor
    from platform_app.core.db import company_transaction
    from platform_app.services import imports

    with company_transaction(Actor.system(company_id)) as ctx:
        imports.start(ctx, import_id)
    return work(company_id, import_id)


# A worker does nothing else meanwhile; what it measures is what the job needs, with the process around it.
_WORKER = """
import json, resource, sys, time
from uuid import UUID
from platform_app.core.context import Actor
from platform_app.jobs import imports
began = time.monotonic()
imports.run(Actor.system(UUID(sys.argv[1])), import_id=sys.argv[2])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": time.monotonic() - began, "peak_mb": peak}))
"""


def work(company_id: UUID, import_id: UUID) -> dict[str, float]:
    """Run one job in a process of its own; return its seconds and its peak memory."""
    command = (sys.executable, "-c", _WORKER, str(company_id), str(import_id))
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    told = report(company_id, import_id)
    if told.problem:
        sys.exit(f"The import has failed: {told.problem}")
    return json.loads(done.stdout)


def verify(company_id: UUID, import_id: UUID, rows: int, odd: tuple[int, int]) -> None:
    """Compare what the import says with what the file is known to hold."""
    told = report(company_id, import_id)
    repeated, wrong = odd
    said = (told.status, told.rows_done, told.added + told.rejected)
    if said != ("completed", rows, rows) or told.rejected < wrong or told.repeated > repeated:
        sys.exit(f"The import went wrong: {told}, with {repeated} repeated and {wrong} wrong rows.")
    say(
        f"{told.added:,} added, {told.repeated:,} repeated, {told.rejected - told.repeated:,} wrong."
    )


def verify_nothing_changed(company_id: UUID, import_id: UUID) -> None:
    """Stop unless an import has changed nobody."""
    told = report(company_id, import_id)
    if told.added or told.updated or told.status != "completed":
        sys.exit(f"The same file again has changed something: {told}")


def report(company_id: UUID, import_id: UUID) -> Any:  # Any: the product is not imported yet
    """Return the import's own report."""
    from platform_app.core.context import Actor
    from platform_app.core.db import company_transaction
    from platform_app.services import imports

    with company_transaction(Actor.system(company_id)) as ctx:
        return imports.get_report(ctx, import_id)


def save_one_by_one(file: Path, rows: int) -> float:
    """Return the seconds per row of the usual loop: validate, look, add or change, commit."""
    import phonenumbers
    from sqlmodel import col, select

    from platform_app.core.context import Actor, PlatformActor
    from platform_app.core.db import company_transaction, platform_transaction
    from platform_app.models.contacts import Contact
    from platform_app.services import companies

    with platform_transaction(PlatformActor(None)) as platform:
        other = companies.create(
            platform, name="Loop", subdomain="loop", admin_email="ana@loop.example"
        )
    actor = Actor.system(UUID(other.id))
    began = time.monotonic()
    for row in first_rows(file, rows):
        try:
            number = phonenumbers.parse(row["phone"], "PT")
        except phonenumbers.NumberParseException:
            continue
        if not phonenumbers.is_possible_number(number):
            continue
        phone = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        with company_transaction(actor) as ctx:
            wanted = select(Contact).where(
                col(Contact.company_id) == ctx.company_id, col(Contact.phone) == phone
            )
            contact = ctx.db.exec(wanted).one_or_none() or Contact(
                company_id=ctx.company_id, phone=phone
            )
            contact.name, contact.tags = row["name"], ["autumn"]
            contact.attributes = {"city": row["city"]}
            ctx.db.add(contact)
    return (time.monotonic() - began) / rows


def first_rows(file: Path, rows: int) -> Iterator[dict[str, str]]:
    """Return the first rows of the file."""
    with file.open(encoding="utf-8", newline="") as content:
        for _, row in zip(range(rows), csv.DictReader(content), strict=False):
            yield row


def analyse(administrator_url: str) -> None:
    """Do at once what PostgreSQL does by itself within a minute after so many rows."""
    connection = psycopg2.connect(administrator_url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(
            "vacuum (analyze) contact, consent_event, contact_search, campaign_recipient"
        )
    connection.close()


def measure_lists(company_id: UUID, campaign_id: UUID) -> dict[str, float]:
    """Return what is measured over the same million people once they are there."""
    return {
        "segment_p95_ms": round(contacts_segments.measure(company_id, campaign_id), 1),
        "list_p95_ms": round(contacts_list.measure(company_id), 1),
    }


def judge(figures: dict[str, float]) -> None:
    """Stop with a sentence if a promise is not kept."""
    if (
        figures["import_s"] > IMPORTED_WITHIN_S
        or figures["vs_orm"] < TIMES_AN_ORM
        or figures["peak_mb"] > MOST_MEMORY_MB
        or figures["segment_p95_ms"] > SEGMENT_WITHIN_MS
        or figures["list_p95_ms"] > LIST_WITHIN_MS
    ):
        sys.exit("A promise about contacts is not kept.")


def say(sentence: str) -> None:
    """Print a line at once."""
    print(sentence, flush=True)


if __name__ == "__main__":
    main()
