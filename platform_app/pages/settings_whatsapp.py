"""/settings/whatsapp: the company's own accounts and numbers, connected, watched and renewed."""

import reflex as rx

from platform_app.components.buttons import button
from platform_app.components.dialogs import dialog
from platform_app.components.feedback import notice, page_skeleton
from platform_app.components.fields import (
    copy_field,
    form,
    form_actions,
    form_problem,
    text_field,
)
from platform_app.components.layout import (
    card,
    facts,
    mute,
    reading,
    row,
    stack,
    strong,
    two_lines,
)
from platform_app.components.notices import channel_notice
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge, plain_badge
from platform_app.components.tables import Column, Listing, RowAct, data_table
from platform_app.components.tabs import settings_tabs
from platform_app.components.theme import Words
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.channels.views import AccountRow, NumberRow
from platform_app.state.settings_whatsapp import SettingsWhatsAppState as S


@company_page(
    "/settings/whatsapp",
    title="WhatsApp settings",
    permission=Permission.WHATSAPP_MANAGE,
    on_load=[S.load],
)
def settings_whatsapp_page() -> rx.Component:
    """Return the accounts, or the form that makes the first one."""
    return rx.cond(
        S.is_loaded,
        rx.cond(rx.Var.create(S.accounts).length() > 0, _connected(), _not_connected()),
        page_skeleton(),
    )


def _not_connected() -> rx.Component:
    return stack(
        page_header(
            "Connect WhatsApp",
            "Three values from Meta's pages; they are checked before they are kept.",
        ),
        settings_tabs("/settings/whatsapp"),
        reading(card(_credentials_form("Connect"))),
    )


def _connected() -> rx.Component:
    return stack(
        page_header(
            "WhatsApp",
            "The accounts and numbers that your messages go out from and come in to.",
            button(
                "Connect another account",
                icon="plus",
                on_click=S.set_connecting(True, ""),  # noqa: FBT003  what the handler takes
                data_testid="connect-another",
            ),
        ),
        settings_tabs("/settings/whatsapp"),
        rx.foreach(S.notices, channel_notice),
        _numbers(),
        rx.foreach(S.accounts, _account),
        _credentials_window(),
        _revoking(),
    )


def _numbers() -> rx.Component:
    table = data_table(
        _COLUMNS,
        S.numbers,
        label="Numbers",
        listing=Listing(is_loading=~S.is_loaded, on_retry=S.load),
        empty=mute("These accounts have no number."),
        row_act=RowAct(href=lambda one: f"/settings/whatsapp/{one.id}", test_id=lambda _: "number"),
    )
    return card(table, title="Numbers", is_flush=True, test_id="numbers")


def _account(one: AccountRow) -> rx.Component:
    return card(
        rx.cond(one.problem, notice(one.problem, tone="red"), None),
        _first_event(one),
        facts(
            ("WhatsApp Business account id", one.waba_id),
            ("Business portfolio", _or_mute(one.business_name, "Not told by WhatsApp")),
            ("Access token", _token(one)),
            ("Messages", _messages(one)),
            ("News of the account", _news(one)),
            ("Latest event", _or_mute(one.last_event, "None yet")),
            ("Last checked", _or_mute(one.checked, "Not yet")),
        ),
        _by_hand(one),
        row(
            rx.cond(
                one.status == "revoked",
                None,
                button(
                    "Check now", icon="refresh-cw", on_click=S.check(one.id), data_testid="check"
                ),
            ),
            button(
                rx.cond(one.status == "revoked", "Connect again", "Replace credentials"),
                icon="key-round",
                on_click=S.set_connecting(True, one.id),  # noqa: FBT003  what the handler takes
                data_testid="replace",
            ),
            rx.cond(
                one.status == "revoked",
                None,
                button(
                    "Revoke",
                    look="danger",
                    icon="trash-2",
                    on_click=S.set_revoking(True, one.id),  # noqa: FBT003  what the handler takes
                    data_testid="revoke",
                ),
            ),
        ),
        title=one.name,
        aside=badge("channel", one.status),
        test_id="account",
    )


def _first_event(one: AccountRow) -> rx.Component:
    waiting = notice(
        strong("Waiting for the first event …"),
        rx.el.div(
            "Write a message from any phone to one of your numbers. When it arrives here, receiving works."
        ),
        tone="blue",
        test_id="waiting-for-event",
    )
    return rx.cond(
        rx.Var.create(one.first_event) | (rx.Var.create(one.status) != "connected"), None, waiting
    )


def _token(one: AccountRow) -> rx.Component:
    ends = rx.cond(one.token_expires, rx.el.span("valid until ", one.token_expires), "does not end")
    name = rx.cond(one.token_ending, rx.el.span("ends in …", one.token_ending), "kept")
    missing = rx.el.div("It may not ", one.missing_scopes, ".", class_name="error")
    words = rx.cond(
        one.token_problem,
        row(plain_badge("Refused", "red"), one.token_problem),
        rx.cond(one.checked, row(plain_badge("Valid", "green"), name, "·", ends), name),
    )
    return rx.cond(
        one.status == "revoked",
        mute("Taken out"),
        stack(words, rx.cond(one.missing_scopes, missing, None), gap=1),
    )


