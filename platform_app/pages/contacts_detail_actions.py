"""What can be done with the contact of the page: merge, block, erase."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.dialogs import confirm_dialog, dialog
from platform_app.components.fields import form, form_actions, form_problem, text_field
from platform_app.components.figures import count
from platform_app.components.layout import facts, row
from platform_app.components.permissions import may
from platform_app.components.theme import Flag, Words
from platform_app.core.permissions import Permission
from platform_app.state.contacts_detail_actions import ContactsDetailActionsState as S

_MAY_EDIT = may(Permission.CONTACTS_EDIT)
_MAY_DELETE = may(Permission.CONTACTS_DELETE)


def contact_actions(
    contact_id: Words, *, name: Words, phone: Words, is_blocked: Flag
) -> rx.Component:
    """Return the buttons for what this person may do with the contact, and their windows."""
    merge = link_button(
        "Merge", href=f"/contacts/{contact_id}/merge", icon="merge", data_testid="merge-contact"
    )
    erase = button(
        "Erase", icon="trash-2", on_click=S.set_erasing(True), data_testid="erase-contact"
    )
    return row(
        rx.cond(_MAY_DELETE, merge, None),
        rx.cond(_MAY_EDIT, rx.cond(is_blocked, _unblock(name), _block_button()), None),
        rx.cond(_MAY_DELETE, erase, None),
        rx.cond(_MAY_EDIT, _block(name), None),
        rx.cond(_MAY_DELETE, _erase(name, phone), None),
    )


def _block_button() -> rx.Component:
    return button("Block", icon="ban", on_click=S.set_blocking(True), data_testid="block-contact")


def _unblock(name: Words) -> rx.Component:
    return confirm_dialog(
        button("Unblock", icon="circle-check", data_testid="unblock-contact"),
        "Unblock this person?",
        "They can write to you again, and you to them, as far as they have agreed to it.",
        confirm=("Unblock", S.unblock),
        repeated=[("Who", rx.el.bdi(name))],
    )


def _block(name: Words) -> rx.Component:
    return dialog(
        "Block this person?",
        "Nothing is sent to them any more, no campaign and no answer, and their messages alert nobody.",
        form(
            form_problem(S.notice),
            facts(("Who", rx.el.bdi(name))),
            _why(),
            form_actions(
                button("Back", on_click=S.set_blocking(False)),
                button("Block", type="submit", look="danger", data_testid="confirm-block"),
            ),
            on_submit=S.block,
        ),
        is_open=S.is_blocking,
        on_open_change=S.set_blocking,
    )


def _erase(name: Words, phone: Words) -> rx.Component:
    gone = facts(
        ("Who", rx.el.bdi(name)),
        ("Number", rx.cond(phone, rx.el.bdi(phone), "None")),
        ("Messages", count(S.erasure.messages)),
        ("Files", count(S.erasure.files)),
        ("Notes", count(S.erasure.notes)),
        ("Campaigns", count(S.erasure.campaigns)),
    )
    identity = text_field(
        f"To confirm, type {S.erasure.identified_by}",
        "identity",
        help_text=S.erasure.identity,
        error=S.problems["identity"],
        auto_complete="off",
        data_testid="identity",
    )
    return dialog(
        "Erase this person?",
        "Their profile, consent record, notes, messages and files are deleted for good; nobody can bring them "
        "back. Campaigns keep their counts. A code made of their number stays, so that no import can ever "
        "put them into a campaign again.",
        form(
            form_problem(S.notice),
            gone,
            _why(),
            identity,
            form_actions(
                button("Back", on_click=S.set_erasing(False)),
                button("Erase for good", type="submit", look="danger", data_testid="confirm-erase"),
            ),
            on_submit=S.erase,
        ),
        is_open=S.is_erasing,
        on_open_change=S.set_erasing,
    )


def _why() -> rx.Component:
    return text_field(
        "Why",
        "reason",
        help_text="It stands in the audit log. Do not write the person's name or number here.",
        error=S.problems["reason"],
        auto_complete="off",
        data_testid="reason",
    )
