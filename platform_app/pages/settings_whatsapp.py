"""/settings/whatsapp: the company's own number, connected, watched and renewed."""

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
from platform_app.components.history import history
from platform_app.components.layout import card, facts, mute, reading, stack, strong, two_lines
from platform_app.components.messaging_limits import limit_words
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, Listing, data_table
from platform_app.components.tabs import settings_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.channels.views import NumberRow
from platform_app.state.settings_whatsapp import SettingsWhatsAppState as S


@company_page(
    "/settings/whatsapp",
    title="WhatsApp settings",
    permission=Permission.WHATSAPP_MANAGE,
    on_load=[S.load],
)
def settings_whatsapp_page() -> rx.Component:
    """Return the connection, or the form that makes one."""
    return rx.cond(
        S.is_loaded, rx.cond(S.connection.id, _connected(), _not_connected()), page_skeleton()
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
            "The account that your messages go out from and come in to.",
            button(
                "Renew token", icon="key-round", on_click=S.renew(is_open=True), data_testid="renew"
            ),
            badge=badge("channel", S.connection.status),
        ),
        settings_tabs("/settings/whatsapp"),
        rx.cond(S.connection.problem, notice(S.connection.problem, tone="red"), None),
        _first_event(),
        _numbers(),
        _webhook(),
        _account(),
        history("channel", S.connection.id, title="History"),
        _renewal(),
    )


def _first_event() -> rx.Component:
    waiting = notice(
        strong("Waiting for the first event …"),
        rx.el.div(
            "Write a message from any phone to one of your numbers. When it arrives here, receiving works."
        ),
        tone="blue",
        test_id="waiting-for-event",
    )
    return rx.cond(S.connection.first_event, None, waiting)


def _numbers() -> rx.Component:
    table = data_table(
        _COLUMNS,
        S.connection.numbers,
        label="Numbers",
        listing=Listing(is_loading=~S.is_loaded, on_retry=S.load),
        empty=mute("This account has no number."),
    )
    return card(table, title="Numbers", is_flush=True, test_id="numbers")


def _webhook() -> rx.Component:
    return card(
        rx.cond(
            S.connection.verified,
            mute("WhatsApp has taken both. You need them only to enter them by hand."),
            mute(
                "WhatsApp has not taken them yet. Renew the token to try again, or enter them by hand."
            ),
        ),
        copy_field("Webhook address", "webhook-address", S.connection.webhook_address),
        copy_field("Verify token", "verify-token", S.connection.verify_token),
        title="Receiving",
    )


def _account() -> rx.Component:
    def known(words: str, otherwise: str) -> rx.Component:
        return rx.cond(words, rx.el.span(words), mute(otherwise))

    return card(
        facts(
            ("Account", S.connection.name),
            ("WhatsApp Business account id", S.connection.waba_id),
            (
                "Access token",
                rx.cond(S.connection.token_ending, "ends in …" + S.connection.token_ending, "kept"),
            ),
            ("Webhook taken by WhatsApp", known(S.connection.verified, "not yet")),
            ("First event", known(S.connection.first_event, "not yet")),
            ("Latest event", known(S.connection.last_event, "none yet")),
        ),
        title="Account",
    )


def _renewal() -> rx.Component:
    return dialog(
        "Renew token",
        "The new token is checked with WhatsApp first. Until it is accepted the present one stays.",
        _credentials_form("Check and save"),
        is_open=S.is_renewing,
        on_open_change=S.renew,
    )


def _credentials_form(label: str) -> rx.Component:
    return form(
        form_problem(S.notice),
        text_field(
            "WhatsApp Business account id",
            "waba_id",
            default_value=S.connection.waba_id,
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


def _number(one: NumberRow) -> rx.Component:
    return two_lines(
        strong(one.display_number), rx.cond(one.problem, one.problem, one.verified_name)
    )


def _limit(one: NumberRow) -> rx.Var[str]:
    return limit_words(one.messaging_limit)


_COLUMNS = [
    Column("Number", _number, width="wide"),
    Column("State", lambda one: badge("number", one.status)),
    Column("Quality", lambda one: one.quality),
    Column("New conversations", _limit, is_on_phone=False),
    Column(
        "Rate",
        lambda one: one.messages_per_second.to_string() + " a second",
        is_numeric=True,
        is_on_phone=False,
    ),
]
