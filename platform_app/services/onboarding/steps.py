"""The steps to the first campaign: where each is done, who may do it, and the fact that ticks it.

A fact is a condition on a company, so one company's checklist and a count over all companies ask the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, exists, literal, or_, select
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col

from platform_app.core.permissions import Permission
from platform_app.models.accounts import UserAccount
from platform_app.models.campaigns import Campaign, CampaignCount
from platform_app.models.channels import Channel
from platform_app.models.companies import Company
from platform_app.models.contacts import Contact
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.inbox import Direction, Message
from platform_app.models.templates import MessageTemplate

CompanyId = UUID | ColumnElement[UUID] | Mapped[UUID]
_ARRIVED = (DeliveryStatus.DELIVERED, DeliveryStatus.READ)


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `is_done` returns the condition that a company has taken it."""

    key: str
    title: str
    href: str
    permission: Permission
    is_done: Callable[[CompanyId], ColumnElement[bool]]


def _is_there(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    # A number instead of the row: the platform may not read every column.
    return exists(select(literal(1)).where(*conditions))


def _company_says(column: str) -> Callable[[CompanyId], ColumnElement[bool]]:
    def is_done(company_id: CompanyId) -> ColumnElement[bool]:
        # Under a name of its own, so that a count over all companies can ask it of each.
        own = aliased(Company)
        return _is_there(col(own.id) == company_id, col(getattr(own, column)).is_not(None))

    return is_done


def _is_connected(company_id: CompanyId) -> ColumnElement[bool]:
    return _is_there(col(Channel.company_id) == company_id)


def _is_proven(company_id: CompanyId) -> ColumnElement[bool]:
    return _is_there(
        col(Channel.company_id) == company_id, col(Channel.first_event_at).is_not(None)
    )


def _has_team(company_id: CompanyId) -> ColumnElement[bool]:
    people = select(literal(1)).where(col(UserAccount.company_id) == company_id)
    # Two are enough to know; a large team need not be counted.
    return exists(people.offset(1).limit(1))


def _has_template(company_id: CompanyId) -> ColumnElement[bool]:
    return _is_there(
        col(MessageTemplate.company_id) == company_id, col(MessageTemplate.status) == "APPROVED"
    )


def _has_contacts(company_id: CompanyId) -> ColumnElement[bool]:
    return _is_there(col(Contact.company_id) == company_id)


def _has_arrived(company_id: CompanyId) -> ColumnElement[bool]:
    answer = _is_there(
        col(Message.company_id) == company_id,
        col(Message.direction) == Direction.OUTBOUND,
        col(Message.status).in_(_ARRIVED),
    )
    # The counters tell of campaigns, so that nobody's millions of recipients are looked through.
    campaign = _is_there(
        col(CampaignCount.company_id) == company_id,
        col(CampaignCount.status).in_(_ARRIVED),
        col(CampaignCount.total) > 0,
    )
    return or_(campaign, answer)


def _has_launched(company_id: CompanyId) -> ColumnElement[bool]:
    return _is_there(col(Campaign.company_id) == company_id, col(Campaign.launched_at).is_not(None))


# In the order in which they are usually taken.
STEPS = (
    Step(
        "profile",
        "Say who your company is",
        "/settings/company",
        Permission.COMPANY_MANAGE,
        _company_says("profile_set_at"),
    ),
    Step(
        "whatsapp",
        "Connect WhatsApp",
        "/settings/whatsapp",
        Permission.WHATSAPP_MANAGE,
        _is_connected,
    ),
    Step(
        "webhook",
        "Receive a first message",
        "/settings/whatsapp",
        Permission.WHATSAPP_MANAGE,
        _is_proven,
    ),
    Step("team", "Invite your team", "/settings/team", Permission.TEAM_MANAGE, _has_team),
    Step(
        "template",
        "Get a template approved",
        "/templates",
        Permission.TEMPLATES_MANAGE,
        _has_template,
    ),
    Step(
        "contacts", "Import contacts", "/contacts/import", Permission.CONTACTS_IMPORT, _has_contacts
    ),
    Step(
        "opt_out",
        "Choose what opting out says",
        "/consent",
        Permission.CONSENT_MANAGE,
        _company_says("opt_out_set_at"),
    ),
    Step(
        "test_message",
        "See a first message arrive",
        "/inbox",
        Permission.CONVERSATIONS_REPLY,
        _has_arrived,
    ),
    Step(
        "campaign", "Send a first campaign", "/campaigns", Permission.CAMPAIGNS_SEND, _has_launched
    ),
)
