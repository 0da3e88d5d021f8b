"""Tables of people and roles, plans and usage; what the audit log and the mail gained.

Columns added to rows that exist have a default in the database, so that the version before this one still runs.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table('plan',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('is_default', sa.Boolean(), nullable=False),
    sa.Column('is_archived', sa.Boolean(), nullable=False),
    sa.Column('users', sa.Integer(), nullable=True),
    sa.Column('numbers', sa.Integer(), nullable=True),
    sa.Column('contacts', sa.Integer(), nullable=True),
    sa.Column('campaign_messages', sa.Integer(), nullable=True),
    sa.Column('ai_answers', sa.Integer(), nullable=True),
    sa.Column('crawled_pages', sa.Integer(), nullable=True),
    sa.Column('monthly_price', sa.Numeric(precision=12, scale=2), nullable=True),
    sa.Column('currency', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name')
    )
    op.create_table('platform_mail',
    sa.Column('recipient', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('subject', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('body', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('html', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_attempt_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('problem', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('platform_link',
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('new_email', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('given_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['platform_user.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('token_hash')
    )
    op.create_table('platform_recovery_code',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('code_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['platform_user.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('company_domain',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('domain', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('proof', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('problem', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id'),
    sa.UniqueConstraint('company_id', 'domain')
    )
    op.execute('alter table company_domain enable row level security')
    op.execute('alter table company_domain force row level security')
    op.execute("create policy own_company on company_domain to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on company_domain to app_user')
    op.create_index('company_domain_proved', 'company_domain', ['domain'], unique=True, postgresql_where=sa.text('verified_at is not null'))
    op.create_table('company_role',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('permissions', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id'),
    sa.UniqueConstraint('company_id', 'name')
    )
    op.execute('alter table company_role enable row level security')
    op.execute('alter table company_role force row level security')
    op.execute("create policy own_company on company_role to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on company_role to app_user')
    op.create_table('impersonation',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('super_admin_id', sa.Uuid(), nullable=False),
    sa.Column('super_admin_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('platform_session_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('is_read_only', sa.Boolean(), nullable=False),
    sa.Column('token_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id')
    )
    op.execute('alter table impersonation enable row level security')
    op.execute('alter table impersonation force row level security')
    op.execute("create policy own_company on impersonation to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on impersonation to app_user')
    op.create_table('retired_subdomain',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('subdomain', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('kept_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['owner_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('subdomain')
    )
    op.create_table('usage_count',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('period', sa.Date(), nullable=False),
    sa.Column('metric', sa.String(), nullable=False),
    sa.Column('used', sa.BigInteger(), nullable=False),
    sa.Column('warned_at_80', sa.DateTime(timezone=True), nullable=True),
    sa.Column('warned_at_100', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id'),
    sa.UniqueConstraint('company_id', 'period', 'metric')
    )
    op.execute('alter table usage_count enable row level security')
    op.execute('alter table usage_count force row level security')
    op.execute("create policy own_company on usage_count to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on usage_count to app_user')
    op.create_table('recovery_code',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('code_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['company_id', 'user_id'], ['user_account.company_id', 'user_account.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id')
    )
    op.execute('alter table recovery_code enable row level security')
    op.execute('alter table recovery_code force row level security')
    op.execute("create policy own_company on recovery_code to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on recovery_code to app_user')
    op.create_index('recovery_code_user', 'recovery_code', ['company_id', 'user_id'], unique=False)
    op.add_column('audit_event', sa.Column('actor_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('audit_event', sa.Column('subject_kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('audit_event', sa.Column('subject_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('audit_event', sa.Column('changes', postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default='[]'))
    op.add_column('audit_event', sa.Column('address', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('audit_event', sa.Column('user_agent', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('audit_event', sa.Column('request_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('audit_event', sa.Column('seq', sa.BigInteger(), nullable=False, server_default='0'))
    op.add_column('audit_event', sa.Column('hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.drop_index(op.f('audit_event_recent'), table_name='audit_event')
    op.create_index('audit_event_recent', 'audit_event', ['company_id', 'created_at', 'id'], unique=False)
    op.create_index('audit_event_subject', 'audit_event', ['company_id', 'subject_id', 'created_at'], unique=False)
    op.add_column('campaign', sa.Column('approval_asked_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('campaign', sa.Column('approval_asked_by', sa.Uuid(), nullable=True))
    op.add_column('company', sa.Column('website', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('company', sa.Column('industry', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('company', sa.Column('size', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('company', sa.Column('language', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('company', sa.Column('profile_set_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('company', sa.Column('agents_see_own_only', sa.Boolean(), nullable=False, server_default='false'))
    op.add_column('company', sa.Column('campaigns_need_approval', sa.Boolean(), nullable=False, server_default='false'))
    op.add_column('company', sa.Column('hide_phone_numbers', sa.Boolean(), nullable=False, server_default='false'))
    op.add_column('company', sa.Column('everyone_needs_second_factor', sa.Boolean(), nullable=False, server_default='false'))
    op.add_column('company', sa.Column('opt_out_reply', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('company', sa.Column('opt_out_words', postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default='[]'))
    op.add_column('company', sa.Column('opt_out_set_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('company', sa.Column('plan_id', sa.Uuid(), nullable=True))
    op.add_column('company', sa.Column('limit_overrides', postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default='{}'))
    op.add_column('company', sa.Column('suspended_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('company', sa.Column('suspend_reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('company', sa.Column('deletion_due_at', sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key('company_plan_fkey', 'company', 'plan', ['plan_id'], ['id'])
    op.add_column('mail', sa.Column('html', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('mail', sa.Column('next_attempt_at', sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")))
    op.add_column('one_time_link', sa.Column('attempts', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('one_time_link', sa.Column('new_email', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column('one_time_link', sa.Column('given_by', sa.Uuid(), nullable=True))
    op.create_index('one_time_link_user', 'one_time_link', ['company_id', 'user_id'], unique=False)
    op.add_column('platform_audit_event', sa.Column('actor_kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('platform_audit_event', sa.Column('actor_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('platform_audit_event', sa.Column('subject_kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('platform_audit_event', sa.Column('subject_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('platform_audit_event', sa.Column('changes', postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default='[]'))
    op.add_column('platform_audit_event', sa.Column('address', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('platform_audit_event', sa.Column('user_agent', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('platform_audit_event', sa.Column('request_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('platform_audit_event', sa.Column('about_company', sa.Uuid(), nullable=True))
    op.create_index('platform_audit_event_recent', 'platform_audit_event', ['created_at', 'id'], unique=False)
    op.add_column('platform_session', sa.Column('address', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('platform_session', sa.Column('device_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('platform_session', sa.Column('verified_at', sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")))
    op.add_column('platform_user', sa.Column('status', sa.String(), nullable=False, server_default='active'))
    op.add_column('platform_user', sa.Column('totp_sealed', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column('platform_user', sa.Column('totp_offer_sealed', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column('platform_user', sa.Column('totp_last_step', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('platform_user', sa.Column('second_factor_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('platform_user', sa.Column('theme', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default='system'))
    op.add_column('platform_user', sa.Column('date_style', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('platform_user', sa.Column('deactivated_at', sa.DateTime(timezone=True), nullable=True))
    op.alter_column('platform_user', 'password_hash',
               existing_type=sa.VARCHAR(),
               nullable=True)
    op.add_column('user_account', sa.Column('totp_sealed', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column('user_account', sa.Column('totp_offer_sealed', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column('user_account', sa.Column('totp_last_step', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('user_account', sa.Column('second_factor_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('user_account', sa.Column('theme', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default='system'))
    op.add_column('user_account', sa.Column('date_style', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('user_account', sa.Column('deactivated_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('user_account', sa.Column('custom_role_id', sa.Uuid(), nullable=True))
    op.add_column('user_account', sa.Column('muted_mail', postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default='[]'))
    op.create_foreign_key('user_account_company_role_fkey', 'user_account', 'company_role', ['company_id', 'custom_role_id'], ['company_id', 'id'])
    op.add_column('web_session', sa.Column('address', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('web_session', sa.Column('device_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
    op.add_column('web_session', sa.Column('verified_at', sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")))
    op.add_column('web_session', sa.Column('impersonation_id', sa.Uuid(), nullable=True))
    op.alter_column('web_session', 'user_id',
               existing_type=sa.UUID(),
               nullable=True)
    op.create_index('web_session_user', 'web_session', ['company_id', 'user_id', 'created_at'], unique=False)
    op.create_foreign_key('web_session_impersonation_fkey', 'web_session', 'impersonation', ['company_id', 'impersonation_id'], ['company_id', 'id'], ondelete='CASCADE')


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_constraint('web_session_impersonation_fkey', 'web_session', type_='foreignkey')
    op.drop_index('web_session_user', table_name='web_session')
    # The version before knows no visits and no super admin without a password. The owner has no policy of its own.
    op.execute("alter table web_session no force row level security")
    op.execute("delete from web_session where user_id is null")
    op.execute("alter table web_session force row level security")
    op.execute("delete from platform_link where user_id in (select id from platform_user where password_hash is null)")
    op.execute("delete from platform_user where password_hash is null")
    op.alter_column('web_session', 'user_id',
               existing_type=sa.UUID(),
               nullable=False)
    op.drop_column('web_session', 'impersonation_id')
    op.drop_column('web_session', 'verified_at')
    op.drop_column('web_session', 'device_hash')
    op.drop_column('web_session', 'address')
    op.drop_constraint('user_account_company_role_fkey', 'user_account', type_='foreignkey')
    op.drop_column('user_account', 'muted_mail')
    op.drop_column('user_account', 'custom_role_id')
    op.drop_column('user_account', 'deactivated_at')
    op.drop_column('user_account', 'date_style')
    op.drop_column('user_account', 'theme')
    op.drop_column('user_account', 'second_factor_at')
    op.drop_column('user_account', 'totp_last_step')
    op.drop_column('user_account', 'totp_offer_sealed')
    op.drop_column('user_account', 'totp_sealed')
    op.alter_column('platform_user', 'password_hash',
               existing_type=sa.VARCHAR(),
               nullable=False)
    op.drop_column('platform_user', 'deactivated_at')
    op.drop_column('platform_user', 'date_style')
    op.drop_column('platform_user', 'theme')
    op.drop_column('platform_user', 'second_factor_at')
    op.drop_column('platform_user', 'totp_last_step')
    op.drop_column('platform_user', 'totp_offer_sealed')
    op.drop_column('platform_user', 'totp_sealed')
    op.drop_column('platform_user', 'status')
    op.drop_column('platform_session', 'verified_at')
    op.drop_column('platform_session', 'device_hash')
    op.drop_column('platform_session', 'address')
    op.drop_index('platform_audit_event_recent', table_name='platform_audit_event')
    op.drop_column('platform_audit_event', 'about_company')
    op.drop_column('platform_audit_event', 'request_id')
    op.drop_column('platform_audit_event', 'user_agent')
    op.drop_column('platform_audit_event', 'address')
    op.drop_column('platform_audit_event', 'changes')
    op.drop_column('platform_audit_event', 'subject_name')
    op.drop_column('platform_audit_event', 'subject_kind')
    op.drop_column('platform_audit_event', 'actor_name')
    op.drop_column('platform_audit_event', 'actor_kind')
    op.drop_index('one_time_link_user', table_name='one_time_link')
    op.drop_column('one_time_link', 'given_by')
    op.drop_column('one_time_link', 'new_email')
    op.drop_column('one_time_link', 'attempts')
    op.drop_column('mail', 'next_attempt_at')
    op.drop_column('mail', 'html')
    op.drop_constraint('company_plan_fkey', 'company', type_='foreignkey')
    op.drop_column('company', 'deletion_due_at')
    op.drop_column('company', 'suspend_reason')
    op.drop_column('company', 'suspended_at')
    op.drop_column('company', 'limit_overrides')
    op.drop_column('company', 'plan_id')
    op.drop_column('company', 'opt_out_set_at')
    op.drop_column('company', 'opt_out_words')
    op.drop_column('company', 'opt_out_reply')
    op.drop_column('company', 'everyone_needs_second_factor')
    op.drop_column('company', 'hide_phone_numbers')
    op.drop_column('company', 'campaigns_need_approval')
    op.drop_column('company', 'agents_see_own_only')
    op.drop_column('company', 'profile_set_at')
    op.drop_column('company', 'language')
    op.drop_column('company', 'size')
    op.drop_column('company', 'industry')
    op.drop_column('company', 'website')
    op.drop_column('campaign', 'approval_asked_by')
    op.drop_column('campaign', 'approval_asked_at')
    op.drop_index('audit_event_subject', table_name='audit_event')
    op.drop_index('audit_event_recent', table_name='audit_event')
    op.create_index(op.f('audit_event_recent'), 'audit_event', ['company_id', 'created_at'], unique=False)
    op.drop_column('audit_event', 'hash')
    op.drop_column('audit_event', 'seq')
    op.drop_column('audit_event', 'request_id')
    op.drop_column('audit_event', 'user_agent')
    op.drop_column('audit_event', 'address')
    op.drop_column('audit_event', 'changes')
    op.drop_column('audit_event', 'subject_name')
    op.drop_column('audit_event', 'subject_kind')
    op.drop_column('audit_event', 'actor_name')
    op.drop_index('recovery_code_user', table_name='recovery_code')
    op.drop_table('recovery_code')
    op.drop_table('usage_count')
    op.drop_table('retired_subdomain')
    op.drop_table('impersonation')
    op.drop_table('company_role')
    op.drop_index('company_domain_proved', table_name='company_domain', postgresql_where=sa.text('verified_at is not null'))
    op.drop_table('company_domain')
    op.drop_table('platform_recovery_code')
    op.drop_table('platform_link')
    op.drop_table('platform_mail')
    op.drop_table('plan')
