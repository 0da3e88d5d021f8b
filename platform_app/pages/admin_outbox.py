"""/admin/outbox: the mails that the product has written, and what became of them."""

import reflex as rx

from platform_app.components.buttons import button
from platform_app.components.feedback import empty_state, notice
from platform_app.components.fields import copy_field
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
from platform_app.components.moments import moment
from platform_app.components.shell import page_header
from platform_app.components.statuses import STATUSES, badge
from platform_app.components.tables import Column, RowAct, data_table, paged
from platform_app.components.tabs import view_tabs
from platform_app.pages.registry import platform_page
from platform_app.services.mail.views import MailRow
from platform_app.state.admin_outbox import AdminOutboxState as S

_PICKED = S.picked.row


@platform_page("/admin/outbox", title="Outbox", on_load=[S.load])
def admin_outbox_page() -> rx.Component:
    """Return the newest mails, one of them open."""
    return stack(
        page_header(
            "Outbox",
            "Every mail of the companies and of the platform. The text of a mail that has been sent is removed, "
            "because its link belongs to its reader alone.",
        ),
        rx.cond(
            S.can_deliver,
            None,
            notice(
                "No mail server is configured (SMTP_URL), so mails stay here. Pass their links on yourself.",
                tone="amber",
                test_id="no-mail-server",
            ),
        ),
        row(_states(), mute(S.total, rx.cond(S.total == "1", " mail", " mails"))),
        rx.cond(_PICKED.id, with_aside(_list(), _mail()), _list()),
    )


def _states() -> rx.Component:
    words = [(key, status.word) for key, status in STATUSES["mail"].items()]
    chosen = rx.cond(S.status, S.status, "all")
    return view_tabs([("all", "All"), *words], chosen, S.set_status, label="State")


def _list() -> rx.Component:
    table = data_table(
        _COLUMNS,
        S.rows,
        label="Mails",
        listing=paged(S, is_loading=~S.is_loaded, on_retry=S.load),
        empty=rx.cond(
            S.status,
            empty_state("mail", "No mail in this state", "Choose another state above."),
            empty_state(
                "mail", "No mail yet", "Creating a company writes the first one, to its admin."
            ),
        ),
        row_act=RowAct(
            on_pick=lambda one: [S.pick(one.id, one.company_id), show_aside()],
            is_picked=lambda one: one.id == _PICKED.id,
            test_id=lambda _: "mail",
        ),
    )
    return card(table, is_flush=True)


def _mail() -> rx.Component:
    can_try = S.can_deliver & ((_PICKED.status == "failed") | (_PICKED.status == "kept"))
    again = button("Try again now", icon="rotate-cw", on_click=S.try_again, data_testid="try-again")
    return card(
        facts(
            ("To", rx.el.bdi(_PICKED.recipient)),
            ("From", rx.el.bdi(_PICKED.company)),
            ("State", badge("mail", _PICKED.status)),
            ("Failed tries", _PICKED.attempts),
        ),
        rx.cond(
            _PICKED.status == "waiting",
            mute("Next attempt ", moment(_PICKED.next_attempt)),
            None,
        ),
        rx.cond(_PICKED.problem, rx.el.p(_PICKED.problem, class_name="error"), None),
        rx.el.div(S.picked.body, class_name="pre", data_testid="mail-body"),
        rx.cond(S.picked.link, copy_field("Link", "mail-link", S.picked.link), None),
        rx.cond(can_try, again, None),
        title=_PICKED.subject,
        test_id="open-mail",
    )


def _state(one: MailRow) -> rx.Component:
    return two_lines(badge("mail", one.status), one.problem)


_COLUMNS = [
    Column("Mail", lambda one: two_lines(one.subject, rx.el.bdi(one.recipient)), width="wide"),
    Column("From", lambda one: rx.el.bdi(one.company), is_on_phone=False),
    Column("State", _state),
    Column("Written", lambda one: mute(moment(one.created)), is_on_phone=False),
]
