"""What leaves the database about the team and its roles; moments are words in the company's time zone."""

from dataclasses import dataclass
from enum import StrEnum


class MemberState(StrEnum):
    """Which people a list shows."""

    ACTIVE = "active"
    INVITED = "invited"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person in the list; `role` is a role's key, `expires` is filled for invitations that still work."""

    id: str
    name: str
    email: str
    role: str
    role_name: str
    state: str
    has_second_factor: bool
    last_seen: str
    invited: str
    expires: str
    is_me: bool


@dataclass(frozen=True, slots=True)
class MemberDetail:
    """A person in full, and what whoever looks may do about them; `closed` says why they may not."""

    row: MemberRow
    joined: str
    deactivated: str
    sessions: int
    open_conversations: int
    closed: str


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """Somebody who can be chosen from a list."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role that can be given; `key` is a built-in role's name or a custom role's id."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role as the matrix shows it; `taken` is what a rule of the company takes away from it."""

    key: str
    name: str
    is_custom: bool
    is_above: bool
    members: int
    permissions: list[str]
    taken: list[str]


@dataclass(frozen=True, slots=True)
class InviteProblem:
    """An address that was not invited, and why; `member_id` leads to whoever has it already."""

    line: int
    text: str
    sentence: str
    member_id: str


@dataclass(frozen=True, slots=True)
class InviteOutcome:
    """How many were invited, and what is left to correct, as it was typed."""

    sent: int
    problems: list[InviteProblem]
    rest: str


NOBODY = MemberDetail(
    MemberRow("", "", "", "", "", "", False, "", "", "", False), "", "", 0, 0, ""  # noqa: FBT003  fields of nobody
)  # fmt: skip
