"""Companies: the tenants."""

from enum import StrEnum

from sqlalchemy import String
from sqlmodel import Field

from platform_app.models.base import Global


class CompanyStatus(StrEnum):
    """Whether a company may act."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class Company(Global, table=True):
    """A company; its subdomain is where its people sign in."""

    name: str
    subdomain: str = Field(unique=True)
    status: CompanyStatus = Field(default=CompanyStatus.ACTIVE, sa_type=String)
    time_zone: str = "UTC"
    accent: str = "#0b7a5b"
