"""/knowledge/test: a question, the passages that it finds, and why."""

import reflex as rx

from platform_app.components.buttons import button, outside_link
from platform_app.components.feedback import empty_state, notice, skeleton
from platform_app.components.fields import form, form_actions, text_field
from platform_app.components.layout import card, facts, mute, paragraph, row, stack
from platform_app.components.shell import page_header
from platform_app.components.tabs import KNOWLEDGE, page_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.state.knowledge_test import FoundRow
from platform_app.state.knowledge_test import KnowledgeTestState as S

_HAS_ROWS = rx.Var.create(S.rows).length() > 0


@company_page(
    "/knowledge/test",
    title="Try it out",
    permission=Permission.KNOWLEDGE_READ,
    on_load=[S.load],
)
def knowledge_test_page() -> rx.Component:
    """Return the console."""
    return stack(
        page_header("Try it out", "Ask as a customer would, and see what is found and why."),
        page_tabs(KNOWLEDGE, "/knowledge/test"),
        card(_ask()),
        rx.cond(S.is_asking, card(stack(skeleton("title"), skeleton("block"))), rx.fragment()),
        rx.cond(S.is_asked, _outcome(), rx.fragment()),
    )


def _ask() -> rx.Component:
    return form(
        text_field(
            "Question",
            "question",
            default_value=S.question,
            max_length=500,
            auto_complete="off",
            error=S.problems["question"],
            data_testid="question",
        ),
        form_actions(
            button("Ask", look="primary", type="submit", icon="search", data_testid="ask")
        ),
        on_submit=S.ask,
    )


def _outcome() -> rx.Component:
    nothing = empty_state(
        "search-x",
        "Nothing was found",
        "None of your texts answers this. Write an answer to it.",
    )
    return rx.el.div(
        stack(
            _verdict(),
            rx.cond(_HAS_ROWS, stack(rx.foreach(S.rows, _passage)), card(nothing)),
        ),
        aria_live="polite",
        data_testid="outcome",
    )


def _verdict() -> rx.Component:
    enough = notice("This is enough for an answer.", tone="green", test_id="verdict")
    too_little = notice(
        "Nothing says enough of it, so this question counts as not found. What comes nearest stands below.",
        tone="amber",
        test_id="verdict",
    )
    near = rx.cond(_HAS_ROWS, too_little, rx.fragment())
    read_as = rx.cond(S.repaired != "", mute("Read as: ", S.repaired), rx.fragment())
    return stack(rx.cond(S.is_found, enough, near), row(mute("Found in ", S.took), read_as))


def _passage(one: FoundRow) -> rx.Component:
    source = rx.cond(one.url != "", outside_link(one.url, href=one.url), mute("no page"))
    return card(
        stack(
            rx.cond(one.heading != "", mute(one.heading), rx.fragment()),
            paragraph(one.text),
            facts(
                ("Words that match", one.why),
                ("Part of the question", one.share),
                ("Score", one.score),
                ("Source", source),
            ),
        ),
        title=one.title,
        test_id="passage",
    )
