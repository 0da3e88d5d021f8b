"""The product's commands: python -m platform_app COMMAND."""

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from urllib.parse import unquote, urlsplit

PROJECT = Path(__file__).resolve().parents[1]


def run(options: argparse.Namespace) -> None:
    """Start the whole product on this machine."""
    from platform_app.dev.processes import end_with_parent
    from platform_app.dev.run import CannotStart, run

    if options.tied:
        end_with_parent()
    try:
        run(options.data, options.port)
    except CannotStart as error:
        raise SystemExit(str(error)) from None


def build(_options: argparse.Namespace) -> None:
    """Build the front end unless it is current."""
    from platform_app.dev.front_end import BuildFailed, build

    try:
        build()
    except BuildFailed as error:
        raise SystemExit(str(error)) from None


def migrate(_options: argparse.Namespace) -> None:
    """Make the roles (when DATABASE_URL names an administrator) and bring the tables up to date."""
    from platform_app.core import bootstrap
    from platform_app.core.config import settings

    owner = settings().database_owner_url
    if owner is None:
        raise SystemExit("Set DATABASE_OWNER_URL: migrations run as app_owner.")
    if administrator := settings().database_url:
        bootstrap.prepare_database(administrator.get_secret_value(), _passwords())
    bootstrap.migrate(owner.get_secret_value())


def _passwords() -> dict[str, str]:
    """Return each role's password, as its address says it."""
    names = ("DATABASE_OWNER_URL", "DATABASE_USER_URL", "DATABASE_ROUTER_URL", "DATABASE_ADMIN_URL")
    addresses = [urlsplit(os.environ[name]) for name in names]
    return {unquote(a.username or ""): unquote(a.password or "") for a in addresses}


def seed(options: argparse.Namespace) -> None:
    """Fill an empty product with the demo's companies, and note how to sign in."""
    from platform_app.dev.folder import write_private
    from platform_app.dev.seed import seed_demo

    sign_ins = [asdict(sign_in) for sign_in in seed_demo()]
    if sign_ins and options.note:
        write_private(options.note, json.dumps(sign_ins, indent=1))
    for sign_in in sign_ins if not options.note else []:
        print(*sign_in.values(), sep="\t")


def create_super_admin(options: argparse.Namespace) -> None:
    """Make the first super admin; asks for the password, so that no shell remembers it."""
    from getpass import getpass

    from platform_app.core.context import PlatformActor
    from platform_app.core.db import platform_transaction
    from platform_app.core.errors import AppError, InvalidInput
    from platform_app.services import accounts

    password = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    try:
        with platform_transaction(PlatformActor(None)) as ctx:
            accounts.create_super_admin(
                ctx, email=options.email, name=options.name, password=password
            )
    except InvalidInput as error:
        raise SystemExit(" ".join([error.message, *error.fields.values()])) from None
    except AppError as error:
        raise SystemExit(error.message) from None
    print(f"{options.email} can sign in at the platform's address.")


def verify_audit(options: argparse.Namespace) -> None:
    """Check every company's audit log, and that its end was not cut; says no by its exit code."""
    from platform_app.core.context import PlatformActor
    from platform_app.core.db import platform_transaction
    from platform_app.services import audit

    with platform_transaction(PlatformActor(None)) as ctx:
        logs = audit.list_logs(ctx, subdomain=options.company)
    if options.company and not logs:
        raise SystemExit("There is no such company.")
    has_broken = False
    for company_id, subdomain in logs:
        with platform_transaction(PlatformActor(None)) as ctx:
            report = audit.verify_with_anchors(ctx, company_id)
        has_broken |= report.broken is not None
        print(subdomain, report.sentence, sep="\t")
    sys.exit(has_broken)


def rotate_secrets(_options: argparse.Namespace) -> None:
    """Seal every secret with the first of ENCRYPTION_KEYS, so that the others can be taken out."""
    from platform_app.core.context import Actor, PlatformActor
    from platform_app.core.db import company_transaction, platform_transaction
    from platform_app.services import audit, secrets

    with platform_transaction(PlatformActor(None)) as platform:
        companies = audit.list_logs(platform)
        sealed = secrets.rotate(platform)
    for company_id, _ in companies:
        with company_transaction(Actor.system(company_id)) as ctx:
            sealed += secrets.rotate(ctx)
    print(f"{sealed} secrets were sealed with the newest key.")


def doctor(_options: argparse.Namespace) -> None:
    """Ask whether everything is right that must be; ends with 1 when something is wrong."""
    from platform_app.core.context import PlatformActor
    from platform_app.core.db import DatabaseProblem, platform_transaction
    from platform_app.services import platform

    rows = [platform.check_version(), *platform.check_processes()]
    try:
        with platform_transaction(PlatformActor(None)) as ctx:
            rows += platform.check_database(ctx)
    except DatabaseProblem:
        rows.append(platform.no_database())
    for row in rows:
        print(f"{row.state.upper():6} {row.title}: {row.words}")
    if any(row.state == "bad" for row in rows):
        raise SystemExit(1)


def web(options: argparse.Namespace) -> None:
    """Serve pages, live updates and the API from the front end that was built."""
    if not (PROJECT / ".web" / "build" / "client").is_dir():
        raise SystemExit("The front end is not built yet: python -m platform_app build")
    # What `reflex run --env prod` sets itself, without its build at every start.
    reflex = {
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_REDIS_URL": os.environ.get("REDIS_URL", ""),
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    }
    arguments = ["--interface", "asgi", "--factory", "--respawn-failed-workers"]
    arguments += ["--host", options.host, "--port", str(options.port)]
    arguments += ["--workers", str(options.workers), "--workers-kill-timeout", "5"]
    command = [sys.executable, "-m", "granian", *arguments, "platform_app.platform_app:app"]
    os.chdir(PROJECT)
    os.execve(sys.executable, command, {**os.environ, **reflex})  # noqa: S606  no shell is wanted


def worker(options: argparse.Namespace) -> None:
    """Work off the named queues."""
    from platform_app.jobs.worker import run_worker

    run_worker(options.queues)


def clock(_options: argparse.Namespace) -> None:
    """Start what is due, forever."""
    from platform_app.jobs.clock import run_clock

    run_clock()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m platform_app", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    added: dict[str, argparse.ArgumentParser] = {}
    for command in (
        *(
            run,
            web,
            worker,
            clock,
            migrate,
            create_super_admin,
            doctor,
            verify_audit,
            rotate_secrets,
            seed,
            build,
        ),
    ):
        name = command.__name__.replace("_", "-")
        added[name] = commands.add_parser(name, help=command.__doc__)
        added[name].set_defaults(command=command)
    port = int(os.environ.get("PORT", "3000"))
    added["run"].add_argument("--port", type=int, default=port)
    added["run"].add_argument("--data", type=Path, default=PROJECT / ".data")
    added["run"].add_argument("--tied", action="store_true", help="end when the caller dies")
    added["web"].add_argument("--port", type=int, default=port)
    added["web"].add_argument("--host", default=os.environ.get("WEB_HOST", "127.0.0.1"))
    added["web"].add_argument("--workers", type=int, default=os.environ.get("WEB_WORKERS", "1"))
    added["worker"].add_argument("queues", nargs="+", choices=("send", "ingest", "default"))
    added["create-super-admin"].add_argument("email")
    added["create-super-admin"].add_argument("--name", default="")
    added["verify-audit"].add_argument("--company", default="", metavar="SUBDOMAIN")
    added["seed"].add_argument("--note", type=Path, help="write the sign-ins into this file")
    return parser


if __name__ == "__main__":
    chosen = _parser().parse_args()
    chosen.command(chosen)
