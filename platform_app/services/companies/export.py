"""A company's data, table by table, for a super admin who hands it over; secrets stay here."""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Row, Table, select, tuple_
from sqlmodel import SQLModel

from platform_app.core.context import CompanyContext, PlatformContext
from platform_app.core.permissions import Permission
from platform_app.services import audit
from platform_app.services.companies.suspension import check_why, lock

BATCH_ROWS = 500
# Names of columns that open something, or prove that one knows what does.
SECRET = re.compile(r"(_sealed|_hash|secret|token|password|proof|webhook_key|totp_)")
# Left out for other reasons.
LEFT_OUT = {
    "mail.body": "holds links that let their reader in",
    "mail.html": "the same",
    "contact_import.sample": "the beginning of the uploaded file; what was taken from it stands in contact",
}
Key = tuple[Any, ...]  # Any: whatever the table's primary key is made of


@dataclass(frozen=True, slots=True)
class ExportBatch:
    """Some rows as lines of JSON, and where the next ones begin; nowhere after the last."""

    lines: bytes
    next_key: Key | None


def check_export(ctx: PlatformContext, *, reason: str) -> str:
    """Return the reason if an export may begin with it now; the page asks before it offers the file."""
    ctx.require_fresh()
    return check_why(reason)


def begin_export(ctx: PlatformContext, company_id: UUID, *, reason: str) -> str:
    """Remember in both logs who takes a company's data out and why; return the company's subdomain."""
    ctx.require_fresh()
    company, reason = lock(ctx, company_id), check_why(reason)
    audit.record_for_company(
        ctx,
        company_id,
        audit.AuditAction.COMPANY_EXPORTED,
        company_id,
        name=company.name,
        reason=reason,
    )
    return company.subdomain


def exported_tables() -> list[str]:
    """Return the tables of an export: the company itself and everything that belongs to it."""
    return [table.name for table in SQLModel.metadata.sorted_tables if _is_exported(table)]


def exported_columns(table_name: str) -> list[str]:
    """Return the columns of a table that leave the product."""
    return [column.name for column in _columns(SQLModel.metadata.tables[table_name])]


def read_rows(ctx: CompanyContext, table_name: str, after: Key | None) -> ExportBatch:
    """Return the rows of a table behind a key, as lines of JSON."""
    ctx.require(Permission.COMPANY_MANAGE)
    table = SQLModel.metadata.tables[table_name]
    owner = table.c["company_id" if "company_id" in table.c else "id"]
    key = [column for column in table.primary_key if column is not owner] or [owner]
    statement = select(*_columns(table), *(column.label(f"key_{column.name}") for column in key))
    statement = statement.where(owner == ctx.company_id).order_by(*key).limit(BATCH_ROWS)
    if after is not None:
        statement = statement.where(tuple_(*key) > tuple_(*after))
    rows = ctx.db.connection().execute(statement).all()
    names = exported_columns(table_name)
    is_last = len(rows) < BATCH_ROWS
    return ExportBatch(_lines(names, rows), None if is_last else tuple(rows[-1][len(names) :]))


def _is_exported(table: Table) -> bool:
    return table.name == "company" or "company_id" in table.c


def _columns(table: Table) -> Sequence[Column[Any]]:  # Any: of any type
    return [
        column
        for column in table.columns
        if not SECRET.search(column.name) and f"{table.name}.{column.name}" not in LEFT_OUT
    ]


def _lines(names: list[str], rows: Sequence[Row[Any]]) -> bytes:  # Any: of any type
    each = (
        json.dumps(dict(zip(names, row, strict=False)), default=_plain, ensure_ascii=False)
        for row in rows
    )
    return "".join(f"{line}\n" for line in each).encode()


def _plain(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"A column holds what JSON cannot: {type(value).__name__}")
