"""The log of a visiting super admin's acts in both logs; indexes and rights for filters, anchors, upkeep and the outbox."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# What a visiting super admin does is written by the company's own role, which may not write the platform's log.
# What the platform's role writes into a company stands in both logs already, by its own hand.
COPY = """
create function audit_event_to_platform() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
    insert into platform_audit_event (
        id, created_at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, subject_name,
        changes, facts, address, user_agent, request_id, about_company
    ) values (
        new.id, new.created_at, new.actor_kind, new.actor_id, new.actor_name, new.action, new.subject_kind,
        new.subject_id, new.subject_name, new.changes, new.facts, new.address, new.user_agent, new.request_id,
        new.company_id
    );
    return null;
end
$$
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(COPY)
    op.execute("revoke all on function audit_event_to_platform from public")
    op.execute(
        "create trigger in_both_logs after insert on audit_event for each row "
        "when (new.actor_kind = 'super admin' and current_user = 'app_user') "
        "execute function audit_event_to_platform()"
    )
    op.create_index("audit_event_actor", "audit_event", ["company_id", "actor_id", "created_at"])
    op.create_index(
        "platform_audit_event_company", "platform_audit_event", ["about_company", "created_at"]
    )
    op.create_index("platform_audit_event_act", "platform_audit_event", ["action", "created_at"])
    for table in ("mail", "platform_mail"):
        op.create_index(f"{table}_recent", table, ["created_at", "id"])
        op.execute(
            f"create index {table}_waiting on {table} (next_attempt_at) where status = 'waiting'"
        )
    # When the last upkeep was, and nothing of what was done.
    op.execute("grant select (action, created_at) on platform_audit_event to app_router")
    op.execute("grant update (status, attempts, next_attempt_at, problem) on mail to app_admin")
    op.execute("grant delete on platform_session to app_admin")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("revoke delete on platform_session from app_admin")
    op.execute("revoke update (status, attempts, next_attempt_at, problem) on mail from app_admin")
    op.execute("revoke select (action, created_at) on platform_audit_event from app_router")
    for table in ("mail", "platform_mail"):
        op.drop_index(f"{table}_waiting", table_name=table)
        op.drop_index(f"{table}_recent", table_name=table)
    op.drop_index("platform_audit_event_act", table_name="platform_audit_event")
    op.drop_index("platform_audit_event_company", table_name="platform_audit_event")
    op.drop_index("audit_event_actor", table_name="audit_event")
    op.execute("drop trigger in_both_logs on audit_event")
    op.execute("drop function audit_event_to_platform")
