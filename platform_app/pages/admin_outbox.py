"""/admin/outbox: the mails that the product has written, and what became of them."""

import reflex as rx

from platform_app.components.feedback import empty_state
from platform_app.components.fields import copy_field
from platform_app.components.layout import (
    card,
    facts,
    mute,
    show_aside,
    stack,
    two_lines,
    with_aside,
)
from platform_app.components.moments import moment
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, Listing, RowAct, data_table
from platform_app.pages.registry import platform_page
from platform_app.state.admin_outbox import AdminOutboxState as S


@platform_page("/admin/outbox", title="Outbox", on_load=[S.load])
def admin_outbox_page() -> rx.Component:
    """Return the newest mails, one of them open."""
    return stack(
        page_header(
            "Outbox",
            "Without a mail server, mails stay here so that you can pass their links on. The text of a mail "
            "that has been sent is removed, because its link belongs to its reader alone.",
        ),
        rx.cond(S.picked.id, with_aside(_list(), _mail()), _list()),
    )


def _list() -> rx.Component:
    table = data_table(
        _COLUMNS,
        S.rows,
        label="Mails",
        listing=Listing(is_loading=~S.is_loaded, on_retry=S.load),
        empty=empty_state(
            "mail", "No mail yet", "Creating a company writes the first one, to its admin."
        ),
        row_act=RowAct(
            on_pick=lambda one: [S.pick(one.id), show_aside()],
            is_picked=lambda one: one.id == S.picked.id,
            test_id=lambda _: "mail",
        ),
    )
    return card(table, is_flush=True)


def _mail() -> rx.Component:
    return card(
        facts(("To", S.picked.recipient), ("Company", S.picked.company)),
        rx.cond(S.picked.problem, rx.el.p(S.picked.problem, class_name="error"), None),
        rx.el.div(S.picked.body, class_name="pre", data_testid="mail-body"),
        rx.cond(S.link, copy_field("Link", "mail-link", S.link), None),
        title=S.picked.subject,
        test_id="open-mail",
    )


_COLUMNS = [
    Column("Mail", lambda one: two_lines(one.subject, one.recipient), width="wide"),
    Column("Company", lambda one: one.company, is_on_phone=False),
    Column("State", lambda one: badge("mail", one.status)),
    Column("Written", lambda one: mute(moment(one.created)), is_on_phone=False),
]
