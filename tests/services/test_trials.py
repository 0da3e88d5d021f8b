"""Trial messages: a real template to one phone, followed from the first step to the last."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlmodel import select, update

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from platform_app.core.errors import Conflict, InvalidInput, LimitReached, NotAllowed, NotFound
from platform_app.jobs.rendering import Renderer
from platform_app.models.contacts import Contact
from platform_app.models.inbox import Message
from platform_app.models.templates import MessageTemplate
from platform_app.services import sending, trials
from platform_app.services.sending import Source, Work
from tests.support.campaigns import TEMPLATE, make_number
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase

PHONE = "+351912000111"
Place = tuple[Town, UUID, UUID]


@pytest.fixture
def place(database: TestDatabase) -> Place:
    town = make_town()
    channel_id, number_id = make_number(town.alice.company_id)
    return town, number_id, add_template(town, channel_id)


def add_template(town: Town, channel_id: UUID) -> UUID:
    template = MessageTemplate(
        company_id=town.alice.company_id,
        channel_id=channel_id,
        wa_template_id="9",
        category="UTILITY",
        status="APPROVED",
        **TEMPLATE,
    )
    in_company(town.alice.actor, lambda ctx: ctx.db.add(template))
    return template_id_of(town)


def template_id_of(town: Town) -> UUID:
    return in_company(town.alice.actor, lambda ctx: ctx.db.exec(select(MessageTemplate.id)).one())


def send(place: Place, phone: str = PHONE) -> UUID:
    town, number_id, template_id = place
    return in_company(
        town.alice.actor,
        lambda ctx: trials.send(ctx, number_id, template_id=template_id, phone=phone),
    )


def change(place: Place, work: Callable[[CompanyContext], object]) -> None:
    in_company(place[0].alice.actor, work)


def trial(place: Place, message_id: UUID) -> trials.Trial:
    return in_company(place[0].alice.actor, lambda ctx: trials.get_trial(ctx, message_id))


def test_a_trial_goes_out_as_the_template_with_its_samples(place: Place) -> None:
    send(place)
    town = place[0]
    work = Work(town.alice.company_id, Source.REPLY)
    (claim,) = in_company(
        town.alice.actor,
        lambda ctx: sending.claim(ctx, work, lane=place[1], size=5),
    )
    payload = Renderer(None).render(claim, "callback")
    assert isinstance(payload, bytes)
    for part in (
        b'"to": "+351912000111"',
        b'"name": "winter_offer"',
        b'"text": "Ana"',
        b"callback",
    ):
        assert part in payload


def test_its_life_is_told_step_by_step(place: Place) -> None:
    sent = send(place)
    assert [step.label for step in trial(place, sent).steps if step.at] == ["Written"]
    moments = {"accepted_at": now(), "sent_at": now(), "status": "sent"}
    change(place, lambda ctx: ctx.db.exec(update(Message).values(**moments)))
    reached = [step.label for step in trial(place, sent).steps if step.at]
    assert reached == ["Written", "Taken by WhatsApp", "Sent on"]


def test_a_failure_is_told_in_words_with_what_to_do(place: Place) -> None:
    sent = send(place)
    failed = {"status": "failed", "failed_at": now(), "error_code": 131026}
    change(place, lambda ctx: ctx.db.exec(update(Message).values(**failed)))
    told = trial(place, sent)
    assert told.steps[-1].label == "Failed"
    assert told.problem
    assert told.advice


def test_the_person_becomes_a_contact_without_consent(place: Place) -> None:
    send(place)
    (contact,) = in_company(place[0].alice.actor, lambda ctx: ctx.db.exec(select(Contact)).all())
    assert (contact.phone, contact.opted_in_at) == (PHONE, None)


def test_a_number_that_is_none_is_said_at_its_field(place: Place) -> None:
    with pytest.raises(InvalidInput) as refused:
        send(place, phone="12")
    assert "phone" in refused.value.fields


def test_marketing_is_not_tried_on_somebody_who_opted_out(place: Place) -> None:
    send(place)
    change(place, lambda ctx: ctx.db.exec(update(Contact).values(opted_out_at=now())))
    change(place, lambda ctx: ctx.db.exec(update(MessageTemplate).values(category="MARKETING")))
    with pytest.raises(Conflict):
        send(place)


def test_a_template_of_another_account_or_company_is_not_sent(place: Place) -> None:
    town, number_id, template_id = place
    with pytest.raises(NotFound):
        in_company(
            town.mallory.actor,
            lambda ctx: trials.send(ctx, number_id, template_id=template_id, phone=PHONE),
        )


def test_only_who_manages_whatsapp_tries(place: Place) -> None:
    town, number_id, _ = place
    with pytest.raises(NotAllowed):
        in_company(town.bob.actor, lambda ctx: trials.list_choices(ctx, number_id))


def test_templates_that_need_more_than_their_samples_are_not_offered(place: Place) -> None:
    town, number_id, _ = place
    bare = [{"type": "BODY", "text": "Hello {{1}}"}]
    change(place, lambda ctx: ctx.db.exec(update(MessageTemplate).values(components=bare)))
    assert in_company(town.alice.actor, lambda ctx: trials.list_choices(ctx, number_id)) == []


def test_trials_are_no_way_to_write_to_many(place: Place) -> None:
    for n in range(20):
        send(place, f"+3519120002{n:02}")
    with pytest.raises(LimitReached, match="20 test messages"):
        send(place, "+351912000299")
