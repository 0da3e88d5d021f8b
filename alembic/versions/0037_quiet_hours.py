"""Quiet hours: which zones a campaign's people may be in, found by an index, and whether it is quiet there."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column(
        "campaign",
        sa.Column("zones", postgresql.ARRAY(sa.String()), server_default="{}", nullable=False),
    )
    op.create_index(
        "campaign_recipient_zone",
        "campaign_recipient",
        ["company_id", "campaign_id", "zone", "id"],
        postgresql_where=sa.text("status = 'pending' and zone is not null"),
    )
    # By what clocks on the walls show, in any of the zones that are joined by a plus.
    op.execute(
        """
        create function is_quiet(quiet_from time, quiet_to time, zones text, at timestamptz) returns boolean
        language sql stable parallel safe
        return exists (
            select from string_to_table(zones, '+') as zone
            where case when quiet_from < quiet_to
                       then (at at time zone zone)::time >= quiet_from and (at at time zone zone)::time < quiet_to
                       else (at at time zone zone)::time >= quiet_from or (at at time zone zone)::time < quiet_to end
        )
        """
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop function is_quiet(time, time, text, timestamptz)")
    op.drop_index("campaign_recipient_zone", "campaign_recipient")
    op.drop_column("campaign", "zones")
