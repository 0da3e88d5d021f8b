"""What leaves the database about a person's own account."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """A person's account as they see it themselves."""

    name: str
    email: str
    theme: str
    date_style: str
    has_second_factor: bool
    recovery_codes: int
    muted_mail: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One of a person's signed-in browsers."""

    id: str
    browser: str
    address: str
    started_at: str
    last_seen_at: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class SuperAdminRow:
    """A super admin in the list of those who run the platform."""

    id: str
    name: str
    email: str
    status: str
    has_second_factor: bool
    is_me: bool
