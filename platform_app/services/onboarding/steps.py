"""The steps to the first campaign, in the order they are usually taken; each is a fact about a company."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import Mapped
from sqlmodel import col

from platform_app.models.campaigns import Campaign, CampaignStatus
from platform_app.models.channels import Channel
from platform_app.models.contacts import Contact
from platform_app.models.templates import MessageTemplate

# A company's id, or the column that holds it: one company asks for itself, the platform for all of them.
CompanyKey = UUID | Mapped[UUID]
_ADMIN, _MANAGER = "An admin", "An admin or a manager"
_LAUNCHED = (CampaignStatus.SENDING, CampaignStatus.COMPLETED, CampaignStatus.PAUSED)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is called, where it is done, by whom, and the fact that ticks it."""

    key: str
    title: str
    href: str
    who: str
    is_done: Callable[[CompanyKey], ColumnElement[bool]]


def _is_there(
    table: type[Channel | MessageTemplate | Contact | Campaign], *conditions: ColumnElement[bool]
) -> Callable[[CompanyKey], ColumnElement[bool]]:
    # Without naming columns, of which the platform may not read all.
    any_row = select(literal_column("1")).select_from(table)
    return lambda company: any_row.where(col(table.company_id) == company, *conditions).exists()


STEPS: tuple[Step, ...] = (
    Step("whatsapp", "Connect WhatsApp", "/settings/whatsapp", _ADMIN, _is_there(Channel)),
    Step(
        *("webhook", "Receive a first message", "/settings/whatsapp", _ADMIN),
        is_done=_is_there(Channel, col(Channel.first_event_at).is_not(None)),
    ),
    Step(
        *("template", "Get a template approved", "/templates", _MANAGER),
        is_done=_is_there(MessageTemplate, col(MessageTemplate.status) == "APPROVED"),
    ),
    Step("contacts", "Import contacts", "/contacts/import", _MANAGER, _is_there(Contact)),
    Step(
        *("campaign", "Send a first campaign", "/campaigns", _MANAGER),
        is_done=_is_there(Campaign, col(Campaign.status).in_(_LAUNCHED)),
    ),
)
