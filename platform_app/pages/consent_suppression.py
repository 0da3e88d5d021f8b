"""The suppression list on /consent: who is on it, a look at one number, and the way off it."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.dialogs import dialog
from platform_app.components.feedback import empty_state, notice
from platform_app.components.fields import form, form_actions, form_problem, text_field
from platform_app.components.layout import card, halves, mute, paragraph, row, stack
from platform_app.components.permissions import may
from platform_app.components.tables import Column, data_table, paged
from platform_app.core.permissions import Permission
from platform_app.services.suppression.views import SuppressionRow
from platform_app.state.consent import ConsentState as S

_MAY_IMPORT = may(Permission.CONTACTS_IMPORT)
_MAY_LIFT = may(Permission.CONSENT_MANAGE)


def suppression() -> rx.Component:
    """Return the list with what can be done about it."""
    return stack(
        halves(_look_up(), _upload()),
        card(_table(), title="On the list", aside=mute(S.total), is_flush=True),
        _lifting(),
    )


def _look_up() -> rx.Component:
    asking = form(
        text_field(
            "Number",
            "number",
            type="tel",
            required=True,
            max_length=40,
            help_text="With its country, like +351 912 000 111.",
            data_testid="suppression-number",
        ),
        form_problem(S.notice),
        form_actions(button("Look it up", type="submit", data_testid="look-up")),
        on_submit=S.look_up,
    )
    answer = notice(rx.el.bdi(S.asked), ": ", S.found, test_id="looked-up")
    return card(asking, rx.cond(S.asked, answer, None), title="Is a number on it?")


def _upload() -> rx.Component:
    upload = link_button(
        "Upload a list",
        href="/contacts/import?mode=suppression",
        icon="upload",
        data_testid="upload-suppression",
    )
    return card(
        stack(
            paragraph(
                "People on the list are never imported as opted in. Only keyed digests of their numbers are kept."
            ),
            rx.cond(
                _MAY_IMPORT,
                row(upload),
                None,
            ),
        ),
        title="Numbers that want nothing",
    )


def _table() -> rx.Component:
    return data_table(
        [
            Column("Number", _number),
            Column("Why", _why),
            Column("Since", lambda one: mute(one.added), width="narrow"),
            Column("", _act, width="narrow"),
        ],
        S.suppressed,
        label="Suppression list",
        listing=paged(S, is_loading=S.is_loading, on_retry=S.load),
        empty=empty_state(
            "shield-check",
            "Nobody is on the list",
            "People who are erased, and numbers from a list that you upload, stand here.",
        ),
    )


def _number(one: SuppressionRow) -> rx.Component:
    return rx.cond(one.hint, rx.el.span("ends in ", rx.el.bdi(one.hint)), mute("Not kept"))


def _why(one: SuppressionRow) -> rx.Component:
    return rx.cond(one.kind == "erased", "Asked to be erased", rx.el.bdi(one.source))


def _act(one: SuppressionRow) -> rx.Component:
    take_off = button("Take off", look="quiet", on_click=S.set_lifting(one.id))
    return rx.cond(_MAY_LIFT & (one.kind == "listed"), take_off, None)


def _lifting() -> rx.Component:
    why = form(
        form_problem(S.notice),
        text_field(
            "Reason",
            "reason",
            required=True,
            max_length=500,
            error=S.problems["reason"],
            data_testid="lift-reason",
        ),
        form_actions(button("Take off the list", look="danger", type="submit", data_testid="lift")),
        on_submit=S.lift,
    )
    return dialog(
        "Take a number off the suppression list",
        "It can be imported as opted in again from then on. The reason stands in the audit log.",
        why,
        is_open=S.lifting != "",
        on_open_change=S.close_lifting,
    )
