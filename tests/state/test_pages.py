"""What holds for every page, and for every status that can be shown."""

import json
from enum import StrEnum

import pytest

from platform_app.components.statuses import STATUSES, Kind
from platform_app.models.accounts import AccountStatus
from platform_app.models.campaigns import CampaignStatus
from platform_app.models.channels import ChannelStatus
from platform_app.models.companies import CompanyStatus
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.imports import ImportStatus
from platform_app.models.inbox import ConversationStatus
from platform_app.models.mail import MailStatus
from platform_app.pages import PAGES
from platform_app.pages.registry import Audience, public_page
from platform_app.services import campaigns
from platform_app.services.contacts.views import Consent
from platform_app.state.access import ENROLLING, MARK, PUBLIC, SIGNED_IN, SUPER_ADMIN

CLOSED_SETS: dict[Kind, type[StrEnum]] = {
    "account": AccountStatus,
    "campaign": CampaignStatus,
    "channel": ChannelStatus,
    "company": CompanyStatus,
    "consent": Consent,
    "conversation": ConversationStatus,
    "delivery": DeliveryStatus,
    "import": ImportStatus,
    "mail": MailStatus,
}

# What no row is, but pages show.
SHOWN_ONLY: dict[Kind, set[str]] = {"consent": {"blocked"}, "campaign": {campaigns.WAITING}}


@pytest.mark.parametrize("kind", CLOSED_SETS)
def test_every_status_has_its_word_and_definition(kind: Kind) -> None:
    shown = {str(status) for status in CLOSED_SETS[kind]} | SHOWN_ONLY.get(kind, set())
    assert set(STATUSES[kind]) == shown


def test_a_status_word_has_one_colour_within_its_kind() -> None:
    for statuses in STATUSES.values():
        looks = {(status.word, status.tone) for status in statuses.values()}
        assert len(looks) == len({word for word, _ in looks})


@pytest.mark.parametrize("route", PAGES)
def test_a_page_can_be_drawn(route: str) -> None:
    assert "children" in json.dumps(PAGES[route].framed().render(), default=str)


@pytest.mark.parametrize("route", PAGES)
def test_a_page_loads_only_what_its_audience_may_call(route: str) -> None:
    page = PAGES[route]
    allowed = {
        Audience.PUBLIC: {PUBLIC, ENROLLING},
        Audience.PLATFORM: {SUPER_ADMIN, SIGNED_IN, ENROLLING},
        Audience.COMPANY: {SIGNED_IN, ENROLLING, page.permission},
    }
    for load in page.on_load:
        assert getattr(load.fn, MARK) in allowed[page.audience]


def test_an_address_belongs_to_one_page() -> None:
    with pytest.raises(ValueError, match="Two pages want the address /login"):
        public_page("/login", title="Another")(PAGES["/login"].framed)
