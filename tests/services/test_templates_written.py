"""Templates go to WhatsApp and come back: written, submitted, refused, changed, deleted, taken out of the library."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest

from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import CompanyContext
from platform_app.core.crypto import Secret
from platform_app.core.db import in_company
from platform_app.core.errors import AppError, Conflict, InvalidInput, NotAllowed, NotFound
from platform_app.dev import whatsapp_simulator
from platform_app.jobs import templates as template_jobs
from platform_app.models.templates import MessageTemplate
from platform_app.services import audit, channels, templates
from platform_app.services.templates import TemplateDetail, TemplateForm
from platform_app.services.templates.views import ButtonForm, Sample
from tests.dev.simulators import ACME, Simulator, running_simulator
from tests.integrations.test_template_rules import ALL_FINE
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase

T = TypeVar("T")
SAMPLES = Path(whatsapp_simulator.__file__).parent / "samples"
GOOD = TemplateForm(
    name="spring_sale",
    header_format="TEXT",
    header_text="Dear {{1}}",
    body="Hello {{1}}, this week you get {{2}} off everything in our shop.",
    footer="Reply STOP to opt out",
    samples=[Sample("header.1", "", "Ana"), Sample("body.1", "", "Ana"), Sample("body.2", "", "20 %")],
    buttons=[
        ButtonForm(kind="URL", text="See it", url="https://shop.example/{{1}}", example="https://shop.example/a"),
        ButtonForm(text="Stop promotions"),
    ],
)  # fmt: skip


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


@pytest.fixture
def whatsapp(monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    with running_simulator() as simulator:
        simulator.behave(review="wait")
        monkeypatch.setattr(settings(), "graph_base_url", simulator.url)
        yield simulator


@pytest.fixture
def channel_id(town: Town, whatsapp: Simulator) -> UUID:
    credentials = channels.Credentials(ACME.waba_id, Secret(ACME.token), Secret(ACME.app_secret))
    account = channels.verify(credentials)
    return inside(town, lambda ctx: channels.connect(ctx, credentials, account))


def inside(town: Town, work: Callable[[CompanyContext], T]) -> T:
    return in_company(town.alice.actor, work)


def written(town: Town, form: TemplateForm = GOOD) -> UUID:
    """Write a template as the page does: begin it, then save it."""
    template_id = inside(town, lambda ctx: templates.start(ctx, None, TemplateForm()))
    inside(town, lambda ctx: templates.save(ctx, template_id, form))
    return template_id


def submit(town: Town, template_id: UUID) -> None:
    """Submit it as the page does; a refusal is kept and raised."""
    order = inside(town, lambda ctx: templates.prepare_submission(ctx, template_id))
    try:
        answer = templates.submit(order)
    except AppError as error:
        refusal = error
        inside(town, lambda ctx: templates.note_refused(ctx, template_id, refusal))
        raise
    inside(town, lambda ctx: templates.note_submitted(ctx, template_id, order, answer))


def detail(town: Town, template_id: UUID) -> TemplateDetail:
    return inside(town, lambda ctx: templates.get_detail(ctx, template_id))


def pull(town: Town, channel_id: UUID) -> None:
    template_jobs.pull(town.alice.actor, channel_id=str(channel_id))


def row(town: Town, template_id: UUID) -> MessageTemplate:
    return inside(town, lambda ctx: ctx.db.get_one(MessageTemplate, (ctx.company_id, template_id)))


def judge(whatsapp: Simulator, town: Town, template_id: UUID, **words: object) -> None:
    whatsapp.control(f"templates/{row(town, template_id).wa_template_id}", **words)


def test_a_template_goes_through_review_to_approval(
    town: Town, whatsapp: Simulator, channel_id: UUID
) -> None:
    template_id = written(town)
    assert detail(town, template_id).status == "DRAFT"
    submit(town, template_id)
    assert (detail(town, template_id).status, row(town, template_id).form) == ("PENDING", None)
    judge(whatsapp, town, template_id, status="APPROVED")
    pull(town, channel_id)
    assert detail(town, template_id).status == "APPROVED"
    page = inside(town, lambda ctx: audit.list_history(ctx, audit.History.TEMPLATE, template_id))
    assert [one.what for one in page.rows][-2:] == [
        "submitted the template to WhatsApp",
        "started a template's draft",
    ]


def test_a_rejected_template_is_changed_and_submitted_again(
    town: Town, whatsapp: Simulator, channel_id: UUID
) -> None:
    template_id = written(town)
    submit(town, template_id)
    judge(whatsapp, town, template_id, status="REJECTED", reason="PROMOTIONAL")
    pull(town, channel_id)
    assert "advertises" in detail(town, template_id).status_words
    editing = inside(town, lambda ctx: templates.get_editing(ctx, template_id))
    better = replace(editing.form, footer="Answer STOP to stop", category="UTILITY")
    inside(town, lambda ctx: templates.save(ctx, template_id, better))
    submit(town, template_id)
    found = detail(town, template_id)
    assert (found.status, found.category, found.message.footer) == (
        "PENDING",
        "UTILITY",
        "Answer STOP to stop",
    )


def test_what_whatsapp_refuses_stays_a_draft_with_its_words_until_the_field_changes(
    town: Town, whatsapp: Simulator, channel_id: UUID
) -> None:
    first, second = written(town), written(town)
    order = inside(town, lambda ctx: templates.prepare_submission(ctx, second))
    submit(town, first)
    with pytest.raises(InvalidInput) as refused:
        templates.submit(order)
    inside(town, lambda ctx: templates.note_refused(ctx, second, refused.value))
    editing = inside(town, lambda ctx: templates.get_editing(ctx, second))
    assert (editing.form.body, editing.is_known) == (GOOD.body, False)
    assert "WhatsApp said" in editing.refused["name"]
    other = replace(GOOD, name="another_sale")
    editing = inside(town, lambda ctx: templates.save(ctx, second, other, changed="name"))
    assert "name" not in editing.refused


def test_a_broken_rule_never_reaches_whatsapp(town: Town, channel_id: UUID) -> None:
    template_id = written(town, replace(GOOD, body="{{1}}"))
    with pytest.raises(InvalidInput) as refused:
        inside(town, lambda ctx: templates.prepare_submission(ctx, template_id))
    assert "beginning or end" in refused.value.fields["body"]


def test_a_name_that_is_taken_is_said_before_submitting(town: Town, channel_id: UUID) -> None:
    submit(town, written(town))
    again = written(town)
    editing = inside(town, lambda ctx: templates.get_editing(ctx, again))
    assert "name and language already" in editing.wrong["name"]


def test_an_approved_template_keeps_name_and_category_and_changes_once_a_day(
    town: Town, whatsapp: Simulator, channel_id: UUID
) -> None:
    template_id = written(town)
    submit(town, template_id)
    judge(whatsapp, town, template_id, status="APPROVED")
    pull(town, channel_id)
    wish = replace(GOOD, name="other", category="UTILITY", footer="Answer STOP to stop")
    editing = inside(town, lambda ctx: templates.save(ctx, template_id, wish))
    assert (editing.form.name, editing.form.category) == ("spring_sale", "MARKETING")
    submit(town, template_id)
    judge(whatsapp, town, template_id, status="APPROVED")
    pull(town, channel_id)
    assert detail(town, template_id).message.footer == "Answer STOP to stop"
    with pytest.raises(Conflict, match="once in 24 hours"):
        inside(town, lambda ctx: templates.get_editing(ctx, template_id))


def test_the_tenth_change_in_a_month_is_the_last(town: Town, channel_id: UUID) -> None:
    template_id = written(town)
    moments = [(now() - timedelta(days=2 + n)).isoformat() for n in range(10)]

    def spend(ctx: CompanyContext) -> None:
        one = ctx.db.get_one(MessageTemplate, (ctx.company_id, template_id))
        one.status, one.wa_template_id, one.edits = "APPROVED", "5", moments

    inside(town, spend)
    with pytest.raises(Conflict, match="10 times in 30 days"):
        inside(town, lambda ctx: templates.get_editing(ctx, template_id))


def test_the_category_that_whatsapp_chose_is_said(town: Town, channel_id: UUID) -> None:
    form = replace(GOOD, name="order_marketing", category="UTILITY")
    template_id = written(town, form)
    submit(town, template_id)
    found = detail(town, template_id)
    assert found.category == "MARKETING"
    assert "from utility to marketing" in found.category_words
    assert "marketing rate" in found.category_advice


def test_a_picture_for_the_reviewers_goes_along(
    town: Town, whatsapp: Simulator, channel_id: UUID
) -> None:
    template_id = written(town, replace(GOOD, header_format="IMAGE"))
    file = templates.check_sample("IMAGE", "photo.jpg", (SAMPLES / "photo.jpg").read_bytes())
    order = inside(town, lambda ctx: templates.prepare_upload(ctx, template_id))
    form = replace(GOOD, header_format="IMAGE", media_handle=templates.upload(order, file))
    inside(town, lambda ctx: templates.save(ctx, template_id, form))
    submit(town, template_id)
    assert detail(town, template_id).message.media == "IMAGE"


def test_the_simulator_takes_every_kind_that_our_rules_call_fine(
    town: Town, whatsapp: Simulator, channel_id: UUID
) -> None:
    """It was written apart from our rules, so it can contradict them."""
    template_id = written(town)
    file = templates.check_sample("IMAGE", "photo.jpg", (SAMPLES / "photo.jpg").read_bytes())
    order = inside(town, lambda ctx: templates.prepare_upload(ctx, template_id))
    handle = templates.upload(order, file)
    # The simulator counts words by blanks, which Chinese has none of.
    kinds = {kind: form for kind, form in ALL_FINE.items() if kind != "Chinese"}
    for number, (kind, form) in enumerate(kinds.items()):
        cards = [replace(card, media_handle=handle) for card in form.cards]
        own = replace(form, name=f"kind_{number}", media_handle=handle, cards=cards)
        made = written(town, own)
        submit(town, made)
        assert detail(town, made).status == "PENDING", kind


def test_bold_and_the_like_show_on_the_phone(town: Town, channel_id: UUID) -> None:
    body = "Hello, this is *really* _nice_ and ~dear~ free; 2*3*4 stays, snake_case_too."
    template_id = written(town, replace(GOOD, body=body))
    shown = inside(town, lambda ctx: templates.get_editing(ctx, template_id)).message.body
    assert [(run.text, run.style) for run in shown if run.style] == [
        ("really", "bold"),
        ("nice", "italic"),
        ("dear", "struck"),
    ]
    assert shown[-1].text == " free; 2*3*4 stays, snake_case_too."


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [("IMAGE", "letter.pdf", "JPEG or PNG"), ("DOCUMENT", "photo.jpg", "PDF"), ("VIDEO", "voice.ogg", "MP4")],
)  # fmt: skip
def test_a_sample_of_another_kind_is_refused_whatever_it_is_called(
    kind: str, name: str, words: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        templates.check_sample(kind, "renamed.png", (SAMPLES / name).read_bytes())
    assert words in refused.value.fields["media"]


def test_a_sample_that_is_too_large_is_refused() -> None:
    with pytest.raises(InvalidInput, match="too large"):
        templates.check_sample("IMAGE", "big.jpg", b"\xff\xd8\xff" + bytes(5 * 1024 * 1024))


def test_deleting_one_language_keeps_the_others_and_all_goes_with_all(
    town: Town, whatsapp: Simulator, channel_id: UUID
) -> None:
    english, french = written(town), written(town, replace(GOOD, language="fr"))
    german = written(town, replace(GOOD, language="de"))
    for template_id in (english, french, german):
        submit(town, template_id)
    delete(town, english, every_language=False)
    pull(town, channel_id)
    assert [detail(town, one).status for one in (english, french)] == ["DELETED", "PENDING"]
    delete(town, french, every_language=True)
    pull(town, channel_id)
    assert [detail(town, one).status for one in (french, german)] == ["DELETED", "DELETED"]


def delete(town: Town, template_id: UUID, *, every_language: bool) -> None:
    order = inside(
        town,
        lambda ctx: templates.prepare_deletion(ctx, template_id, every_language=every_language),
    )
    templates.delete(order)
    inside(
        town, lambda ctx: templates.note_deleted(ctx, template_id, every_language=every_language)
    )


def test_a_pause_is_taken_back_by_hand(town: Town, whatsapp: Simulator, channel_id: UUID) -> None:
    template_id = written(town)
    submit(town, template_id)
    judge(whatsapp, town, template_id, status="PAUSED", title="RATE_LIMITING_PAUSE")
    pull(town, channel_id)
    assert detail(town, template_id).can_unpause
    order = inside(town, lambda ctx: templates.prepare_unpause(ctx, template_id))
    templates.unpause(order)
    inside(town, lambda ctx: templates.note_unpaused(ctx, template_id))
    pull(town, channel_id)
    assert detail(town, template_id).status == "APPROVED"


def test_a_submission_whose_answer_was_lost_is_found_again_by_the_next_pull(
    town: Town, whatsapp: Simulator, channel_id: UUID
) -> None:
    template_id = written(town)
    order = inside(town, lambda ctx: templates.prepare_submission(ctx, template_id))
    answer = templates.submit(order)
    pull(town, channel_id)
    found = row(town, template_id)
    assert (found.status, found.wa_template_id, found.form) == ("PENDING", answer.id, None)
    whatsapp.control(f"templates/{answer.id}", status="APPROVED")
    pull(town, channel_id)
    inside(town, lambda ctx: templates.note_submitted(ctx, template_id, order, answer))
    assert row(town, template_id).status == "APPROVED"


def test_a_copy_has_everything_but_the_name(town: Town, channel_id: UUID) -> None:
    template_id = written(town)
    submit(town, template_id)
    copy = inside(town, lambda ctx: templates.duplicate(ctx, template_id))
    editing = inside(town, lambda ctx: templates.get_editing(ctx, copy))
    assert (editing.form.name, editing.form.body, editing.form.buttons) == (
        "",
        GOOD.body,
        GOOD.buttons,
    )


def test_what_is_thrown_away_is_gone_a_known_template_stays(town: Town, channel_id: UUID) -> None:
    draft, known = written(town), written(town, replace(GOOD, name="other"))
    inside(town, lambda ctx: templates.discard(ctx, draft))
    with pytest.raises(NotFound):
        detail(town, draft)
    submit(town, known)
    with pytest.raises(Conflict, match="not been changed"):
        inside(town, lambda ctx: templates.discard(ctx, known))


def test_the_library_is_searched_and_a_template_taken_out_of_it(
    town: Town, whatsapp: Simulator, channel_id: UUID
) -> None:
    credentials = inside(town, lambda ctx: templates.prepare_library(ctx, None))
    found = templates.browse(credentials, search="order", topic="", usecase="", language="en_US")
    assert [one.name for one in found] == ["delivery_update_1"]
    choice = templates.LibraryChoice(
        None, found[0].name, "our_delivery", "en_US", "UTILITY", url="https://shop.example/{{1}}"
    )
    order = inside(town, lambda ctx: templates.prepare_from_library(ctx, found[0], choice))
    answer = templates.submit(order)
    made = inside(
        town, lambda ctx: templates.note_from_library(ctx, order, found[0], choice, answer)
    )
    pull(town, channel_id)
    assert "delivery_update_1" in detail(town, made).source
    assert detail(town, made).message.header == "Delivery update"


def test_a_library_template_without_its_address_is_not_taken(town: Town, channel_id: UUID) -> None:
    credentials = inside(town, lambda ctx: templates.prepare_library(ctx, None))
    found = templates.browse(credentials, search="order", topic="", usecase="", language="en_US")
    choice = templates.LibraryChoice(None, found[0].name, "", "en_US", "UTILITY")
    with pytest.raises(InvalidInput) as refused:
        inside(town, lambda ctx: templates.prepare_from_library(ctx, found[0], choice))
    assert set(refused.value.fields) == {"name", "url"}


def test_whatsapps_own_figures_have_to_be_switched_on_first(town: Town, channel_id: UUID) -> None:
    template_id = written(town)
    submit(town, template_id)
    question = inside(town, lambda ctx: templates.prepare_figures(ctx, template_id))
    assert templates.fetch_figures(question).can_enable
    templates.enable_figures(question)
    assert not templates.fetch_figures(question).can_enable


def test_an_agent_sees_neither_drafts_nor_hidden_ones_and_changes_nothing(
    town: Town, channel_id: UUID
) -> None:
    draft, known = written(town), written(town, replace(GOOD, name="other"))
    submit(town, known)
    bob = town.bob.actor
    with pytest.raises(NotFound):
        in_company(bob, lambda ctx: templates.get_detail(ctx, draft))
    assert in_company(bob, lambda ctx: templates.get_detail(ctx, known)).name == "other"
    inside(town, lambda ctx: templates.hide(ctx, known))
    with pytest.raises(NotFound):
        in_company(bob, lambda ctx: templates.get_detail(ctx, known))
    with pytest.raises(NotAllowed):
        in_company(bob, lambda ctx: templates.show(ctx, known))
