"""The demo: a super admin and two companies that are ready to send to the simulator."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select, update

from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import Actor, CompanyContext, PlatformActor, Via
from platform_app.core.crypto import Secret
from platform_app.core.db import company_transaction, platform_transaction
from platform_app.core.passwords import hash_password
from platform_app.core.permissions import Role
from platform_app.dev.seed_contacts import add_people
from platform_app.dev.whatsapp_simulator.accounts import DEMO_ACCOUNTS, SimulatedAccount
from platform_app.integrations.whatsapp.management.accounts import (
    NEEDED_SCOPES,
    AccountInfo,
    TokenInfo,
)
from platform_app.integrations.whatsapp.management.numbers import NumberInfo
from platform_app.models.accounts import AccountStatus, UserAccount
from platform_app.models.channels import Channel
from platform_app.models.companies import Company
from platform_app.services import accounts, channels, companies, platform

# For one machine's own eyes: the demo's addresses answer on the loopback only.
PASSWORD = "demo pass phrase"
SUPER_ADMIN = "root@platform.example"


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """One of the demo's companies."""

    subdomain: str
    name: str
    time_zone: str
    people: int
    team: tuple[tuple[str, Role], ...]


@dataclass(frozen=True, slots=True)
class SignIn:
    """How to sign in to the demo."""

    address: str
    who: str
    email: str
    password: str


DEMO_COMPANIES = (
    DemoCompany(
        "acme",
        "Acme Furniture",
        "Europe/Lisbon",
        240,
        (("Ana Marques", Role.ADMIN), ("Miguel Costa", Role.MANAGER), ("Rita Gomes", Role.AGENT)),
    ),
    DemoCompany("globex", "Globex Clinics", "Europe/Berlin", 60, (("Greta Vogel", Role.ADMIN),)),
)


def seed_demo() -> list[SignIn]:
    """Fill an empty product and return who can sign in; a product with companies is left alone."""
    nobody = PlatformActor(None)
    with platform_transaction(nobody) as ctx:
        if platform.list_companies(ctx).rows:
            return []
        accounts.create_super_admin(ctx, email=SUPER_ADMIN, name="Platform team", password=PASSWORD)
    sign_ins = [SignIn(settings().origin(), "Super admin", SUPER_ADMIN, PASSWORD)]
    for company in DEMO_COMPANIES:
        sign_ins += _seed_company(nobody, company)
    return sign_ins


def _seed_company(nobody: PlatformActor, company: DemoCompany) -> list[SignIn]:
    first = f"{company.team[0][0].split()[0].lower()}@{company.subdomain}.example"
    with platform_transaction(nobody) as platform:
        row = companies.create(
            platform, name=company.name, subdomain=company.subdomain, admin_email=first
        )
    admin = Actor(UUID(row.id), Role.ADMIN, Via.SESSION, name="The demo", verified_at=now())
    with company_transaction(admin) as ctx:
        ctx.db.exec(
            update(Company)
            .where(col(Company.id) == ctx.company_id)
            .values(time_zone=company.time_zone)
        )
        _connect(ctx, DEMO_ACCOUNTS[company.subdomain])
        add_people(ctx, company.people)
        return [_person(ctx, company, name, role) for name, role in company.team]


def _connect(ctx: CompanyContext, account: SimulatedAccount) -> None:
    # What the simulator would answer; it need not be running yet.
    numbers = [
        NumberInfo(
            id=number.id,
            display_number=number.display_number,
            verified_name=number.verified_name,
            status=number.status,
            quality=number.quality,
            name_status="APPROVED",
            throughput=number.throughput,
            messaging_limit=number.messaging_limit,
        )
        for number in account.numbers
    ]
    credentials = channels.Credentials(
        account.waba_id, Secret(account.token), Secret(account.app_secret)
    )
    channel_id = channels.connect(ctx, credentials, _look(account, numbers))
    # The clock asks the simulator for the rest as soon as both run.
    ctx.db.get_one(Channel, (ctx.company_id, channel_id)).checked_at = None


def _look(account: SimulatedAccount, numbers: list[NumberInfo]) -> channels.Look:
    info = AccountInfo(
        id=account.waba_id,
        name=account.business_name,
        currency=account.currency,
        timezone_id=None,
        country=account.country,
        review_status="APPROVED",
        business_verification=None,
        business_id=None,
        business_name=None,
        status=None,
        ownership=None,
        marketing_messages=None,
        health=None,
    )
    token = TokenInfo(is_valid=True, scopes=NEEDED_SCOPES, app_id=account.app_id)
    return channels.Look(token, info, numbers)


def _person(ctx: CompanyContext, company: DemoCompany, name: str, role: Role) -> SignIn:
    email = f"{name.split(maxsplit=1)[0].lower()}@{company.subdomain}.example"
    mine = (col(UserAccount.company_id) == ctx.company_id) & (col(UserAccount.email) == email)
    account = ctx.db.exec(select(UserAccount).where(mine)).one_or_none() or UserAccount(
        company_id=ctx.company_id, email=email, role=role
    )
    account.name, account.password_hash, account.status = (
        name,
        hash_password(PASSWORD),
        AccountStatus.ACTIVE,
    )
    ctx.db.add(account)
    return SignIn(settings().origin(company.subdomain), f"{company.name}, {role}", email, PASSWORD)
