"""What the team writes down about contacts."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

POLICY = "company_id = nullif(current_setting('app.company_id', true), '')::uuid"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "contact_note",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("body", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id", "contact_id"], ["contact.company_id", "contact.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"]),
        sa.PrimaryKeyConstraint("company_id", "id"),
    )
    op.execute("alter table contact_note enable row level security")
    op.execute("alter table contact_note force row level security")
    op.execute(
        f"create policy own_company on contact_note to app_user using ({POLICY}) with check ({POLICY})"
    )
    op.execute("grant select, insert, update, delete on contact_note to app_user")
    op.create_index(
        "contact_note_contact", "contact_note", ["company_id", "contact_id", "created_at", "id"]
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_table("contact_note")
