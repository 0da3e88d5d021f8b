"""The audit log's chain: every event carries its place and a hash over the one before and itself; nothing can be changed."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# What an event says, in one text. A moment is written in UTC, so that no session's time zone changes the hash.
HASH = """
create function audit_event_hash(previous text, event audit_event) returns text
language sql stable set search_path = pg_catalog, public as $$
    select encode(sha256(convert_to(jsonb_build_array(
        previous, event.company_id, event.seq, event.id,
        to_char(event.created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
        event.actor_kind, event.actor_id, event.actor_name, event.action,
        event.subject_kind, event.subject_id, event.subject_name, event.changes, event.facts,
        event.address, event.user_agent, event.request_id
    )::text, 'UTF8')), 'hex')
$$
"""
# One company's events are chained one after the other: the lock is the company's, until its transaction ends.
CHAIN = """
create function audit_event_chain() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
declare
    last_seq bigint;
    last_hash text;
begin
    perform pg_advisory_xact_lock(hashtextextended('audit_event ' || new.company_id, 0));
    select seq, hash into last_seq, last_hash from audit_event
    where company_id = new.company_id order by seq desc limit 1;
    new.seq := coalesce(last_seq, 0) + 1;
    new.hash := audit_event_hash(coalesce(last_hash, ''), new);
    return new;
end
$$
"""
REFUSE = """
create function refuse_change() returns trigger
language plpgsql as $$
begin
    raise exception 'The audit log can be added to and read, never changed.';
end
$$
"""
# Events from before this migration get their place by the order in which they were written.
PLACE = """
update audit_event set seq = placed.seq, actor_kind = placed.kind, subject_kind = split_part(action, '.', 1)
from (
    select company_id as company, id as event,
        row_number() over (partition by company_id order by created_at, id) as seq,
        case when actor_kind in ('admin', 'manager', 'agent') then 'user' else actor_kind end as kind
    from audit_event
) placed
where company_id = placed.company and id = placed.event
"""
SEAL = """
do $$
declare
    event audit_event;
    previous text := '';
begin
    for event in select * from audit_event order by company_id, seq loop
        if event.seq = 1 then
            previous := '';
        end if;
        previous := audit_event_hash(previous, event);
        update audit_event set hash = previous where company_id = event.company_id and id = event.id;
    end loop;
end
$$
"""
LOGS = ("audit_event", "platform_audit_event")


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    # The owner has no policy of its own; these rows are placed before the wall stands again.
    op.execute("alter table audit_event no force row level security")
    op.execute(HASH)
    op.execute(PLACE)
    op.execute(SEAL)
    op.execute("alter table audit_event force row level security")
    op.create_index("audit_event_chain", "audit_event", ["company_id", "seq"], unique=True)
    op.execute(CHAIN)
    op.execute(
        "create trigger chain before insert on audit_event for each row execute function audit_event_chain()"
    )
    op.execute(REFUSE)
    for log in LOGS:
        op.execute(
            f"create trigger never_changed before update or delete on {log} "
            "for each row execute function refuse_change()"
        )
        op.execute(
            f"create trigger never_emptied before truncate on {log} execute function refuse_change()"
        )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for log in LOGS:
        op.execute(f"drop trigger never_changed on {log}")
        op.execute(f"drop trigger never_emptied on {log}")
    op.execute("drop trigger chain on audit_event")
    op.execute("drop function refuse_change")
    op.execute("drop function audit_event_chain")
    op.execute("drop function audit_event_hash")
    op.drop_index("audit_event_chain", table_name="audit_event")
