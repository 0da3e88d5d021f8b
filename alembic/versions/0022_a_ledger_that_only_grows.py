"""The consent ledger is added to and never changed, and begins with what the contacts' columns say today."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NEVER_CHANGED = """
create function refuse_consent_change() returns trigger
language plpgsql as $$
begin
    raise exception 'The consent ledger can be added to and read, never changed.';
end
$$
"""
# Asked at the end of the transaction, so that it does not matter which of the two goes first.
ONLY_WITH_THE_PERSON = """
create function refuse_consent_loss() returns trigger
language plpgsql as $$
begin
    if exists (select from contact where company_id = old.company_id and id = old.contact_id)
        or exists (select from contact_alias where company_id = old.company_id and kind = 'contact'
                   and value = old.contact_id::text)
    then
        if not exists (select from company where id = old.company_id and status = 'deleting') then
            raise exception 'The consent ledger of somebody who is still a contact cannot be deleted.';
        end if;
    end if;
    return null;
end
$$
"""
TRIGGERS = (
    "create trigger never_changed before update on consent_event for each row execute function refuse_consent_change()",
    "create trigger never_emptied before truncate on consent_event execute function refuse_consent_change()",
    "create constraint trigger only_with_the_person after delete on consent_event "
    "deferrable initially deferred for each row execute function refuse_consent_loss()",
)
# What the columns say becomes the first entries. The words tell where it came from.
FIRST_ENTRIES = (
    """
    insert into consent_event (company_id, id, created_at, contact_id, kind, channel, purpose, source, detail, wording,
                               actor_name, happened_at)
    select company_id, uuidv7(), now(), id, 'granted', 'whatsapp', 'marketing',
           case when opt_in_source like 'WhatsApp%resume control' then 'whatsapp_control'
                when opt_in_source like '%(demo)' then 'seed'
                else 'import' end,
           coalesce(opt_in_source, ''), '', '', opted_in_at
    from contact where opted_in_at is not null
    """,
    """
    insert into consent_event (company_id, id, created_at, contact_id, kind, channel, purpose, source, detail, wording,
                               actor_name, happened_at)
    select company_id, uuidv7(), now(), id, 'withdrawn', 'whatsapp', 'marketing',
           case when opt_out_source like 'Wrote %' then 'keyword'
                when opt_out_source like 'WhatsApp%stop control' then 'whatsapp_control'
                when opt_out_source like '%earlier owner' then 'earlier_owner'
                when opt_out_source like '%(demo)' then 'seed'
                else 'agent' end,
           coalesce(opt_out_source, ''), '', '', opted_out_at
    from contact where opted_out_at is not null
    """,
    # An opt-out outweighs what was agreed to after it, unless they took it back themselves.
    "update contact set opted_in_at = null, opt_in_source = null where opted_in_at >= opted_out_at",
)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column("consent_event", sa.Column("campaign_id", sa.Uuid(), nullable=True))
    op.drop_index("consent_event_recent", "consent_event")
    op.create_index("consent_event_recent", "consent_event", ["company_id", "happened_at", "id"])
    op.create_index(
        "consent_event_campaign",
        "consent_event",
        ["company_id", "campaign_id"],
        postgresql_where=sa.text("campaign_id is not null"),
    )
    _wordings()
    _first_entries()
    op.execute("revoke update on consent_event from app_user")
    op.execute(NEVER_CHANGED)
    op.execute(ONLY_WITH_THE_PERSON)
    for trigger in TRIGGERS:
        op.execute(trigger)


def _wordings() -> None:
    op.create_table('consent_wording',
    sa.Column('company_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('body', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('company_id', 'id'),
    sa.UniqueConstraint('company_id', 'name')
    )
    op.execute('alter table consent_wording enable row level security')
    op.execute('alter table consent_wording force row level security')
    op.execute("create policy own_company on consent_wording to app_user using (company_id = nullif(current_setting('app.company_id', true), '')::uuid) with check (company_id = nullif(current_setting('app.company_id', true), '')::uuid)")
    op.execute('grant select, insert, update, delete on consent_wording to app_user')


def _first_entries() -> None:
    # The owner has no policy of its own; these rows are written before the wall stands again.
    for table in ("consent_event", "contact"):
        op.execute(f"alter table {table} no force row level security")
    for statement in FIRST_ENTRIES:
        op.execute(statement)
    for table in ("consent_event", "contact"):
        op.execute(f"alter table {table} force row level security")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table contact_alias no force row level security")
    op.execute("delete from contact_alias where kind = 'contact'")
    op.execute("alter table contact_alias force row level security")
    for trigger in ("only_with_the_person", "never_emptied", "never_changed"):
        op.execute(f"drop trigger {trigger} on consent_event")
    op.execute("drop function refuse_consent_loss")
    op.execute("drop function refuse_consent_change")
    op.execute("grant update on consent_event to app_user")
    # Coming here again writes the entries anew, from the columns.
    op.execute("truncate consent_event")
    op.drop_table("consent_wording")
    op.drop_index("consent_event_campaign", "consent_event")
    op.drop_index("consent_event_recent", "consent_event")
    op.create_index("consent_event_recent", "consent_event", ["company_id", "created_at", "id"])
    op.drop_column("consent_event", "campaign_id")
