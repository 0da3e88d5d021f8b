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
    # The host is a name that it has left; `subdomain` is where it is now.
    has_moved: bool = False


@dataclass(frozen=True, slots=True)
class CompanyProfile:
    """A company as its own people see it."""

    name: str
    subdomain: str
    time_zone: str
    accent: str


# What a company may say about itself; empty until it has.
INDUSTRIES = {
    "": "Not said",
    "retail": "Retail and shops",
    "food": "Food and restaurants",
    "health": "Health and care",
    "beauty": "Beauty and wellness",
    "education": "Education",
    "travel": "Travel and hotels",
    "property": "Property",
    "finance": "Finance and insurance",
    "automotive": "Cars and transport",
    "services": "Services",
    "technology": "Technology",
    "public": "Public and non-profit",
    "other": "Something else",
}
SIZES = {
    "": "Not said",
    "1-10": "1 to 10 people",
    "11-50": "11 to 50 people",
    "51-200": "51 to 200 people",
    "201-1000": "201 to 1,000 people",
    "1001+": "More than 1,000 people",
}
LANGUAGES = {
    "": "Not said",
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "hi": "Hindi",
    "id": "Indonesian",
    "it": "Italian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "tr": "Turkish",
}


@dataclass(frozen=True, slots=True)
class CompanySettings:
    """What can be changed about a company."""

    id: str
    name: str
    website: str
    industry: str
    size: str
    time_zone: str
    language: str
    default_region: str
    subdomain: str


@dataclass(frozen=True, slots=True)
class ProfileChanges:
    """What a company wants to say about itself."""

    name: str
    website: str
    industry: str
    size: str
    time_zone: str
    language: str
    # The country of numbers without a code; empty is the time zone's.
    default_region: str = ""


@dataclass(frozen=True, slots=True)
class DomainRow:
    """A company's own domain, and the TXT record that proves it; `status` is waiting or proved."""

    id: str
    domain: str
    record: str
    value: str
    status: str
    checked: str
    problem: str


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
