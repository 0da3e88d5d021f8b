"""Changes of tags and attributes are on their way in a row, not only in Redis."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table('contact_sweep',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('replacement', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('after', sa.Uuid(), nullable=False),
    sa.Column('held_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id')
    )
    op.execute('alter table contact_sweep enable row level security')
    op.execute('alter table contact_sweep force row level security')
    op.execute("create policy own_company on contact_sweep to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on contact_sweep to app_user')
    # What the clock looks at to find those that nobody works on.
    op.execute("create policy look_up on contact_sweep for select to app_router using (true)")
    op.execute("grant select (company_id, id, held_until) on contact_sweep to app_router")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_table('contact_sweep')
