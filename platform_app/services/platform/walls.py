"""The walls between companies, read from the database's own catalogue, as it stands at this moment."""

from sqlalchemy import text

from platform_app.core.context import PlatformContext

# Each returns what breaks the wall: nothing, as long as it stands.
_OPEN_TABLES = text(
    """
    select c.relname from pg_class c
    where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
      and not (c.relrowsecurity and c.relforcerowsecurity)
      and (c.relname = 'company' or exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped))
    """
)
_LOOSE_POLICIES = text(
    """
    select c.relname from pg_class c
    where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
      and exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped)
      and (
        select count(*) filter (where p.qual like '%app.company_id%' and p.with_check like '%app.company_id%')
               <> 1 or count(*) <> 1
        from pg_policies p
        where p.schemaname = 'public' and p.tablename = c.relname
          and p.roles && array['app_user', 'public']::name[]
      )
    """
)
_STRONG_ROLES = text(
    """
    select r.rolname from pg_roles r
    where r.rolname in ('app_owner', 'app_user', 'app_router', 'app_admin') and (
        r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb
        or exists (select from pg_auth_members m where m.member = r.oid))
    """
)
_OWNING_ROLES = text(
    """
    select distinct pg_get_userbyid(c.relowner) || ' owns ' || c.relname from pg_class c
    where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
      and pg_get_userbyid(c.relowner) in ('app_user', 'app_router', 'app_admin')
    """
)
_LEAVING_KEYS = text(
    """
    select con.conname from pg_constraint con
    where con.contype = 'f' and con.connamespace = 'public'::regnamespace
      and exists (select from pg_attribute a where a.attrelid = con.conrelid and a.attname = 'company_id')
      and exists (select from pg_attribute a where a.attrelid = con.confrelid and a.attname = 'company_id')
      and not exists (
        select from unnest(con.conkey, con.confkey) as keys (mine, theirs)
        join pg_attribute s on (s.attrelid, s.attnum) = (con.conrelid, keys.mine)
        join pg_attribute t on (t.attrelid, t.attnum) = (con.confrelid, keys.theirs)
        where s.attname = 'company_id' and t.attname = 'company_id')
    """
)
_CHECKS = {
    "row-level security is not forced": _OPEN_TABLES,
    "not exactly one policy that names the company": _LOOSE_POLICIES,
    "a role of the product is too strong": _STRONG_ROLES,
    "a role of the product owns a table": _OWNING_ROLES,
    "a foreign key leaves the company": _LEAVING_KEYS,
}


def check_walls(ctx: PlatformContext) -> list[str]:
    """Return what is wrong with the walls between companies, one sentence each; nothing when they stand."""
    conn = ctx.db.connection()
    return [
        f"{what}: {found}"
        for what, statement in _CHECKS.items()
        for found in conn.execute(statement).scalars()
    ]
