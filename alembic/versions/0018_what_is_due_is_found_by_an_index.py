"""The clock finds by an index which accounts are due, and a webhook its template."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    _due("channel_checked", ["checked_at"], "status <> 'revoked'")
    _due("channel_templates_tried", ["templates_tried_at"], "status = 'connected'")
    _due("channel_unverified", ["company_id", "id"], "verified_at is null")
    op.create_index(
        "message_template_wa_id", "message_template", ["company_id", "wa_template_id"]
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_index("message_template_wa_id", "message_template")
    for name in ("channel_unverified", "channel_templates_tried", "channel_checked"):
        op.drop_index(name, "channel")


def _due(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "channel", columns, postgresql_where=sa.text(where))
