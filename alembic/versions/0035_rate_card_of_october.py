"""WhatsApp's rate card of October 2026, the countries behind numbers, and who came by an advertisement."""

import csv
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

DATA = Path(__file__).parents[1] / "data"
CATEGORIES = ("marketing", "utility", "authentication", "authentication_international", "service")
# The longest calling code that decides a market, as in +1 809.
DIGITS = 4


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.alter_column("calling_code", "prefix", new_column_name="digits")
    _add_rates()
    _add_calling_codes()
    op.add_column("conversation", sa.Column("ad_clicked_at", sa.DateTime(timezone=True)))
    op.create_index(
        "conversation_ad_click",
        "conversation",
        ["company_id", "ad_clicked_at"],
        postgresql_where=sa.text("ad_clicked_at is not null"),
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_index("conversation_ad_click", "conversation")
    op.drop_column("conversation", "ad_clicked_at")
    op.execute("delete from calling_code")
    op.execute("delete from rate")
    op.alter_column("calling_code", "digits", new_column_name="prefix")


def _add_rates() -> None:
    add = sa.text(
        "insert into rate (id, created_at, effective_from, currency, market, category, price) "
        "values (uuidv7(), now(), :effective_from, :currency, :market, :category, :price)"
    )
    for line in _lines("rates-usd-2026-10-01.csv"):
        for category in CATEGORIES:
            # An empty price does not apply; it is not zero.
            if line[category]:
                price = {"category": category, "price": line[category]}
                op.get_bind().execute(
                    add, {key: line[key] for key in ("effective_from", "currency", "market")} | price
                )


def _add_calling_codes() -> None:
    """Write each code out to its four-digit beginnings, so that a number finds its market by one comparison."""
    found: dict[str, dict[str, str]] = {}
    for line in sorted(_lines("calling-codes-2026-10.csv"), key=lambda line: len(line["prefix"])):
        rest = DIGITS - len(line["prefix"])
        for number in range(10**rest):
            digits = line["prefix"] + (str(number).zfill(rest) if rest else "")
            found[digits] = {"country": line["country"], "market": line["market"]}
    op.bulk_insert(
        sa.table("calling_code", sa.column("digits"), sa.column("country"), sa.column("market")),
        [{"digits": digits} | values for digits, values in found.items()],
    )


def _lines(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))
