"""/contacts/[contact_id]/merge: two contacts side by side, and then one."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.feedback import empty_state, notice, page_skeleton
from platform_app.components.fields import form, form_actions, form_problem, search_field
from platform_app.components.layout import card, mute, row, stack, strong, two_lines
from platform_app.components.shell import page_header
from platform_app.components.theme import Words
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.contacts.views import ContactRow, MergeField
from platform_app.state.contacts_merge import ContactsMergeState as S


@company_page(
    "/contacts/[contact_id]/merge",
    title="Merge contacts",
    permission=Permission.CONTACTS_DELETE,
    on_load=[S.load],
)
def contacts_merge_page() -> rx.Component:
    """Return the choice of the other contact, or both side by side."""
    step = rx.cond(S.other.id != "", _compare(), _choose())
    return rx.cond(S.is_loaded, rx.cond(S.is_missing, _absent(), _with_head(step)), page_skeleton())


def _with_head(step: rx.Component) -> rx.Component:
    return stack(
        page_header(
            "Merge contacts",
            "Two contacts that are one person become one, with everything that both have.",
            link_button("Back", href="/contacts/" + S.kept.id, icon="arrow-left"),
        ),
        step,
    )


def _absent() -> rx.Component:
    return stack(
        rx.el.h1("Merge contacts", class_name="hidden"),
        empty_state(
            "user-x",
            "Nobody is here",
            "This contact does not exist, or no longer does.",
            link_button("All contacts", href="/contacts"),
        ),
    )


def _choose() -> rx.Component:
    nobody = mute("Nobody else is found. Try a part of the name, or the number.")
    found = rx.el.ul(rx.foreach(S.candidates, _candidate), class_name="stack gap-2 plain-list")
    return card(
        stack(
            row("Who is the same person as ", strong(_name(S.kept)), "?"),
            search_field("Search name or number", value=S.search, on_change=S.set_search),
            rx.cond(rx.Var.create(S.candidates).length() > 0, found, nobody),
        ),
        title="The other contact",
    )


def _candidate(one: ContactRow) -> rx.Component:
    pick = button("Compare", on_click=S.choose(one.id), data_testid="compare")
    return rx.el.li(row(two_lines(strong(_name(one)), one.phone), pick, gap=4))


def _compare() -> rx.Component:
    head = rx.el.thead(
        rx.el.tr(
            rx.el.th("Field", scope="col"),
            rx.el.th(row("Stays: ", _name(S.kept)), scope="col"),
            rx.el.th(row("Goes: ", _name(S.other)), scope="col"),
        )
    )
    table = rx.el.table(
        head,
        rx.el.tbody(rx.foreach(S.fields, _field)),
        class_name="table sides",
        aria_label="Both contacts, field by field",
    )
    scroll = rx.el.div(
        table, class_name="table-scroll", role="region", aria_label="Comparison", tab_index=0
    )
    return card(
        form(
            form_problem(S.notice),
            scroll,
            notice(
                "Messages, campaigns, notes and tags of both are kept, and both numbers lead to this person. "
                "If either has opted out or is blocked, that holds. This cannot be undone."
            ),
            form_actions(
                button("Choose somebody else", on_click=S.drop),
                button("Merge", type="submit", look="danger", data_testid="merge"),
            ),
            on_submit=S.merge,
        ),
        title="What is right?",
    )


def _field(one: MergeField) -> rx.Component:
    return rx.el.tr(
        rx.el.th(one.label, scope="row"),
        rx.el.td(_side(one, one.kept, "kept", is_first=True)),
        rx.el.td(_side(one, one.other, "other", is_first=False)),
    )


def _side(one: MergeField, value: Words, side: str, *, is_first: bool) -> rx.Component:
    words = rx.cond(value, rx.el.bdi(value), mute("—"))
    pick = rx.el.label(
        rx.el.input(
            type="radio",
            name=one.key,
            value=side,
            default_checked=is_first,
            custom_attrs={"data-testid": f"pick-{side}"},
        ),
        words,
        class_name="row gap-2",
    )
    return rx.cond(one.is_choice, pick, words)


def _name(one: ContactRow) -> rx.Component:
    return rx.cond(one.name, rx.el.bdi(one.name), rx.el.bdi(one.phone))
