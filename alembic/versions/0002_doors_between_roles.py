"""Doors between roles: what app_router may look up, what app_admin may do, what nobody may change."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What a request needs before its company is known, and what the clock needs to find due work; never a secret.
ROUTER_COLUMNS = {
    "channel": "company_id, id, webhook_key, status, verified_at, templates_synced_at",
    "web_session": "company_id, id, user_id, token_hash, last_seen_at, expires_at, ended_at",
    "user_account": "company_id, id, name, email, role, status",
    "campaign": "company_id, id, status, phone_number_id",
    "campaign_recipient": "company_id, id, status, lease_until",
    "message": "company_id, id, status, lease_until",
    "webhook_event": "company_id, id, applied_at",
    "parked_status": "company_id, id, settled_at",
    "contact_import": "company_id, id, status",
    "mail": "company_id, id, status, attempts",
}
# The platform brings a company on: its first account, its set-up link and the mail with it.
ADMIN_TABLES = {
    "user_account": "select, insert",
    "one_time_link": "insert",
    "mail": "insert",
    "audit_event": "insert",
}
OWN_COMPANY = "nullif(current_setting('app.company_id', true), '')::uuid"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    _company()
    _router()
    _admin()
    op.execute("revoke update, delete on audit_event from app_user")


def _company() -> None:
    op.execute("alter table company enable row level security")
    op.execute("alter table company force row level security")
    op.execute(f"create policy own_company on company to app_user using (id = {OWN_COMPANY})")
    op.execute("create policy look_up on company for select to app_router using (true)")
    op.execute("create policy platform on company to app_admin using (true) with check (true)")
    op.execute("grant select on company to app_user, app_router")
    op.execute("grant update (name, time_zone, accent) on company to app_user")
    op.execute("grant select, insert, update on company to app_admin")


def _router() -> None:
    for table, columns in ROUTER_COLUMNS.items():
        op.execute(f"create policy look_up on {table} for select to app_router using (true)")
        op.execute(f"grant select ({columns}) on {table} to app_router")
    op.execute("grant select on platform_session to app_router")
    op.execute("grant select (id, name, email) on platform_user to app_router")


def _admin() -> None:
    for table, rights in ADMIN_TABLES.items():
        op.execute(
            f"create policy platform on {table} to app_admin "
            f"using (company_id = {OWN_COMPANY}) with check (company_id = {OWN_COMPANY})"
        )
        op.execute(f"grant {rights} on {table} to app_admin")
    op.execute("create policy outbox on mail for select to app_admin using (true)")
    op.execute("grant select on mail to app_admin")
    op.execute("grant select, insert, update on platform_user, platform_session to app_admin")
    op.execute("grant select, insert on platform_audit_event to app_admin")
    op.execute("grant select, insert on sign_in_failure to app_user")
    op.execute("grant select, insert, delete on sign_in_failure to app_admin")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("revoke all on all tables in schema public from app_router, app_admin")
    op.execute("grant update, delete on audit_event to app_user")
    op.execute("drop policy outbox on mail")
    for table in ADMIN_TABLES:
        op.execute(f"drop policy platform on {table}")
    for table in ROUTER_COLUMNS:
        op.execute(f"drop policy look_up on {table}")
    for policy in ("own_company", "look_up", "platform"):
        op.execute(f"drop policy {policy} on company")
    op.execute("revoke all on company, sign_in_failure from app_user")
    op.execute("alter table company no force row level security")
    op.execute("alter table company disable row level security")
