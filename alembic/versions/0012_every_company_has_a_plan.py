"""Companies from before there were plans get the one for new companies.

0008 meant to do so, but the table forces row-level security and its owner has no policy: the statement saw no row.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table company no force row level security")
    op.execute(
        "update company set plan_id = (select id from plan where is_default) "
        "where plan_id is null and status <> 'deleted'"
    )
    op.execute("alter table company force row level security")


def downgrade() -> None:
    # A company that has a plan keeps it: nothing tells any more which ones had none.
    pass
