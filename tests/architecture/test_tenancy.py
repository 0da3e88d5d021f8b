"""The walls between companies, read from the database's own catalogue: a new table is tested by being there."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
from psycopg2 import errors, extensions, sql

from tests.support.servers import TestDatabase

# Tables without a company, each with its reason.
GLOBAL_TABLES = {
    "alembic_version": "the version of the schema",
    "company": "the tenants themselves; walled by their own id",
    "platform_user": "super admins belong to no company",
    "platform_session": "their sessions",
    "platform_link": "their one-time links",
    "platform_recovery_code": "their recovery codes",
    "platform_mail": "mail to them",
    "platform_audit_event": "their acts",
    "plan": "what companies may use",
    "retired_subdomain": "names that companies have left, which nobody else may take",
    "rate": "what WhatsApp asks, the same for everybody",
    "calling_code": "which country a number belongs to",
    "sign_in_failure": "counts by keyed digests, of people nobody knows yet",
}
# Rights beyond the rule, each with its reason.
READ_AND_ADD_ONLY = {"audit_event"}
LESS_THAN_ALL = {
    "impersonation": {"SELECT", "UPDATE"},
    # Added to and read; deleted only with the person, or with the company.
    "consent_event": {"SELECT", "INSERT", "DELETE"},
}
GLOBAL_RIGHTS_OF_USERS = {
    "company": {"SELECT", "UPDATE"},
    "plan": {"SELECT"},
    "rate": {"SELECT"},
    "calling_code": {"SELECT"},
    "retired_subdomain": {"SELECT", "INSERT"},
    "sign_in_failure": {"SELECT", "INSERT", "DELETE"},
}
# Unique across companies, each with its reason.
UNIQUE_ACROSS = {"company_domain_proved": "only a domain's owner can prove it, so it tells nobody"}
# Functions that run with their owner's rights, each with its reason.
DEFINERS = {
    "audit_event_to_platform": "a visiting super admin's act stands in the platform's log, which companies cannot write"
}
# Of these, which the companies' role may call: each asks for the transaction's own company by itself.
DOORS = {
    "find_contacts": "row-level security lets no index of words be used; this one looks in the owner's place",
}
OWN_COMPANY = "app.company_id"


@contextmanager
def catalogue(database: TestDatabase) -> Iterator[extensions.cursor]:
    with closing(database.connect()) as connection, connection.cursor() as cursor:
        yield cursor


def rows(database: TestDatabase, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with catalogue(database) as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def company_tables(database: TestDatabase) -> list[str]:
    return [
        name
        for (name,) in rows(
            database,
            """
            select table_name from information_schema.columns
            where table_schema = 'public' and column_name = 'company_id' order by 1
            """,
        )
    ]


def test_every_table_belongs_to_companies_or_is_listed(migrated: TestDatabase) -> None:
    tables = {
        name
        for (name,) in rows(migrated, "select tablename from pg_tables where schemaname = 'public'")
    }
    assert tables - set(company_tables(migrated)) == set(GLOBAL_TABLES)


def test_every_company_table_forces_row_level_security(migrated: TestDatabase) -> None:
    open_tables = rows(
        migrated,
        "select relname from pg_class where relname = any(%s) and not (relrowsecurity and relforcerowsecurity)",
        [*company_tables(migrated), "company"],
    )
    assert open_tables == []


def test_users_have_exactly_one_policy_per_company_table_and_it_names_the_company(
    migrated: TestDatabase,
) -> None:
    policies = rows(
        migrated,
        """
        select tablename, permissive, cmd, qual, with_check from pg_policies
        where schemaname = 'public' and roles && array['app_user', 'public']::name[] and tablename <> 'company'
        """,
    )
    assert sorted(table for table, *_ in policies) == company_tables(migrated)
    for table, permissive, command, using, check in policies:
        assert (permissive, command) == ("PERMISSIVE", "ALL"), table
        assert OWN_COMPANY in using, table
        assert OWN_COMPANY in check, table


def test_no_foreign_key_leaves_the_company(migrated: TestDatabase) -> None:
    leaving = rows(
        migrated,
        """
        select con.conname from pg_constraint con
        where con.contype = 'f'
          and exists (select from pg_attribute a where a.attrelid = con.conrelid and a.attname = 'company_id')
          and exists (select from pg_attribute a where a.attrelid = con.confrelid and a.attname = 'company_id')
          and not exists (
            select from unnest(con.conkey, con.confkey) as keys (mine, theirs)
            join pg_attribute s on (s.attrelid, s.attnum) = (con.conrelid, keys.mine)
            join pg_attribute t on (t.attrelid, t.attnum) = (con.confrelid, keys.theirs)
            where s.attname = 'company_id' and t.attname = 'company_id'
          )
        """,
    )
    assert leaving == []


def test_every_unique_index_of_a_company_table_leads_with_the_company(
    migrated: TestDatabase,
) -> None:
    telling = rows(
        migrated,
        """
        select index.indexrelid::regclass::text from pg_index index
        join pg_attribute a on a.attrelid = index.indrelid and a.attnum = index.indkey[0]
        where index.indisunique and a.attname <> 'company_id'
          and index.indrelid::regclass::text = any(%s)
        """,
        company_tables(migrated),
    )
    assert {name for (name,) in telling} == set(UNIQUE_ACROSS)


@pytest.mark.parametrize("role", ["app_user", "app_router", "app_admin", "app_owner"])
def test_no_role_of_the_product_can_pass_the_walls(migrated: TestDatabase, role: str) -> None:
    (powers,) = rows(
        migrated,
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = %s",
        role,
    )
    memberships = rows(
        migrated,
        "select roleid::regrole::text from pg_auth_members where member = %s::regrole",
        role,
    )
    assert powers == (False, False, False, False)
    assert memberships == []


def test_users_hold_no_right_beyond_rows(migrated: TestDatabase) -> None:
    allowed = {"SELECT", "INSERT", "UPDATE", "DELETE"}
    for table, held in _rights(migrated, "app_user").items():
        if table in GLOBAL_TABLES:
            assert held <= GLOBAL_RIGHTS_OF_USERS.get(table, set()), table
        elif table in READ_AND_ADD_ONLY:
            assert held == {"SELECT", "INSERT"}, table
        elif table in LESS_THAN_ALL:
            assert held == LESS_THAN_ALL[table], table
        else:
            assert held == allowed, table


def test_the_router_only_reads(migrated: TestDatabase) -> None:
    assert {right for held in _rights(migrated, "app_router").values() for right in held} == {
        "SELECT"
    }


def test_the_router_reads_no_secret(migrated: TestDatabase) -> None:
    columns = rows(
        migrated,
        """
        select table_name || '.' || column_name from information_schema.column_privileges
        where grantee = 'app_router' and column_name ~ '(sealed|password|body|content|phone$)'
        """,
    )
    assert columns == []


def test_no_view_and_no_definer_function_opens_a_way_around(migrated: TestDatabase) -> None:
    views = rows(migrated, "select viewname from pg_views where schemaname = 'public'")
    snapshots = rows(migrated, "select matviewname from pg_matviews")
    definers = rows(
        migrated,
        """
        select proname, proowner::regrole::text, proconfig, has_function_privilege('app_user', oid, 'execute')
        from pg_proc where prosecdef and pronamespace = 'public'::regnamespace
        """,
    )
    assert (views, snapshots) == ([], [])
    assert {name for name, *_ in definers} == DEFINERS.keys() | DOORS.keys()
    for name, owner, options, may_be_called in definers:
        assert (owner, may_be_called) == ("app_owner", name in DOORS), name
        assert "search_path=pg_catalog, public" in options, name


def test_59_without_a_company_no_table_shows_or_takes_a_row(database: TestDatabase) -> None:
    with closing(psycopg2.connect(plain(database.url("app_user")))) as connection:
        for table in company_tables(database):
            with connection, connection.cursor() as cursor:
                cursor.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table)))
                assert cursor.fetchone() == (0,), table


def test_59_no_table_takes_a_row_of_another_company(database: TestDatabase) -> None:
    with closing(psycopg2.connect(plain(database.url("app_user")))) as connection:
        for table in company_tables(database):
            with (
                pytest.raises(errors.InsufficientPrivilege),
                connection,
                connection.cursor() as cursor,
            ):
                cursor.execute("select set_config('app.company_id', %s, true)", (str(uuid4()),))
                cursor.execute(
                    sql.SQL("insert into {} (company_id) values (%s)").format(
                        sql.Identifier(table)
                    ),
                    (str(uuid4()),),
                )


def test_models_and_migrations_agree(migrated: TestDatabase) -> None:
    from alembic.config import Config

    from alembic import command

    config = Config("alembic.ini")
    config.attributes["url"] = migrated.url("app_owner")
    command.check(config)


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg2://", "postgresql://")


def _rights(database: TestDatabase, role: str) -> dict[str, set[str]]:
    rights: dict[str, set[str]] = {}
    for table, right in rows(
        database,
        """
        select table_name, privilege_type from information_schema.table_privileges where grantee = %s
        union select table_name, privilege_type from information_schema.column_privileges where grantee = %s
        """,
        role,
        role,
    ):
        rights.setdefault(table, set()).add(right)
    return rights
