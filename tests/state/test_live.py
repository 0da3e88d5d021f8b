"""A nudge reaches every part of a page that shows what has changed."""

from uuid import uuid4

import pytest

from platform_app.api.identity import Visit
from platform_app.core.clock import now
from platform_app.core.context import EVERYTHING
from platform_app.core.permissions import ROLE_PERMISSIONS, Role
from platform_app.services.accounts import SignedIn
from platform_app.services.companies import HostCompany
from platform_app.state import live
from platform_app.state.contacts_detail import ContactsDetailState
from platform_app.state.contacts_detail_consent import ContactConsentState

TOKEN = "tab-of-the-test"


def visit() -> Visit:
    company_id = uuid4()
    session = SignedIn(
        session_id=uuid4(),
        user_id=uuid4(),
        name="Alice",
        email="alice@acme.example",
        company_id=company_id,
        role=Role.ADMIN,
        permissions=ROLE_PERMISSIONS[Role.ADMIN],
        last_seen_at=now(),
        verified_at=now(),
    )
    return Visit(HostCompany(company_id, "Acme", "acme", "#0b7a5b", is_active=True), session)


@pytest.mark.parametrize(
    ("topic", "parts"),
    [
        ("contacts", {ContactsDetailState, ContactConsentState}),
        (EVERYTHING, {ContactsDetailState, ContactConsentState}),
        ("inbox", {ContactsDetailState}),
        ("imports", set()),
    ],
)
def test_two_parts_of_one_page_that_show_a_topic_are_both_refreshed(
    topic: str, parts: set[type]
) -> None:
    who = visit()
    for state in (ContactsDetailState, ContactConsentState):
        live.note(TOKEN, who, f"{state.get_full_name()}.load")
        live.note(TOKEN, who, f"{state.get_full_name()}.refresh")
    refreshes = live.wanted(TOKEN, {topic})
    assert {one.handler.fn for one in refreshes} == {part.refresh.fn for part in parts}
    assert len(refreshes) == len(parts)
