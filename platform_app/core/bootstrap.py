"""A database from nothing: roles, ownership, migrations."""

from dataclasses import dataclass
from pathlib import Path

import psycopg2
from alembic.config import Config
from psycopg2 import sql
from sqlalchemy import URL, make_url

from alembic import command

PROJECT = Path(__file__).resolve().parents[2]
ROLES = ("app_owner", "app_user", "app_router", "app_admin")


@dataclass(frozen=True, slots=True)
class RoleUrls:
    """One connection address per role."""

    owner: str
    user: str
    router: str
    admin: str


def prepare_database(admin_url: str, passwords: dict[str, str]) -> RoleUrls:
    """Create the roles if they are missing, set their passwords, give app_owner the database."""
    url = make_url(admin_url)
    with (
        psycopg2.connect(
            url.set(drivername="postgresql").render_as_string(hide_password=False)
        ) as conn,
        conn.cursor() as cursor,
    ):
        cursor.execute((PROJECT / "alembic" / "roles.sql").read_text())
        for role in ROLES:
            _set_password(cursor, role, passwords[role])
        cursor.execute(
            sql.SQL("alter database {} owner to app_owner").format(
                sql.Identifier(url.database or "")
            )
        )
        cursor.execute("alter schema public owner to app_owner")
    conn.close()
    return RoleUrls(*(_as_role(url, role, passwords[role]) for role in ROLES))


def migrate(owner_url: str) -> None:
    """Bring the schema to the newest version, as app_owner."""
    config = Config(str(PROJECT / "alembic.ini"))
    config.set_main_option("script_location", str(PROJECT / "alembic"))
    config.attributes["url"] = owner_url
    command.upgrade(config, "head")


def _set_password(cursor: psycopg2.extensions.cursor, role: str, password: str) -> None:
    statement = sql.SQL("alter role {} with login password {}")
    cursor.execute(statement.format(sql.Identifier(role), sql.Literal(password)))


def _as_role(url: URL, role: str, password: str) -> str:
    address = url.set(drivername="postgresql+psycopg2", username=role, password=password)
    return address.render_as_string(hide_password=False)
