"""Curated answers: they win where their question is asked, and only there and then."""

from datetime import timedelta
from uuid import uuid4

import pytest

from platform_app.core.clock import now
from platform_app.core.db import company_transaction
from platform_app.core.errors import InvalidInput, NotAllowed, NotFound
from platform_app.services import knowledge
from platform_app.services.knowledge import AnswerForm, PageToIndex, PassageToIndex
from tests.support import factories

pytestmark = pytest.mark.usefixtures("database")
RETURNS = "You can return shoes within 30 days if they were not worn."
OURS = "Returns take 60 days this winter."
ASKED = ["How long can I return shoes?", "Until when may shoes be given back?"]


@pytest.fixture
def acme():
    return factories.company("Acme")


def call(actor, service, *arguments, **options):
    with company_transaction(actor) as ctx:
        return service(ctx, *arguments, **options)


def put(actor, text):
    page = PageToIndex(uuid4(), "https://acme.example/help", "Help")
    call(actor, knowledge.put_passages, page, [PassageToIndex(text)])


def texts(actor, question):
    return [one.text for one in call(actor, knowledge.search, question).passages]


@pytest.mark.parametrize(
    "question", [*ASKED, "how long can i retrun the shoes", "until when can shoes be given back"]
)
def test_a_curated_answer_wins_over_pages_once(acme, question):
    put(acme.alice, RETURNS)
    call(acme.alice, knowledge.add_answer, AnswerForm(ASKED, OURS))
    found = texts(acme.alice, question)
    assert found[0] == OURS
    assert found.count(OURS) == 1


@pytest.mark.parametrize(
    "question", ["how long do shoes last", "return", "can I wear shoes inside"]
)
def test_another_question_does_not_get_it(acme, question):
    call(acme.alice, knowledge.add_answer, AnswerForm(ASKED, OURS))
    assert OURS not in texts(acme.alice, question)


@pytest.mark.parametrize(
    ("first", "last", "is_given"),
    [(0, 0, True), (-2, None, True), (None, 3, True), (2, None, False), (None, -2, False)],
)
def test_it_is_given_on_its_days_only(acme, first, last, is_given):
    days = [None if day is None else now().date() + timedelta(days=day) for day in (first, last)]
    call(acme.alice, knowledge.add_answer, AnswerForm(ASKED, OURS, "", *days))
    assert (OURS in texts(acme.alice, ASKED[0])) is is_given


def test_a_changed_answer_is_found_by_its_new_question_only(acme):
    answer = call(acme.alice, knowledge.add_answer, AnswerForm(ASKED, OURS))
    changed = AnswerForm(["Do you sell gloves?"], "Yes, from November on.")
    call(acme.alice, knowledge.save_answer, answer, changed)
    assert texts(acme.alice, ASKED[0]) == []
    assert texts(acme.alice, "do you sell gloves") == ["Yes, from November on."]


def test_a_deleted_answer_is_found_no_more(acme):
    answer = call(acme.alice, knowledge.add_answer, AnswerForm(ASKED, OURS))
    call(acme.alice, knowledge.delete_answer, answer)
    assert texts(acme.alice, ASKED[0]) == []
    with pytest.raises(NotFound):
        call(acme.alice, knowledge.get_answer, answer)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (AnswerForm([], OURS), "questions"),
        (AnswerForm(["?!"], OURS), "questions"),
        (AnswerForm(["x " * 400], OURS), "questions"),
        (AnswerForm(ASKED, " "), "text"),
        (AnswerForm(ASKED, OURS, "javascript:alert(1)"), "source_url"),
        (
            AnswerForm(ASKED, OURS, "", now().date(), now().date() - timedelta(days=1)),
            "valid_until",
        ),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(acme, form, field):
    with pytest.raises(InvalidInput) as refused:
        call(acme.alice, knowledge.add_answer, form)
    assert list(refused.value.fields) == [field]


def test_the_list_is_searched_by_question_and_answer(acme):
    call(acme.alice, knowledge.add_answer, AnswerForm(ASKED, OURS))
    call(acme.alice, knowledge.add_answer, AnswerForm(["Do you sell gloves?"], "Yes 100%."))
    for text, total in (("gloves", 1), ("60 days", 1), ("", 2), ("%", 1), ("boots", 0)):
        assert call(acme.alice, knowledge.list_answers, search=text).total == total


def test_agents_read_and_do_not_write(acme):
    with pytest.raises(NotAllowed):
        call(acme.bob, knowledge.add_answer, AnswerForm(ASKED, OURS))
    assert call(acme.bob, knowledge.list_answers).total == 0


def test_another_company_never_gets_an_answer(acme):
    globex = factories.company("Globex")
    answer = call(globex.alice, knowledge.add_answer, AnswerForm(ASKED, OURS))
    assert texts(acme.alice, ASKED[0]) == []
    for service in (knowledge.get_answer, knowledge.delete_answer):
        with pytest.raises(NotFound):
            call(acme.alice, service, answer)
