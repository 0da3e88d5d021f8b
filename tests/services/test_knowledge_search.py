"""Finding passages: what is meant is found, what is gone is not, and never another company's."""

from uuid import uuid4

import pytest
from sqlmodel import select

from platform_app.core.db import company_transaction
from platform_app.models.knowledge_index import KnowledgePosting
from platform_app.services import knowledge
from platform_app.services.knowledge import PageToIndex, PassageToIndex
from tests.support import factories

pytestmark = pytest.mark.usefixtures("database")
RETURNS = "You can return shoes within 30 days if they were not worn."
DELIVERY = "Parcels to the islands are delivered in five working days and cost 9 euros."
HOURS = "The shop in Porto is open from nine to seven, and closed on Sundays."


@pytest.fixture
def acme():
    return factories.company("Acme")


def call(actor, service, *arguments, **options):
    with company_transaction(actor) as ctx:
        return service(ctx, *arguments, **options)


def put(actor, *texts, page_id=None, title="Help", heading="", language="en"):
    page = PageToIndex(page_id or uuid4(), "https://acme.example/help", title, language)
    headings = [heading] if heading else []
    passages = [PassageToIndex(text, headings) for text in texts]
    call(actor, knowledge.put_passages, page, passages)
    return page.id


def texts(actor, question):
    return [one.text for one in call(actor, knowledge.search, question).passages]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How can I return my shoe?", RETURNS),
        ("when will a delivery reach the island", DELIVERY),
        ("is the shop open on sunday", HOURS),
        ("retrun shoes", RETURNS),
        ("parcles to the ilands", DELIVERY),
    ],
)
def test_the_passage_that_is_meant_comes_first(acme, question, expected):
    put(acme.alice, RETURNS, DELIVERY, HOURS)
    assert texts(acme.alice, question)[0] == expected


def test_accents_may_be_left_out(acme):
    put(acme.alice, "A devolução é grátis.", "As lojas fecham ao domingo.", language="pt")
    assert texts(acme.alice, "devolucao gratis")[0] == "A devolução é grátis."


def test_a_question_about_something_else_finds_nothing(acme):
    put(acme.alice, RETURNS, DELIVERY, HOURS)
    found = call(acme.alice, knowledge.search, "Who won the football championship yesterday?")
    assert not found.is_found
    assert found.passages == []


@pytest.mark.parametrize("question", ["", "?!", "the", "\0", "' or 1=1 --", "x" * 10_000])
def test_odd_questions_find_nothing_and_break_nothing(acme, question):
    put(acme.alice, RETURNS)
    assert not call(acme.alice, knowledge.search, question).is_found


def test_a_heading_says_more_than_the_body(acme):
    put(acme.alice, "It takes three days. A refund is possible.")
    page = put(acme.alice, "It takes three days.", heading="Refund")
    assert call(acme.alice, knowledge.search, "refund").passages[0].owner_id == str(page)


def test_a_passage_says_where_it_stands_and_why_it_was_found(acme):
    put(acme.alice, RETURNS, title="Returns", heading="Shoes")
    best = call(acme.alice, knowledge.search, "retrun shoes").passages[0]
    assert (best.url, best.title, best.heading) == ("https://acme.example/help", "Returns", "Shoes")
    assert {one.word for one in best.matched} >= {"retrun", "shoes"}
    assert call(acme.alice, knowledge.search, "retrun shoes").repaired == {"retrun": "return"}


def test_a_new_version_takes_the_place_of_the_old_one(acme):
    page = put(acme.alice, RETURNS)
    put(acme.alice, HOURS, page_id=page)
    assert texts(acme.alice, "return shoes") == []
    assert texts(acme.alice, "open sundays") == [HOURS]


def test_a_dropped_page_leaves_nothing_behind(acme):
    page = put(acme.alice, RETURNS)
    call(acme.alice, knowledge.drop_passages, page)
    assert texts(acme.alice, "return shoes") == []
    assert call(acme.alice, lambda ctx: ctx.db.exec(select(KnowledgePosting)).all()) == []


def test_companies_with_equal_texts_never_see_each_other_s(acme):
    globex = factories.company("Globex")
    own = put(acme.alice, RETURNS)
    other = put(globex.alice, RETURNS, DELIVERY)
    for actor, page in ((acme.alice, own), (globex.alice, other)):
        found = call(actor, knowledge.search, "return shoes").passages
        assert {one.owner_id for one in found} == {str(page)}
    assert texts(acme.alice, "parcels to the islands") == []


def test_words_of_another_company_repair_nothing(acme):
    globex = factories.company("Globex")
    put(globex.alice, "Xylophones are tuned for free.")
    put(acme.alice, RETURNS)
    assert call(acme.alice, knowledge.rank, "xylophnes").repaired == {}
