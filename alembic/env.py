"""Runs migrations as app_owner, and puts the tenant walls around every table that autogenerate finds."""

import sys
from pathlib import Path

from alembic.autogenerate import rewriter
from alembic.operations import ops
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from alembic import context

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import platform_app.models  # noqa: F401  importing registers the tables
from platform_app.core.config import settings

writer = rewriter.Rewriter()

POLICY = "company_id = nullif(current_setting('app.company_id', true), '')::uuid"


@writer.rewrites(ops.CreateTableOp)
def wall(
    _context: object, _revision: object, operation: ops.CreateTableOp
) -> list[ops.MigrateOperation]:
    """Follow every new company-owned table with its row-level security and its grants."""
    if not any(getattr(column, "name", None) == "company_id" for column in operation.columns):
        return [operation]
    table = operation.table_name
    return [operation] + [
        ops.ExecuteSQLOp(statement)
        for statement in (
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"create policy own_company on {table} to app_user using ({POLICY}) with check ({POLICY})",
            f"grant select, insert, update, delete on {table} to app_user",
        )
    ]


def owner_url() -> str:
    """Return the owner's address, from the caller or from the environment."""
    given = context.config.attributes.get("url")
    secret = settings().database_owner_url
    if given is None and secret is None:
        raise SystemExit("Set DATABASE_OWNER_URL: migrations run as app_owner.")
    return str(given) if given is not None else secret.get_secret_value()  # pyright: ignore[reportOptionalMemberAccess]


engine = create_engine(owner_url())
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        process_revision_directives=writer,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
