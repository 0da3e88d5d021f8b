"""/templates/library: what WhatsApp has written and approved beforehand, to be taken over."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.dialogs import dialog
from platform_app.components.feedback import empty_state
from platform_app.components.fields import (
    choice,
    form,
    form_actions,
    form_problem,
    option,
    search_field,
    text_field,
)
from platform_app.components.layout import (
    card,
    facts,
    mute,
    row,
    show_aside,
    stack,
    two_lines,
    with_aside,
)
from platform_app.components.phone_preview import phone_message
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, Listing, RowAct, data_table
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.templates.views import LibraryRow
from platform_app.state.templates_library import (
    LANGUAGE_CHOICES,
    TOPIC_CHOICES,
    USECASE_CHOICES,
)
from platform_app.state.templates_library import TemplatesLibraryState as S

PICKED = S.picked


@company_page(
    "/templates/library",
    title="WhatsApp's library",
    permission=Permission.TEMPLATES_MANAGE,
    nav="campaigns",
    on_load=[S.load],
)
def templates_library() -> rx.Component:
    """Return the library, with the picked template beside it."""
    return stack(
        page_header(
            "WhatsApp's library",
            "Written and approved by WhatsApp. Taken as they are, they can be sent at once.",
            link_button("New template", href="/templates/new"),
        ),
        _filters(),
        rx.cond(PICKED.id, with_aside(_list(), _preview()), _list()),
        _taking(),
    )


def _filters() -> rx.Component:
    return row(
        search_field(
            "Search the library", value=S.search, on_change=S.set_search, test_id="search-library"
        ),
        choice("Topic", [option("All topics", ""), *(option(label, value) for value, label in TOPIC_CHOICES)],
               value=S.topic, on_change=S.set_topic),
        choice("Use", [option("All uses", ""), *(option(label, value) for value, label in USECASE_CHOICES)],
               value=S.usecase, on_change=S.set_usecase),
        choice("Language", [option(label, value) for value, label in LANGUAGE_CHOICES],
               value=S.language, on_change=S.set_language),
    )  # fmt: skip


def _list() -> rx.Component:
    table = data_table(
        _COLUMNS,
        S.rows,
        label="WhatsApp's library",
        listing=Listing(is_loading=~S.is_loaded, on_retry=S.load, problem=S.problem),
        empty=empty_state(
            "search-x", "Nothing fits", "Look for another word, or in another language."
        ),
        row_act=RowAct(
            on_pick=lambda one: [S.pick(one.id), show_aside()],
            is_picked=lambda one: one.id == PICKED.id,
            test_id=lambda _: "library-template",
        ),
    )
    return card(table, is_flush=True)


def _preview() -> rx.Component:
    return card(
        phone_message(PICKED.message),
        facts(
            ("Category", badge("category", PICKED.category)),
            ("Topic", PICKED.topic),
            ("Language", PICKED.language),
            ("For", rx.cond(PICKED.industries, PICKED.industries, "Everybody")),
        ),
        row(
            button("Take it as it is", look="primary", on_click=S.set_taking(True), data_testid="take"),
            button("Change it first", on_click=S.change_first, data_testid="change-first"),
        ),
        title=PICKED.name,
        test_id="library-preview",
    )  # fmt: skip


def _taking() -> rx.Component:
    url = text_field(
        "Where its link goes",
        "url",
        help_text="It may end in {{1}}, which each person gets their own value for.",
        error=S.problems["url"],
        data_testid="library-url",
    )
    phone = text_field(
        "Which number it calls",
        "phone",
        help_text="With the country's code.",
        error=S.problems["phone"],
        data_testid="library-phone",
    )
    inputs = rx.Var.create(PICKED.inputs)
    return dialog(
        "Take this template",
        "WhatsApp approves it at once. Give it a name that your team finds it by.",
        form(
            form_problem(S.notice),
            text_field(
                "Name",
                "name",
                default_value=PICKED.name,
                help_text="Small letters, digits and underscores.",
                error=S.problems["name"],
                data_testid="library-name",
            ),
            rx.cond(inputs.contains("URL"), url, None),
            rx.cond(inputs.contains("PHONE_NUMBER"), phone, None),
            form_actions(
                button("Back", on_click=S.set_taking(False)),
                button("Take it", look="primary", type="submit", data_testid="take-now"),
            ),
            on_submit=S.take,
        ),
        is_open=S.is_taking,
        on_open_change=S.set_taking,
    )


def _name(one: LibraryRow) -> rx.Component:
    return two_lines(one.name, rx.el.div(one.body, class_name="one-line", dir="auto"))


_COLUMNS = [
    Column("Template", _name),
    Column("Topic", lambda one: mute(one.topic), is_on_phone=False),
    Column("Use", lambda one: mute(one.usecase), is_on_phone=False),
    Column("Category", lambda one: badge("category", one.category), is_on_phone=False),
]
