"""What was changed about people, who was seen before that was kept, and exports that one worker holds."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0032'
down_revision = "0031"
branch_labels = None
depends_on = None

# The owner has no policy of its own, so the wall is down while the rows are written, inside this transaction.
SEEN = """
    update contact set last_seen_at = told.at
    from (select company_id, contact_id, max(last_inbound_at) as at from conversation
          where last_inbound_at is not null group by 1, 2) told
    where contact.company_id = told.company_id and contact.id = told.contact_id and contact.last_seen_at is null
"""
WALLED = ("contact", "conversation")


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table('contact_change',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('contact_id', sa.Uuid(), nullable=False),
    sa.Column('event_id', sa.Uuid(), nullable=False),
    sa.Column('field', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('before', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('after', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('actor_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['company_id', 'contact_id'], ['contact.company_id', 'contact.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id')
    )
    op.execute('alter table contact_change enable row level security')
    op.execute('alter table contact_change force row level security')
    op.execute("create policy own_company on contact_change to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on contact_change to app_user')
    op.create_index('contact_change_contact', 'contact_change', ['company_id', 'contact_id', 'created_at', 'id'], unique=False)
    op.add_column('contact_export', sa.Column('held_until', sa.DateTime(timezone=True), nullable=True))
    op.create_index('suppression_erased', 'suppression', ['company_id'], unique=False, postgresql_where=sa.text("kind = 'erased'"))
    op.execute("grant select (held_until) on contact_export to app_router")
    for table in WALLED:
        op.execute(f"alter table {table} no force row level security")
    op.execute(SEEN)
    for table in WALLED:
        op.execute(f"alter table {table} force row level security")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_index('suppression_erased', table_name='suppression', postgresql_where=sa.text("kind = 'erased'"))
    op.drop_column('contact_export', 'held_until')
    op.drop_index('contact_change_contact', table_name='contact_change')
    op.drop_table('contact_change')
