"""Doors to people, plans and the platform's console: who may look up, read and write what."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OWN_COMPANY = "nullif(current_setting('app.company_id', true), '')::uuid"

# What app_router needs beyond what it has: who somebody is and what they may; never a secret.
ROUTER_COLUMNS = {
    "web_session": "verified_at, impersonation_id",
    "user_account": "custom_role_id, second_factor_at, theme, date_style",
    "mail": "next_attempt_at",
}
# Tables that app_router could not look into before.
ROUTER_TABLES = {
    "company_role": "company_id, id, name, permissions",
    "impersonation": "company_id, id, super_admin_id, super_admin_name, platform_session_id, reason, is_read_only, expires_at, ended_at",
    "company_domain": "company_id, id, domain, verified_at, checked_at",
}
ROUTER_GLOBAL = {
    "platform_user": "status, second_factor_at, theme, date_style",
    "platform_mail": "id, status, next_attempt_at",
    "retired_subdomain": "subdomain, owner_id, kept_until",
}
# What the platform's console reads of every company: states, counts and names of its people;
# no secret, no word of a conversation, no person of a company's own audience.
CONSOLE_COLUMNS = {
    "user_account": "company_id, id, created_at, email, name, role, custom_role_id, status, second_factor_at, deactivated_at",
    "company_role": "company_id, id, name",
    "web_session": "company_id, id, created_at, user_id, last_seen_at, expires_at, ended_at",
    "impersonation": "company_id, id, created_at, super_admin_id, super_admin_name, platform_session_id, reason, is_read_only, used_at, expires_at, ended_at",
    "company_domain": "company_id, id, created_at, domain, verified_at, checked_at, problem",
    "usage_count": "company_id, id, created_at, period, metric, used, warned_at_80, warned_at_100",
    "channel": "company_id, id, created_at, waba_id, name, status, problem, verified_at, first_event_at, last_event_at, templates_synced_at",
    "campaign": "company_id, id, created_at, name, status, category, pause_reason, launched_at, finished_at, phone_number_id",
    "campaign_count": "company_id, campaign_id, status, total",
    "campaign_recipient": "company_id, id, campaign_id, status, lease_until",
    "message": "company_id, id, created_at, direction, status, happened_at, lease_until",
    "message_template": "company_id, id, status",
    "contact": "company_id, id",
    "contact_import": "company_id, id, created_at, status",
    "webhook_event": "company_id, id, created_at, applied_at",
}
# Tables whose every column the console may read.
CONSOLE_TABLES = ("phone_number", "audit_event")
# What it writes inside a company that its transaction has entered.
ADMIN_RIGHTS = {
    "impersonation": "insert, update",
    "usage_count": "insert, update",
    "web_session": "update (ended_at)",
    "user_account": "update (status, deactivated_at)",
}
PROFILE = (
    "subdomain, website, industry, size, language, profile_set_at, agents_see_own_only, "
    "campaigns_need_approval, hide_phone_numbers, everyone_needs_second_factor, "
    "opt_out_reply, opt_out_words, opt_out_set_at"
)
# Policies that 0002 has made already.
HAS_ADMIN_POLICY = ("user_account", "one_time_link", "mail", "audit_event")


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(f"grant update ({PROFILE}) on company to app_user")
    op.execute("grant select on plan to app_user")
    op.execute("grant select, insert on retired_subdomain to app_user")
    op.execute("grant delete on sign_in_failure to app_user")
    # Only the platform starts a visit; the company's own role can use it up and end it.
    op.execute("revoke insert, delete on impersonation from app_user")
    _router()
    _console()


def _router() -> None:
    for table, columns in {**ROUTER_COLUMNS, **ROUTER_TABLES, **ROUTER_GLOBAL}.items():
        op.execute(f"grant select ({columns}) on {table} to app_router")
    for table in ROUTER_TABLES:
        op.execute(f"create policy look_up on {table} for select to app_router using (true)")


def _console() -> None:
    for table in (*CONSOLE_COLUMNS, *CONSOLE_TABLES):
        columns = f" ({CONSOLE_COLUMNS[table]})" if table in CONSOLE_COLUMNS else ""
        op.execute(f"create policy console on {table} for select to app_admin using (true)")
        op.execute(f"grant select{columns} on {table} to app_admin")
    for table, rights in ADMIN_RIGHTS.items():
        if table not in HAS_ADMIN_POLICY:
            op.execute(
                f"create policy platform on {table} to app_admin "
                f"using (company_id = {OWN_COMPANY}) with check (company_id = {OWN_COMPANY})"
            )
        op.execute(f"grant {rights} on {table} to app_admin")
    op.execute("grant select, insert, update, delete on plan, retired_subdomain to app_admin")
    op.execute(
        "grant select, insert, update, delete on "
        "platform_link, platform_recovery_code, platform_mail to app_admin"
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("revoke all on plan, retired_subdomain from app_admin, app_user, app_router")
    op.execute("revoke all on platform_link, platform_recovery_code, platform_mail from app_admin")
    for table, rights in ADMIN_RIGHTS.items():
        if table not in HAS_ADMIN_POLICY:
            op.execute(f"drop policy platform on {table}")
        op.execute(f"revoke {rights} on {table} from app_admin")
    for table in (*CONSOLE_COLUMNS, *CONSOLE_TABLES):
        columns = f" ({CONSOLE_COLUMNS[table]})" if table in CONSOLE_COLUMNS else ""
        op.execute(f"drop policy console on {table}")
        op.execute(f"revoke select{columns} on {table} from app_admin")
    for table in ROUTER_TABLES:
        op.execute(f"drop policy look_up on {table}")
    for table, columns in {**ROUTER_COLUMNS, **ROUTER_TABLES, **ROUTER_GLOBAL}.items():
        op.execute(f"revoke select ({columns}) on {table} from app_router")
    op.execute("grant insert, delete on impersonation to app_user")
    op.execute("revoke delete on sign_in_failure from app_user")
    op.execute(f"revoke update ({PROFILE}) on company from app_user")
