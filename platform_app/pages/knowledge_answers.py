"""/knowledge/answers: answers in the company's own words, which win over everything that was found."""

import reflex as rx

from platform_app.components.buttons import button, icon_button
from platform_app.components.dialogs import confirm_dialog, dialog
from platform_app.components.feedback import empty_state
from platform_app.components.fields import (
    form,
    form_actions,
    form_problem,
    search_field,
    text_area_field,
    text_field,
)
from platform_app.components.layout import card, halves, mute, row, stack, two_lines
from platform_app.components.navigation import may
from platform_app.components.shell import page_header
from platform_app.components.tables import Column, RowAct, data_table, paged
from platform_app.components.tabs import KNOWLEDGE, page_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.knowledge.views import AnswerRow
from platform_app.state.knowledge_answers import KnowledgeAnswersState as S

_MAY_MANAGE = may(Permission.KNOWLEDGE_MANAGE)


@company_page(
    "/knowledge/answers",
    title="Answers",
    permission=Permission.KNOWLEDGE_READ,
    on_load=[S.load],
)
def knowledge_answers_page() -> rx.Component:
    """Return the list of answers."""
    return stack(
        page_header(
            "Answers",
            "Written by your team, given word for word, before anything that stands on a page.",
            _new("new-answer"),
        ),
        page_tabs(KNOWLEDGE, "/knowledge/answers"),
        row(
            search_field("Search answers", value=S.search, on_change=S.set_search),
            mute(S.total, rx.cond(S.total == "1", " answer", " answers")),
        ),
        card(_table(), is_flush=True),
        _editing(),
    )


def _new(test_id: str) -> rx.Component:
    made = button(
        "New answer", look="primary", icon="plus", on_click=S.open_new, data_testid=test_id
    )
    return rx.cond(_MAY_MANAGE, made, rx.fragment())


def _table() -> rx.Component:
    none_yet = empty_state(
        "message-circle-question",
        "No answers yet",
        "Write down what customers ask most, in their own words, and what you want them to hear.",
        _new("first-answer"),
    )
    none_found = empty_state("search-x", "No answer contains this", "Search for another word.")
    return data_table(
        _COLUMNS,
        S.rows,
        label="Answers",
        listing=paged(S, is_loading=S.is_loading, on_retry=S.load),
        empty=rx.cond(S.search != "", none_found, none_yet),
        row_act=RowAct(on_pick=lambda one: S.open_one(one.id)),
    )


def _question(one: AnswerRow) -> rx.Component:
    more = rx.cond(one.phrasings > 1, f"asked in {one.phrasings} ways", "asked in one way")
    return two_lines(one.question, more)


def _days(one: AnswerRow) -> rx.Component:
    first = rx.cond(one.valid_from != "", f"from {one.valid_from} ", "")
    last = rx.cond(one.valid_until != "", f"until {one.valid_until}", "")
    is_limited = (one.valid_from != "") | (one.valid_until != "")
    return mute(rx.cond(is_limited, rx.fragment(first, last), "always"))


def _delete(one: AnswerRow) -> rx.Component:
    window = confirm_dialog(
        icon_button("trash-2", f"Delete the answer to {one.question}", data_testid="delete"),
        "Delete this answer?",
        "Its questions are answered from your pages again, where they say something about it.",
        confirm=("Delete the answer", S.delete(one.id)),
        repeated=[("Question", one.question), ("Answer", one.text)],
        look="danger",
    )
    return rx.cond(_MAY_MANAGE, window, rx.fragment())


_COLUMNS = [
    Column("Question", _question, width="wide"),
    Column("Answer", lambda one: two_lines(one.text, ""), width="wide"),
    Column("Valid", _days),
    Column("", _delete, width="narrow"),
]


def _editing() -> rx.Component:
    return dialog(
        rx.cond(S.editing.id, "Answer", "New answer"),
        "Customers who ask one of these questions, in these words or nearly so, get this answer.",
        form(
            form_problem(S.notice),
            _questions(),
            _answer(),
            _source(),
            _validity(),
            _actions(),
            on_submit=S.save,
        ),
        is_open=S.is_editing,
        on_open_change=S.close,
    )


def _questions() -> rx.Component:
    return text_area_field(
        "Questions",
        "questions",
        default_value=S.editing.questions,
        required=True,
        rows="3",
        help_text="One on each line, as customers would ask it.",
        error=S.problems["questions"],
        data_testid="answer-questions",
    )


def _answer() -> rx.Component:
    return text_area_field(
        "Answer",
        "text",
        default_value=S.editing.text,
        required=True,
        rows="4",
        max_length=2_000,
        error=S.problems["text"],
        data_testid="answer-text",
    )


def _source() -> rx.Component:
    return text_field(
        "Page that says the same (optional)",
        "source_url",
        default_value=S.editing.source_url,
        help_text="Its address is shown as the source.",
        error=S.problems["source_url"],
    )


def _validity() -> rx.Component:
    return halves(
        text_field(
            "First day (optional)",
            "valid_from",
            type="date",
            default_value=S.editing.valid_from,
            error=S.problems["valid_from"],
        ),
        text_field(
            "Last day (optional)",
            "valid_until",
            type="date",
            default_value=S.editing.valid_until,
            error=S.problems["valid_until"],
        ),
    )


def _actions() -> rx.Component:
    save = button("Save answer", look="primary", type="submit", data_testid="save-answer")
    return form_actions(
        button("Cancel", on_click=S.close(is_open=False)),
        rx.cond(_MAY_MANAGE, save, rx.fragment()),
    )
