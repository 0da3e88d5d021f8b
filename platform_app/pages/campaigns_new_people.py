"""How many people a campaign reaches and why the others are skipped; each number opens the people behind it."""

import reflex as rx

from platform_app.components.buttons import button
from platform_app.components.dialogs import dialog
from platform_app.components.feedback import empty_state
from platform_app.components.fields import form_actions
from platform_app.components.figures import count
from platform_app.components.layout import card, mute, paragraph, row
from platform_app.components.permissions import may
from platform_app.components.tables import Column, RowAct, data_table, paged
from platform_app.components.theme import Words
from platform_app.core.permissions import Permission
from platform_app.services.campaigns.views import ReasonCount
from platform_app.state.campaigns_new import CampaignsNewState as S
from platform_app.state.campaigns_new_people import CampaignsNewPeopleState as P

_CHECK = S.check
_GET_IT = "People who will get it"


def people() -> rx.Component:
    """Return how many get it, and why the others don't."""
    return card(
        paragraph(
            rx.el.span(count(_CHECK.will_receive), class_name="strong", data_testid="will-receive"),
            " of ", count(_CHECK.audience), " people will get it ",
            rx.cond(_CHECK.will_receive > 0, _show("", _GET_IT), None),
        ),
        rx.cond(
            _CHECK.audience_words,
            mute(rx.el.span(_CHECK.audience_words, data_testid="audience-words"), "."),
            None,
        ),
        rx.cond(
            rx.Var.create(S.exclude).length() > 0,
            row(
                mute("Left out"),
                rx.el.span(count(_CHECK.excluded), class_name="mute small", data_testid="excluded"),
                class_name="between",
            ),
            None,
        ),
        rx.foreach(_CHECK.skipped, _skipped),
        title="People",
        test_id="preflight",
    )  # fmt: skip


def people_window() -> rx.Component:
    """Return the window with the people behind a number."""
    return dialog(
        P.label,
        "As it is now. At launch they are looked at once more.",
        data_table(
            [
                Column("Name", lambda one: rx.cond(one.name, rx.el.bdi(one.name), "No name")),
                Column("Number", lambda one: one.phone),
            ],
            P.rows,
            label="People",
            listing=paged(P, is_loading=P.is_loading, on_retry=P.set_open(False)),
            empty=empty_state("users", "Nobody", "Nobody is here any more."),
            row_act=RowAct(
                href=lambda one: "/contacts/" + one.id, test_id=lambda _: "person-behind"
            ),
        ),
        form_actions(button("Close", on_click=P.set_open(False), data_testid="close-people")),
        is_open=P.is_open,
        on_open_change=P.set_open,
    )


def _skipped(one: ReasonCount) -> rx.Component:
    return rx.el.div(
        row(
            mute("Skipped: ", one.label),
            row(mute(count(one.total)), _show(one.key, one.label), class_name=""),
            class_name="between",
        ),
        mute(one.advice),
        custom_attrs={"data-testid": "skip-" + one.key},
    )


def _show(reason: Words, label: Words) -> rx.Component:
    """Return what opens the people; whoever may not read contacts sees the number alone."""
    opened = rx.el.button(
        "show",
        type="button",
        class_name="text-link small",
        on_click=P.open(S.draft_id, reason, label),
        aria_label=f"Show: {label}",
        custom_attrs={"data-testid": "show-people"},
    )
    return rx.cond(may(Permission.CONTACTS_READ), opened, None)
