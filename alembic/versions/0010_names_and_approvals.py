"""Subdomains that look alike belong to one company, names that were left are kept each time, approvals have notes."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# What a name looks like: 0 and o, 1 and l, rn and m, vv and w are taken for each other, hyphens are overlooked.
SHAPE = "replace(replace(translate(replace(subdomain, '-', ''), '01', 'ol'), 'rn', 'm'), 'vv', 'w')"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(f"create unique index company_subdomain_shape on company (({SHAPE}))")
    op.drop_constraint("retired_subdomain_subdomain_key", "retired_subdomain", type_="unique")
    op.create_index("retired_subdomain_name", "retired_subdomain", ["subdomain"])
    op.add_column(
        "campaign", sa.Column("approval_note", sa.String(), nullable=False, server_default="")
    )
    op.alter_column("campaign", "approval_note", server_default=None)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_column("campaign", "approval_note")
    op.drop_index("retired_subdomain_name", "retired_subdomain")
    # The version before keeps a name once: as it was left last.
    op.execute(
        "delete from retired_subdomain older using retired_subdomain newer "
        "where newer.subdomain = older.subdomain and (newer.created_at, newer.id) > (older.created_at, older.id)"
    )
    op.create_unique_constraint(
        "retired_subdomain_subdomain_key", "retired_subdomain", ["subdomain"]
    )
    op.execute("drop index company_subdomain_shape")
