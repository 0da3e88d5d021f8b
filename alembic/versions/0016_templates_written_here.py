"""Templates are written here: drafts, quality, reasons, categories to come; pulled again every hour."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WORDS = (
    "status_title", "status_explanation", "status_advice", "quality", "previous_category", "future_category",
    "library_name", "source",
)  # fmt: skip
MOMENTS = ("status_at", "disable_at", "quality_at", "category_changes_at")
JSONS = {"form_problems": "{}", "edits": "[]"}
# What WhatsApp does not know (any longer) leaves its name free.
KNOWN = "status not in ('DRAFT', 'DELETED')"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for name in WORDS:
        _add(sa.Column(name, sa.String(), nullable=False, server_default=""))
    for name, empty in JSONS.items():
        _add(sa.Column(name, postgresql.JSONB(), nullable=False, server_default=empty))
    _add(sa.Column("is_hidden", sa.Boolean(), nullable=False, server_default=sa.false()))
    for name in MOMENTS:
        op.add_column("message_template", sa.Column(name, sa.DateTime(timezone=True)))
    op.add_column("message_template", sa.Column("ttl_seconds", sa.Integer()))
    op.add_column("message_template", sa.Column("form", postgresql.JSONB()))
    op.drop_constraint(
        "message_template_company_id_channel_id_name_language_key", "message_template"
    )
    op.create_index(
        "message_template_name",
        "message_template",
        ["company_id", "channel_id", "name", "language"],
        unique=True,
        postgresql_where=sa.text(KNOWN),
    )
    op.add_column("channel", sa.Column("templates_tried_at", sa.DateTime(timezone=True)))
    op.execute("grant select (templates_tried_at) on channel to app_router")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_column("channel", "templates_tried_at")
    op.drop_index("message_template_name", "message_template")
    # The version before knows no drafts, and each name once: what stands in the way keeps a name of its own.
    op.execute(
        f"update message_template set status = 'DELETED', name = name || '_' || id where not ({KNOWN})"
    )
    op.create_unique_constraint(
        "message_template_company_id_channel_id_name_language_key",
        "message_template",
        ["company_id", "channel_id", "name", "language"],
    )
    for name in ("form", "ttl_seconds", *MOMENTS, "is_hidden", *JSONS, *WORDS):
        op.drop_column("message_template", name)


def _add(column: sa.Column[object]) -> None:
    """Add a column that the rows before have an empty value in."""
    op.add_column("message_template", column)
    op.alter_column("message_template", column.name, server_default=None)
