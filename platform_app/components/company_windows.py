"""What can be done to a whole company, each act behind a window that says what it means."""

import reflex as rx

from platform_app.components.buttons import Look, button
from platform_app.components.dialogs import confirm_dialog, dialog
from platform_app.components.feedback import notice
from platform_app.components.fields import (
    form,
    form_actions,
    form_problem,
    posted_form,
    text_area_field,
    text_field,
)
from platform_app.components.layout import card, facts, mute, row, stack, strong
from platform_app.components.theme import Act, Words
from platform_app.state.admin_companies_detail import AdminCompaniesDetailState as S


def danger_zone() -> rx.Component:
    """Return suspend or restore, export and delete, with their windows."""
    is_active = S.detail.status == "active"
    is_there = S.detail.status != "deleted"
    body = stack(
        rx.cond(is_active, _to_suspend(), _to_restore()),
        _to_export(),
        rx.cond(S.detail.status != "deleting", _to_delete(), None),
        _suspend(),
        _export(),
        _delete(),
    )
    gone = notice("The data of this company is gone; its subdomain is never given out again.")
    return rx.cond(is_there, body, gone)


def _to_suspend() -> rx.Component:
    return _offer(
        "Suspend",
        "Sign-in, open sessions, sending and the assistant stop within two seconds. What customers write is "
        "kept, and nothing is lost.",
        _open("Suspend", "suspend"),
    )


def _to_restore() -> rx.Component:
    act = confirm_dialog(
        button("Restore", look="primary", data_testid="restore"),
        "Restore this company?",
        "Its people can sign in, and its campaigns go on where they were held.",
        confirm=("Restore", S.restore),
        repeated=[("Company", S.detail.name), ("Held because", S.detail.suspend_reason)],
    )
    return _offer("Restore", "Everything goes on where it was stopped.", act)


def _to_export() -> rx.Component:
    return _offer(
        "Export",
        "Everything that the company has, as lines of JSON in a zip file, without passwords, tokens and keys. "
        "It holds conversations and contacts: hand it over, do not read it.",
        _open("Export", "export"),
    )


def _to_delete() -> rx.Component:
    return _offer(
        "Delete",
        "Suspends the company now and deletes all of its data after 30 days. Until then it can be restored. "
        "Its subdomain is never given out again, and its audit log stays.",
        _open("Delete", "delete", look="danger"),
    )


def _offer(title: str, words: str, act: rx.Component) -> rx.Component:
    return card(
        row(stack(strong(title), mute(words), gap=1, class_name="grow"), act, class_name="")
    )


def _open(label: str, window: str, *, look: Look = "plain") -> rx.Component:
    return button(label, look=look, on_click=S.open_window(window), data_testid=window)


def _suspend() -> rx.Component:
    return _window(
        "suspend",
        "Suspend this company?",
        "It can be restored at any time.",
        form(
            form_problem(S.notice),
            _reason("The company reads it in its audit log once it is back."),
            _actions("Suspend", "suspend-now", look="danger"),
            on_submit=S.suspend,
        ),
    )


def _delete() -> rx.Component:
    return _window(
        "delete",
        "Delete this company?",
        "Its admins are told by mail. After 30 days nobody can bring it back.",
        form(
            form_problem(S.notice),
            text_field(
                "Type its subdomain to confirm",
                "typed",
                required=True,
                auto_complete="off",
                placeholder=S.detail.subdomain,
                error=S.problems["typed"],
                data_testid="typed",
            ),
            _reason("Both audit logs keep it."),
            _actions("Delete in 30 days", "delete-now", look="danger"),
            on_submit=S.delete,
        ),
    )


def _export() -> rx.Component:
    ask = form(
        form_problem(S.notice),
        _reason("Both audit logs keep it."),
        _actions("Continue", "prepare-export"),
        on_submit=S.prepare_export,
    )
    fetch = posted_form(
        rx.el.input(type="hidden", name="reason", value=S.export_reason),
        notice("The file is written while it is sent; for a large company it takes minutes."),
        form_actions(
            button("Download the zip file", look="primary", type="submit", data_testid="download")
        ),
        action=f"/api/companies/{S.detail.id}/export",
    )
    return _window(
        "export",
        "Export this company",
        "For the company itself, or for somebody whom the law names.",
        rx.cond(S.export_reason, fetch, ask),
    )


def _window(key: str, title: str, purpose: str, body: rx.Component) -> rx.Component:
    company = facts(("Company", S.detail.name), ("Address", S.detail.address))
    return dialog(
        title, purpose, company, body, is_open=S.window == key, on_open_change=S.set_window
    )


def _reason(help_text: Words) -> rx.Component:
    return text_area_field(
        "Reason",
        "reason",
        required=True,
        max_length=300,
        help_text=help_text,
        error=S.problems["reason"],
        data_testid="reason",
    )


def _actions(label: str, test_id: str, *, look: Look = "primary") -> rx.Component:
    close: Act = S.open_window("")
    return form_actions(
        button("Back", on_click=close),
        button(label, look=look, type="submit", data_testid=test_id),
    )
