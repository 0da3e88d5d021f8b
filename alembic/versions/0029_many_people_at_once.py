"""People come in by the million: no look at their company for each of them, and the blocked are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TABLES = ("contact", "consent_event")


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table in TABLES:
        op.drop_constraint(f"{table}_company_id_fkey", table, type_="foreignkey")
    op.create_index(
        "contact_blocked",
        "contact",
        ["company_id", "created_at", "id"],
        postgresql_where=sa.text("blocked_at is not null"),
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_index("contact_blocked", "contact")
    for table in TABLES:
        op.create_foreign_key(f"{table}_company_id_fkey", table, "company", ["company_id"], ["id"])