def _messages(one: AccountRow) -> rx.Component:
    standing = rx.match(
        one.subscription,
        ("ours", plain_badge("Come here", "green")),
        ("elsewhere", plain_badge("Go to another address", "amber")),
        ("missing", plain_badge("Not subscribed", "red")),
        mute("Not checked yet"),
    )
    return rx.fragment(standing)


def _news(one: AccountRow) -> rx.Component:
    take = button(
        "Send it here",
        on_click=S.take_callback(one.id),
        aria_label="Send news of the account here",
        data_testid="take-callback",
    )
    why = mute(
        "Templates, quality, limits and people's preferences go to the Meta app's own address. "
        "Without it we ask every hour."
    )
    elsewhere = row(plain_badge("Goes to", "amber"), one.callback_address, take)
    standing = rx.match(
        one.callback,
        ("ours", plain_badge("Comes here", "green")),
        ("elsewhere", stack(elsewhere, why, gap=1)),
        ("missing", stack(row(plain_badge("Goes nowhere", "amber"), take), why, gap=1)),
        mute("Not checked yet"),
    )
    return rx.fragment(standing)


def _by_hand(one: AccountRow) -> rx.Component:
    return rx.el.details(
        rx.el.summary("Webhook address and verify token"),
        stack(
            mute("You need them only to enter them by hand in Meta's app dashboard."),
            copy_field("Webhook address", "webhook-address", one.webhook_address),
            copy_field("Verify token", "verify-token", one.verify_token),
        ),
        class_name="folded",
    )


def _credentials_window() -> rx.Component:
    return dialog(
        rx.cond(
            S.picked.id,
            rx.cond(S.picked.status == "revoked", "Connect again", "Replace credentials"),
            "Connect another account",
        ),
        rx.cond(
            S.picked.id,
            rx.cond(
                S.picked.status == "revoked",
                "Token and secret were erased, so both are needed. They are checked before they are kept.",
                "They are checked with WhatsApp first. Until then the present ones stay. What you leave empty stays as it is.",
            ),
            "Three values from Meta's pages; they are checked before they are kept.",
        ),
        _credentials_form("Check and save"),
        is_open=S.is_connecting,
        on_open_change=S.set_connecting,
    )


def _revoking() -> rx.Component:
    return dialog(
        "Revoke the credentials?",
        "Token and app secret are erased here. Campaigns from this account stop, nothing is answered, and nothing "
        "comes in until you connect it again. Conversations and reports stay.",
        stack(
            facts(("Account", S.picked.name), ("WhatsApp Business account id", S.picked.waba_id)),
            form_actions(
                button("Back", on_click=S.set_revoking(False, "")),  # noqa: FBT003  what the handler takes
                button("Revoke", look="danger", on_click=S.revoke, data_testid="confirm-revoke"),
            ),
            gap=6,
        ),
        is_open=S.is_revoking,
        on_open_change=S.set_revoking,
    )


def _credentials_form(label: str) -> rx.Component:
    return form(
        form_problem(S.notice),
        text_field(
            "WhatsApp Business account id",
            "waba_id",
            default_value=S.picked.waba_id,
            read_only=S.picked.id != "",
            input_mode="numeric",
            auto_complete="off",
            help_text="Business settings → Accounts → WhatsApp accounts. 15 or 16 digits.",
            error=S.problems["waba_id"],
            data_testid="waba-id",
        ),
        text_field(
            "Access token",
            "access_token",
            type="password",
            auto_complete="off",
            help_text="Of a system user with whatsapp_business_messaging and whatsapp_business_management.",
            error=S.problems["access_token"],
            data_testid="access-token",
        ),
        text_field(
            "App secret",
            "app_secret",
            type="password",
            auto_complete="off",
            help_text="App dashboard → App settings → Basic. It proves that events come from WhatsApp.",
            error=S.problems["app_secret"],
            data_testid="app-secret",
        ),
        mute("Token and secret are kept encrypted and are never shown again."),
        form_actions(
            button(
                rx.cond(S.is_checking, "Asking WhatsApp …", label),
                look="primary",
                type="submit",
                is_busy=S.is_checking,
                data_testid="connect",
            )
        ),
        on_submit=S.connect,
    )


def _or_mute(words: Words, otherwise: str) -> rx.Component:
    return rx.cond(words, rx.el.span(words), mute(otherwise))


def _number(one: NumberRow) -> rx.Component:
    problem = rx.el.span(one.problem, class_name="error")
    return two_lines(one.display_number, rx.cond(one.problem, problem, one.verified_name))


_COLUMNS = [
    Column("Number", _number, width="wide"),
    Column("State", lambda one: badge("number", one.status)),
    Column("Quality", lambda one: badge("quality", one.quality)),
    Column("New conversations today", lambda one: one.left, is_on_phone=False),
    Column("Latest event", lambda one: _or_mute(one.last_event, "None yet"), is_on_phone=False),
    Column(
        "Rate",
        lambda one: one.messages_per_second.to_string() + " a second",
        is_numeric=True,
        is_on_phone=False,
    ),
]
