"""Accounts and numbers are watched: what WhatsApp says of them, how they stood before, notices for people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import SchemaItem

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OWN = "company_id = nullif(current_setting('app.company_id', true), '')::uuid"
CHANNEL_WORDS = (
    "business_id", "business_name", "app_id", "currency", "country", "review_status",
    "verification_status", "token_problem", "subscribed_address",
)  # fmt: skip
NUMBER_WORDS = (
    "name_status", "new_name", "new_name_status", "username", "code_verification", "platform_type",
    "account_mode", "override_address",
)  # fmt: skip
CHANNEL_MOMENTS = ("checked_at", "token_expires_at")
NUMBER_MOMENTS = ("campaigns_paused_until", "last_event_at", "silent_since")


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    _watch("channel", CHANNEL_WORDS, CHANNEL_MOMENTS)
    op.add_column("channel", _json("token_scopes", "[]"))
    op.add_column("channel", _json("health", "{}"))
    _watch("phone_number", NUMBER_WORDS, NUMBER_MOMENTS)
    op.add_column("phone_number", sa.Column("campaigns_pause_reason", sa.String()))
    op.add_column(
        "phone_number",
        sa.Column("is_official", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("phone_number", _json("health", "{}"))
    _number_reading()
    _channel_notice()
    op.create_index(
        "campaign_recipient_accepted",
        "campaign_recipient",
        ["accepted_at"],
        postgresql_using="brin",
        postgresql_with={"autosummarize": True},
    )
    op.execute("grant select (checked_at) on channel to app_router")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_index("campaign_recipient_accepted", "campaign_recipient")
    op.drop_table("channel_notice")
    op.drop_table("number_reading")
    number = ("health", "is_official", "campaigns_pause_reason", *NUMBER_WORDS, *NUMBER_MOMENTS)
    for column in number:
        op.drop_column("phone_number", column)
    for column in ("health", "token_scopes", *CHANNEL_WORDS, *CHANNEL_MOMENTS):
        op.drop_column("channel", column)


def _watch(table: str, words: tuple[str, ...], moments: tuple[str, ...]) -> None:
    for name in words:
        op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=""))
        op.alter_column(table, name, server_default=None)
    for name in moments:
        op.add_column(table, sa.Column(name, sa.DateTime(timezone=True)))


def _json(name: str, empty: str) -> sa.Column[object]:
    return sa.Column(name, postgresql.JSONB(), nullable=False, server_default=sa.text(f"'{empty}'"))


def _number_reading() -> None:
    op.create_table(
        "number_reading",
        *_keys(),
        sa.Column("phone_number_id", sa.Uuid(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("quality", "messaging_limit", "throughput", "status")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "phone_number_id"],
            ["phone_number.company_id", "phone_number.id"],
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "number_reading_recent", "number_reading", ["company_id", "phone_number_id", "created_at"]
    )
    _wall("number_reading")


def _channel_notice() -> None:
    op.create_table(
        "channel_notice",
        *_keys(),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("phone_number_id", sa.Uuid()),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("key", "severity", "title", "text", "advice")
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["company_id", "channel_id"], ["channel.company_id", "channel.id"], ondelete="CASCADE"
        ),
    )
    op.create_index(
        "channel_notice_key", "channel_notice", ["company_id", "channel_id", "key"], unique=True
    )
    op.create_index("channel_notice_recent", "channel_notice", ["company_id", "happened_at", "id"])
    _wall("channel_notice")


def _keys() -> tuple[SchemaItem, ...]:
    return (
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"]),
        sa.PrimaryKeyConstraint("company_id", "id"),
    )


def _wall(table: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy own_company on {table} to app_user using ({OWN}) with check ({OWN})")
    op.execute(f"grant select, insert, update, delete on {table} to app_user")
