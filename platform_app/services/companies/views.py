"""What leaves the database about companies."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class HostCompany:
    """The company that a host belongs to."""

    company_id: UUID
    name: str
    subdomain: str
    accent: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class CompanyProfile:
    """A company as its own people see it."""

    name: str
    subdomain: str
    time_zone: str
    accent: str


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company in the super admin's list."""

    id: str
    name: str
    subdomain: str
    address: str
    status: str
    admin_email: str
    created: str
