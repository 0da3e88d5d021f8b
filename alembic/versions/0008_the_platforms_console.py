"""What the platform's console reads and does: its list of companies, three plans to begin with, the emergency stop."""

from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OWN_COMPANY = "nullif(current_setting('app.company_id', true), '')::uuid"

# Fixed ids, so that every installation calls them the same. An empty limit means without limit.
PLANS = sa.table(
    "plan",
    sa.column("id", sa.Uuid),
    sa.column("created_at", sa.DateTime(timezone=True)),
    *(sa.column(name) for name in (
        "name", "is_default", "is_archived", "users", "numbers", "contacts", "campaign_messages",
        "ai_answers", "crawled_pages", "monthly_price", "currency",
    )),
)
FIRST_PLANS = (
    # name, users, numbers, contacts, campaign messages, AI answers, crawled pages, price
    ("Starter", 5, 2, 25_000, 25_000, 1_000, 500, 49),
    ("Growth", 25, 5, 250_000, 250_000, 10_000, 5_000, 199),
    ("Scale", None, 20, 2_000_000, 2_000_000, 100_000, 50_000, 799),
)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column(
        "campaign",
        sa.Column("reserved_messages", sa.Integer(), nullable=False, server_default="0"),
    )
    op.create_index("campaign_launched", "campaign", ["launched_at"])
    op.create_index("company_recent", "company", ["created_at", "id"])
    op.create_index("company_of_status", "company", ["status", "created_at", "id"])
    op.create_index("company_of_plan", "company", ["plan_id", "created_at", "id"])
    op.bulk_insert(PLANS, [_plan(number, *one) for number, one in enumerate(FIRST_PLANS, 1)])
    op.execute("update company set plan_id = (select id from plan where is_default) where plan_id is null")
    _console()


def _plan(number: int, name: str, users, numbers, contacts, messages, answers, pages, price) -> dict:
    return {
        "id": UUID(int=number), "created_at": datetime(2026, 1, 1, tzinfo=UTC), "name": name,
        "is_default": number == 1, "is_archived": False, "users": users, "numbers": numbers,
        "contacts": contacts, "campaign_messages": messages, "ai_answers": answers,
        "crawled_pages": pages, "monthly_price": price, "currency": "EUR",
    }


def _console() -> None:
    # The emergency stop, inside a company that the transaction has entered.
    op.execute(
        f"create policy platform on campaign for update to app_admin "
        f"using (company_id = {OWN_COMPANY}) with check (company_id = {OWN_COMPANY})"
    )
    op.execute("grant update (status, pause_reason) on campaign to app_admin")
    # The last row of an erased company that its own role may not delete.
    op.execute("grant delete on impersonation to app_admin")
    op.execute("grant select on alembic_version to app_admin")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("revoke select on alembic_version from app_admin")
    op.execute("revoke delete on impersonation from app_admin")
    op.execute("revoke update (status, pause_reason) on campaign from app_admin")
    op.execute("drop policy platform on campaign")
    # The owner has no policy of its own on companies; without this it would see none of them.
    op.execute("alter table company no force row level security")
    op.execute("update company set plan_id = null")
    op.execute("alter table company force row level security")
    op.execute("delete from plan")
    op.drop_index("company_of_plan", table_name="company")
    op.drop_index("company_of_status", table_name="company")
    op.drop_index("company_recent", table_name="company")
    op.drop_index("campaign_launched", table_name="campaign")
    op.drop_column("campaign", "reserved_messages")
