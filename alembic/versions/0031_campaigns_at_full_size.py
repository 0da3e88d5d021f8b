"""Campaigns at full size: timing, ramps, control groups, variants, links, prices, and messages that WhatsApp holds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

# `held` stands below accepted: WhatsApp has the message and has not decided yet.
RANK = """
create or replace function delivery_rank(status text) returns smallint
language sql immutable parallel safe
return case status
    when 'pending' then 0 when 'claimed' then 1 when 'sending' then 2 when 'unconfirmed' then 3
    {held} when 'accepted' then 5 when 'sent' then 6 when 'failed' then 7 when 'delivered' then 8
    when 'read' then 9 when 'skipped' then 10
end::smallint
"""
PLATFORM_READS = "rate", "calling_code"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(RANK.format(held="when 'held' then 4"))
    op.create_table('calling_code',
    sa.Column('prefix', sa.String(), nullable=False),
    sa.Column('country', sa.String(), nullable=False),
    sa.Column('market', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('prefix')
    )
    op.create_table('rate',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('market', sa.String(), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('price', sa.Numeric(precision=12, scale=6), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('currency', 'market', 'category', 'effective_from')
    )
    op.create_table('campaign_link',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('campaign_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('url', sa.String(), nullable=False),
    sa.Column('clicks', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['company_id', 'campaign_id'], ['campaign.company_id', 'campaign.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id'),
    sa.UniqueConstraint('company_id', 'code')
    )
    op.execute('alter table campaign_link enable row level security')
    op.execute('alter table campaign_link force row level security')
    op.execute("create policy own_company on campaign_link to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on campaign_link to app_user')
    op.create_table('campaign_variant',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('campaign_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.Column('template_id', sa.Uuid(), nullable=False),
    sa.Column('variables', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('template_snapshot', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['company_id', 'campaign_id'], ['campaign.company_id', 'campaign.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['company_id', 'template_id'], ['message_template.company_id', 'message_template.id'], ),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id'),
    sa.UniqueConstraint('company_id', 'campaign_id', 'position')
    )
    op.execute('alter table campaign_variant enable row level security')
    op.execute('alter table campaign_variant force row level security')
    op.execute("create policy own_company on campaign_variant to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on campaign_variant to app_user')
    op.add_column('campaign', sa.Column('goal', sa.String(), server_default='', nullable=False))
    op.add_column('campaign', sa.Column('tags', sa.ARRAY(sa.String()), server_default='{}', nullable=False))
    op.add_column('campaign', sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('campaign', sa.Column('source_id', sa.Uuid(), nullable=True))
    op.add_column('campaign', sa.Column('version', sa.Integer(), server_default='0', nullable=False))
    op.add_column('campaign', sa.Column('pause_kind', sa.String(), nullable=True))
    op.add_column('campaign', sa.Column('resumes_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('campaign', sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('campaign', sa.Column('quiet_from', sa.Time(), nullable=True))
    op.add_column('campaign', sa.Column('quiet_to', sa.Time(), nullable=True))
    op.add_column('campaign', sa.Column('in_recipient_zone', sa.Boolean(), server_default='false', nullable=False))
    op.add_column('campaign', sa.Column('rate', sa.Integer(), nullable=True))
    op.add_column('campaign', sa.Column('ramp_people', sa.Integer(), nullable=True))
    op.add_column('campaign', sa.Column('ramp_percent', sa.Integer(), nullable=True))
    op.add_column('campaign', sa.Column('ramp_passed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('campaign', sa.Column('control_percent', sa.Integer(), server_default='0', nullable=False))
    op.add_column('campaign', sa.Column('brief', sa.String(), server_default='', nullable=False))
    op.add_column('campaign', sa.Column('offer', sa.String(), server_default='', nullable=False))
    op.add_column('campaign', sa.Column('offer_until', sa.Date(), nullable=True))
    op.add_column('campaign', sa.Column('currency', sa.String(), server_default='', nullable=False))
    op.add_column('campaign', sa.Column('prices', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False))
    op.add_column('campaign', sa.Column('stop_rule', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False))
    op.create_index('campaign_due', 'campaign', ['starts_at'], unique=False, postgresql_where=sa.text("status = 'scheduled'"))
    op.add_column('campaign_recipient', sa.Column('market', sa.String(), nullable=True))
    op.add_column('campaign_recipient', sa.Column('zone', sa.String(), nullable=True))
    op.add_column('campaign_recipient', sa.Column('variant', sa.SmallInteger(), server_default='0', nullable=False))
    op.add_column('campaign_recipient', sa.Column('replied_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('campaign_recipient', sa.Column('clicked_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('campaign_recipient', sa.Column('opted_out_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('campaign_recipient_clicked', 'campaign_recipient', ['company_id', 'campaign_id', 'id'], unique=False, postgresql_where=sa.text('clicked_at is not null'))
    op.create_index('campaign_recipient_opted_out', 'campaign_recipient', ['company_id', 'campaign_id', 'id'], unique=False, postgresql_where=sa.text('opted_out_at is not null'))
    op.create_index('campaign_recipient_replied', 'campaign_recipient', ['company_id', 'campaign_id', 'id'], unique=False, postgresql_where=sa.text('replied_at is not null'))
    op.add_column('company', sa.Column('failure_percent', sa.Integer(), server_default='10', nullable=False))
    for column in ("goal", "brief", "offer", "currency"):
        op.alter_column("campaign", column, server_default=None)
    op.execute("grant update (failure_percent) on company to app_user")
    op.execute("grant select (starts_at, resumes_at) on campaign to app_router")
    for table in PLATFORM_READS:
        op.execute(f"grant select on {table} to app_user, app_admin")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(RANK.format(held=""))
    op.execute("revoke update (failure_percent) on company from app_user")
    op.execute("revoke select (starts_at, resumes_at) on campaign from app_router")
    op.drop_column('company', 'failure_percent')
    op.drop_index('campaign_recipient_replied', table_name='campaign_recipient', postgresql_where=sa.text('replied_at is not null'))
    op.drop_index('campaign_recipient_opted_out', table_name='campaign_recipient', postgresql_where=sa.text('opted_out_at is not null'))
    op.drop_index('campaign_recipient_clicked', table_name='campaign_recipient', postgresql_where=sa.text('clicked_at is not null'))
    op.drop_column('campaign_recipient', 'opted_out_at')
    op.drop_column('campaign_recipient', 'clicked_at')
    op.drop_column('campaign_recipient', 'replied_at')
    op.drop_column('campaign_recipient', 'variant')
    op.drop_column('campaign_recipient', 'zone')
    op.drop_column('campaign_recipient', 'market')
    op.drop_index('campaign_due', table_name='campaign', postgresql_where=sa.text("status = 'scheduled'"))
    op.drop_column('campaign', 'stop_rule')
    op.drop_column('campaign', 'prices')
    op.drop_column('campaign', 'currency')
    op.drop_column('campaign', 'offer_until')
    op.drop_column('campaign', 'offer')
    op.drop_column('campaign', 'brief')
    op.drop_column('campaign', 'control_percent')
    op.drop_column('campaign', 'ramp_passed_at')
    op.drop_column('campaign', 'ramp_percent')
    op.drop_column('campaign', 'ramp_people')
    op.drop_column('campaign', 'rate')
    op.drop_column('campaign', 'in_recipient_zone')
    op.drop_column('campaign', 'quiet_to')
    op.drop_column('campaign', 'quiet_from')
    op.drop_column('campaign', 'starts_at')
    op.drop_column('campaign', 'resumes_at')
    op.drop_column('campaign', 'pause_kind')
    op.drop_column('campaign', 'version')
    op.drop_column('campaign', 'source_id')
    op.drop_column('campaign', 'archived_at')
    op.drop_column('campaign', 'tags')
    op.drop_column('campaign', 'goal')
    op.drop_table('campaign_variant')
    op.drop_table('campaign_link')
    op.drop_table('rate')
    op.drop_table('calling_code')
