"""Former keys of contacts, files of messages, what WhatsApp sends that we don't know, and how much is heard when."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OWN_COMPANY = "nullif(current_setting('app.company_id', true), '')::uuid"
# What the clock looks at to find files that wait, and numbers that fell silent.
ROUTER_COLUMNS = {
    "media": "company_id, id, status, next_attempt_at",
    "number_hour": "company_id, phone_number_id, hour, events",
    "phone_number": "company_id, id, channel_id, last_event_at, silent_since",
}
# Brazil's ninth digit, Argentina's 9 and Mexico's 1, as services/contacts/variants.py writes them. Who has two
# contacts for one number keeps them until the number is heard of; then they are merged.
ONE_FORM = r"""
update contact set phone = canonical.phone
from (
    select company_id, id, case
        when phone ~ '^\+55[1-9]{2}[6-9]\d{7}$' then '+55' || substr(phone, 4, 2) || '9' || substr(phone, 6)
        when phone ~ '^\+54[1-8]\d{9}$' then '+549' || substr(phone, 4)
        when phone ~ '^\+521\d{10}$' then '+52' || substr(phone, 5)
    end as phone
    from contact
) canonical
where contact.company_id = canonical.company_id and contact.id = canonical.id and canonical.phone is not null
  and not exists (
    select from contact other where other.company_id = contact.company_id and other.phone = canonical.phone)
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table('webhook_unknown',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('field', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('what', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('seen', sa.Integer(), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('shape', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id'),
    sa.UniqueConstraint('company_id', 'field', 'what')
    )
    op.execute('alter table webhook_unknown enable row level security')
    op.execute('alter table webhook_unknown force row level security')
    op.execute("create policy own_company on webhook_unknown to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on webhook_unknown to app_user')
    op.create_table('contact_alias',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('contact_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('value', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['company_id', 'contact_id'], ['contact.company_id', 'contact.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id'),
    sa.UniqueConstraint('company_id', 'kind', 'value')
    )
    op.execute('alter table contact_alias enable row level security')
    op.execute('alter table contact_alias force row level security')
    op.execute("create policy own_company on contact_alias to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on contact_alias to app_user')
    op.create_index('contact_alias_contact', 'contact_alias', ['company_id', 'contact_id'], unique=False)
    op.create_table('number_hour',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('phone_number_id', sa.Uuid(), nullable=False),
    sa.Column('hour', sa.DateTime(timezone=True), nullable=False),
    sa.Column('events', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['company_id', 'phone_number_id'], ['phone_number.company_id', 'phone_number.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id'),
    sa.UniqueConstraint('company_id', 'phone_number_id', 'hour')
    )
    op.execute('alter table number_hour enable row level security')
    op.execute('alter table number_hour force row level security')
    op.execute("create policy own_company on number_hour to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on number_hour to app_user')
    op.create_table('media',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('message_id', sa.Uuid(), nullable=False),
    sa.Column('phone_number_id', sa.Uuid(), nullable=False),
    sa.Column('wa_media_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('mime_type', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('filename', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('sha256', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('storage_key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_attempt_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('problem', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['company_id', 'message_id'], ['message.company_id', 'message.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['company_id', 'phone_number_id'], ['phone_number.company_id', 'phone_number.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id'),
    sa.UniqueConstraint('company_id', 'message_id')
    )
    op.execute('alter table media enable row level security')
    op.execute('alter table media force row level security')
    op.execute("create policy own_company on media to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on media to app_user')
    op.create_index('media_waiting', 'media', ['next_attempt_at'], unique=False, postgresql_where=sa.text("status = 'waiting'"))
    op.add_column('contact', sa.Column('named_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('message', sa.Column('origin', sqlmodel.sql.sqltypes.AutoString(), server_default=sa.text("''"), nullable=False))
    op.add_column('webhook_event', sa.Column('replayed_at', sa.DateTime(timezone=True), nullable=True))
    op.execute("alter table contact no force row level security")
    op.execute(ONE_FORM)
    op.execute("alter table contact force row level security")
    _doors()


def _doors() -> None:
    for table, columns in ROUTER_COLUMNS.items():
        op.execute(f"create policy look_up on {table} for select to app_router using (true)")
        op.execute(f"grant select ({columns}) on {table} to app_router")
    op.execute("create policy console on webhook_unknown for select to app_admin using (true)")
    op.execute("grant select on webhook_unknown to app_admin")
    # Operators have events applied once more.
    op.execute(
        "create policy platform on webhook_event for update to app_admin "
        f"using (company_id = {OWN_COMPANY}) with check (company_id = {OWN_COMPANY})"
    )
    op.execute("grant update (applied_at, attempts, problem, replayed_at) on webhook_event to app_admin")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop policy platform on webhook_event")
    op.execute("revoke update (applied_at, attempts, problem) on webhook_event from app_admin")
    op.execute("drop policy look_up on phone_number")
    op.execute("revoke all on phone_number from app_router")
    op.drop_column('webhook_event', 'replayed_at')
    op.drop_column('message', 'origin')
    op.drop_column('contact', 'named_at')
    op.drop_index('media_waiting', table_name='media', postgresql_where=sa.text("status = 'waiting'"))
    op.drop_table('media')
    op.drop_table('number_hour')
    op.drop_index('contact_alias_contact', table_name='contact_alias')
    op.drop_table('contact_alias')
    op.drop_table('webhook_unknown')
