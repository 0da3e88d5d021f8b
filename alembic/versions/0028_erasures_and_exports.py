"""People who were erased, and contacts taken out as files."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

# What the clock looks at to find erasures and exports that are not finished, or whose day is over.
ROUTER_COLUMNS = {
    "contact_erasure": "company_id, id, status",
    "contact_export": "company_id, id, status, expires_at",
}


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table('contact_erasure',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('contact_id', sa.Uuid(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('keys_sealed', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('files', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id')
    )
    op.execute('alter table contact_erasure enable row level security')
    op.execute('alter table contact_erasure force row level security')
    op.execute("create policy own_company on contact_erasure to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on contact_erasure to app_user')
    op.create_index('contact_erasure_waiting', 'contact_erasure', ['company_id', 'id'], unique=False, postgresql_where=sa.text("status = 'waiting'"))
    op.create_table('contact_export',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=True),
    sa.Column('choice', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('problem', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('rows_done', sa.Integer(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('storage_key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['company_id', 'created_by'], ['user_account.company_id', 'user_account.id'], ),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id')
    )
    op.execute('alter table contact_export enable row level security')
    op.execute('alter table contact_export force row level security')
    op.execute("create policy own_company on contact_export to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on contact_export to app_user')
    op.create_index('contact_export_open', 'contact_export', ['company_id', 'id'], unique=False, postgresql_where=sa.text("status in ('waiting', 'running', 'ready')"))
    op.create_index('contact_export_recent', 'contact_export', ['company_id', 'created_at', 'id'], unique=False)
    for table, columns in ROUTER_COLUMNS.items():
        op.execute(f"create policy look_up on {table} for select to app_router using (true)")
        op.execute(f"grant select ({columns}) on {table} to app_router")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_index('contact_export_recent', table_name='contact_export')
    op.drop_index('contact_export_open', table_name='contact_export', postgresql_where=sa.text("status in ('waiting', 'running', 'ready')"))
    op.drop_table('contact_export')
    op.drop_index('contact_erasure_waiting', table_name='contact_erasure', postgresql_where=sa.text("status = 'waiting'"))
    op.drop_table('contact_erasure')
