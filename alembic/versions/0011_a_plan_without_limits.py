"""A plan without limits, which new companies get: whoever runs the platform for themselves meets no limit of ours.

Whoever sells plans makes another one the first choice, at /admin/plans.
"""

from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

PLAN = sa.table(
    "plan",
    sa.column("id", sa.Uuid),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("name", sa.String),
    sa.column("is_default", sa.Boolean),
    sa.column("is_archived", sa.Boolean),
    sa.column("currency", sa.String),
)
UNLIMITED = UUID(int=4)
STARTER = UUID(int=1)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("update plan set is_default = false")
    op.bulk_insert(
        PLAN,
        [
            {
                "id": UNLIMITED,
                "created_at": datetime(2026, 1, 1, tzinfo=UTC),
                "name": "Without limits",
                "is_default": True,
                "is_archived": False,
                "currency": "EUR",
            }
        ],
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    # The owner has no policy of its own on companies; without this it would see none of them.
    op.execute("alter table company no force row level security")
    op.execute(sa.text("update company set plan_id = :starter where plan_id = :unlimited").bindparams(
        starter=STARTER, unlimited=UNLIMITED
    ))
    op.execute("alter table company force row level security")
    op.execute(sa.text("delete from plan where id = :unlimited").bindparams(unlimited=UNLIMITED))
    op.execute(sa.text("update plan set is_default = true where id = :starter").bindparams(starter=STARTER))
