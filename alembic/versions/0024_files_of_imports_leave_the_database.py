"""Files of imports lie in the store of files; a dry run goes before, and says more about every row."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_TEXTS = ("actor_name", "storage_key", "sha256", "consent_wording")
_NUMBERS = ("size", "repeated", "erased", "warned", "opted_out")
_MOMENTS = ("held_until", "started_at")
_LISTS = (("kinds", "{}"), ("shown", "[]"))
# What the clock looks at.
_SEEN = "held_until, storage_key, created_at"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_column("contact_import", "content")
    _add("contact_import", sa.Column("sample", sa.LargeBinary(), nullable=False), "''")
    _add("contact_import", sa.Column("mode", sa.String(), nullable=False), "'contacts'")
    _add("contact_import", sa.Column("keeps_known", sa.Boolean(), nullable=False), "false")
    for name in _TEXTS:
        _add("contact_import", sa.Column(name, sa.String(), nullable=False), "''")
    for name in _NUMBERS:
        _add("contact_import", sa.Column(name, sa.Integer(), nullable=False), "0")
    for name, empty in _LISTS:
        column = sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=False)
        _add("contact_import", column, f"'{empty}'")
    for name in _MOMENTS:
        op.add_column("contact_import", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for name in ("tags", "columns"):
        _add_list("contact_import", name)
    op.execute("update contact_import set tags = array[tag] where tag <> ''")
    # Their files are gone with the column; whoever chose one chooses it again.
    op.execute(
        "update contact_import set status = 'failed', problem = 'The product was renewed meanwhile. "
        "Choose the file again.', finished_at = now() where status in ('waiting', 'running')"
    )
    op.execute("delete from contact_import where status = 'draft'")
    op.drop_column("contact_import", "tag")
    op.create_index("contact_import_same", "contact_import", ["company_id", "sha256"])
    op.add_column("contact_import_problem", sa.Column("first_line", sa.Integer(), nullable=True))
    _add("contact_import_problem", sa.Column("is_taken", sa.Boolean(), nullable=False), "false")
    _add_list("contact_import_problem", "cells")
    op.execute('update contact_import_problem set cells = array["row"]')
    op.drop_column("contact_import_problem", "row")
    op.execute(f"grant select ({_SEEN}) on contact_import to app_router")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(f"revoke select ({_SEEN}) on contact_import from app_router")
    _add("contact_import_problem", sa.Column("row", sa.String(), nullable=False), "''")
    for name in ("cells", "is_taken", "first_line"):
        op.drop_column("contact_import_problem", name)
    op.drop_index("contact_import_same", table_name="contact_import")
    _add("contact_import", sa.Column("tag", sa.String(), nullable=False), "''")
    _add("contact_import", sa.Column("content", sa.LargeBinary(), nullable=False), "''")
    gone = ("tags", "columns", *_MOMENTS, *(name for name, _ in _LISTS), *_NUMBERS, *_TEXTS)
    for name in (*gone, "keeps_known", "mode", "sample"):
        op.drop_column("contact_import", name)


def _add(table: str, column: sa.Column, default: str) -> None:
    """Add a column that rows must have, with what earlier rows get."""
    name = column.name
    column.server_default = sa.DefaultClause(sa.text(default))
    op.add_column(table, column)
    op.alter_column(table, name, server_default=None)


def _add_list(table: str, name: str) -> None:
    kind = postgresql.ARRAY(sa.String())
    op.add_column(table, sa.Column(name, kind, server_default=sa.text("'{}'"), nullable=False))
