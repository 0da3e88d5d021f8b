"""The emergency stop says of what kind it was, and ends whatever a campaign waited for."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("grant update (pause_kind, resumes_at) on campaign to app_admin")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("revoke update (pause_kind, resumes_at) on campaign from app_admin")
