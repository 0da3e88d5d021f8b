"""Who agreed to what: the consent ledger, suppression, attributes, tags, segments."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# What a company's people may change about their company.
OWN = "opt_in_reply, opt_in_words, default_region, frequency_cap_day, frequency_cap_week"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table('attribute_definition',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('choices', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id'),
    sa.UniqueConstraint('company_id', 'key')
    )
    op.execute('alter table attribute_definition enable row level security')
    op.execute('alter table attribute_definition force row level security')
    op.execute("create policy own_company on attribute_definition to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on attribute_definition to app_user')
    op.create_table('consent_event',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('contact_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('channel', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('detail', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('wording', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('actor_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('import_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id')
    )
    op.execute('alter table consent_event enable row level security')
    op.execute('alter table consent_event force row level security')
    op.execute("create policy own_company on consent_event to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on consent_event to app_user')
    op.create_index('consent_event_contact', 'consent_event', ['company_id', 'contact_id', 'id'], unique=False)
    op.create_index('consent_event_recent', 'consent_event', ['company_id', 'created_at', 'id'], unique=False)
    op.create_table('suppression',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('digest', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('hint', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('added_by', sa.Uuid(), nullable=True),
    sa.Column('import_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id'),
    sa.UniqueConstraint('company_id', 'digest')
    )
    op.execute('alter table suppression enable row level security')
    op.execute('alter table suppression force row level security')
    op.execute("create policy own_company on suppression to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on suppression to app_user')
    op.create_index('suppression_recent', 'suppression', ['company_id', 'created_at', 'id'], unique=False)
    op.create_table('tag',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('colour', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id'),
    sa.UniqueConstraint('company_id', 'name')
    )
    op.execute('alter table tag enable row level security')
    op.execute('alter table tag force row level security')
    op.execute("create policy own_company on tag to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on tag to app_user')
    op.create_table('segment',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('definition', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['company_id', 'created_by'], ['user_account.company_id', 'user_account.id'], ),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id'),
    sa.UniqueConstraint('company_id', 'name')
    )
    op.execute('alter table segment enable row level security')
    op.execute('alter table segment force row level security')
    op.execute("create policy own_company on segment to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on segment to app_user')
    op.create_table('segment_member',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('segment_id', sa.Uuid(), nullable=False),
    sa.Column('contact_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['company_id', 'contact_id'], ['contact.company_id', 'contact.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['company_id', 'segment_id'], ['segment.company_id', 'segment.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id'),
    sa.UniqueConstraint('company_id', 'segment_id', 'contact_id')
    )
    op.execute('alter table segment_member enable row level security')
    op.execute('alter table segment_member force row level security')
    op.execute("create policy own_company on segment_member to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on segment_member to app_user')
    op.create_index('segment_member_contact', 'segment_member', ['company_id', 'contact_id'], unique=False)
    op.create_table('segment_version',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('segment_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('definition', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['company_id', 'created_by'], ['user_account.company_id', 'user_account.id'], ),
    sa.ForeignKeyConstraint(['company_id', 'segment_id'], ['segment.company_id', 'segment.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id'),
    sa.UniqueConstraint('company_id', 'segment_id', 'version')
    )
    op.execute('alter table segment_version enable row level security')
    op.execute('alter table segment_version force row level security')
    op.execute("create policy own_company on segment_version to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on segment_version to app_user')
    op.add_column('company', sa.Column('opt_in_reply', sqlmodel.sql.sqltypes.AutoString(), server_default=sa.text("''"), nullable=False))
    op.add_column('company', sa.Column('opt_in_words', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False))
    op.add_column('company', sa.Column('default_region', sqlmodel.sql.sqltypes.AutoString(), server_default=sa.text("''"), nullable=False))
    op.add_column('company', sa.Column('frequency_cap_day', sa.Integer(), nullable=True))
    op.add_column('company', sa.Column('frequency_cap_week', sa.Integer(), nullable=True))
    op.add_column('contact', sa.Column('phone_original', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column('contact', sa.Column('service_opted_out_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('contact', sa.Column('blocked_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('contact', sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('contact', sa.Column('first_import_id', sa.Uuid(), nullable=True))
    op.add_column('contact', sa.Column('last_import_id', sa.Uuid(), nullable=True))
    op.execute(f"grant update ({OWN}) on company to app_user")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_column('contact', 'last_import_id')
    op.drop_column('contact', 'first_import_id')
    op.drop_column('contact', 'last_seen_at')
    op.drop_column('contact', 'blocked_at')
    op.drop_column('contact', 'service_opted_out_at')
    op.drop_column('contact', 'phone_original')
    op.drop_column('company', 'frequency_cap_week')
    op.drop_column('company', 'frequency_cap_day')
    op.drop_column('company', 'default_region')
    op.drop_column('company', 'opt_in_words')
    op.drop_column('company', 'opt_in_reply')
    op.drop_table('segment_version')
    op.drop_index('segment_member_contact', table_name='segment_member')
    op.drop_table('segment_member')
    op.drop_table('segment')
    op.drop_table('tag')
    op.drop_index('suppression_recent', table_name='suppression')
    op.drop_table('suppression')
    op.drop_index('consent_event_recent', table_name='consent_event')
    op.drop_index('consent_event_contact', table_name='consent_event')
    op.drop_table('consent_event')
    op.drop_table('attribute_definition')
