"""/me and its parts: a person's own account, in a company and on the platform."""

import reflex as rx

from platform_app.components.buttons import button
from platform_app.components.dialogs import confirm_dialog, dialog
from platform_app.components.feedback import notice, page_skeleton
from platform_app.components.fields import (
    checkbox_field,
    form,
    form_actions,
    form_problem,
    option,
    posted_form,
    select_field,
    text_field,
)
from platform_app.components.layout import card, facts, mute, reading, row, stack, strong, two_lines
from platform_app.components.moments import moment
from platform_app.components.second_factor import begin_button, second_factor_steps
from platform_app.components.shell import page_header
from platform_app.components.tables import Column, Listing, data_table
from platform_app.components.tabs import OWN, OWN_PLATFORM, page_tabs
from platform_app.core.emails import MailTopic
from platform_app.pages.registry import company_page, platform_page
from platform_app.services.accounts.views import OwnSession
from platform_app.state.me import MeState as S
from platform_app.state.second_factor import SecondFactorState

_THEMES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))
_TOPICS = (
    (MailTopic.USAGE, "Limits of the plan", "When four fifths, or all, are used. Sent to admins."),
    (
        MailTopic.APPROVALS,
        "Campaigns that wait for approval",
        "Sent to those who may approve them.",
    ),
    (
        MailTopic.WHATSAPP,
        "Trouble with WhatsApp",
        "When an account or a number has stopped. Sent to admins.",
    ),
    (
        MailTopic.CAMPAIGNS,
        "Campaigns that have paused",
        "When one pauses by itself. Sent to whoever launched it.",
    ),
)
_DATE_STYLES = (
    ("", "English (United Kingdom), 23 Nov 2026"),
    ("en-US", "English (United States), Nov 23, 2026"),
    ("de-DE", "Deutsch, 23.11.2026"),
    ("es-ES", "Español, 23 nov 2026"),
    ("fr-FR", "Français, 23 nov. 2026"),
    ("it-IT", "Italiano, 23 nov 2026"),
    ("pt-PT", "Português, 23/11/2026"),
    ("pt-BR", "Português (Brasil), 23 de nov. de 2026"),
    ("sv-SE", "Svenska, 23 nov. 2026"),
)


@company_page("/me", title="Your account", permission=None, on_load=[S.load])
def me_page() -> rx.Component:
    """Return the account of a company's person."""
    return _profile(page_tabs(OWN, "/me"))


@company_page(
    "/me/security",
    title="Sign-in and security",
    permission=None,
    on_load=[S.load, SecondFactorState.load],
)
def security_page() -> rx.Component:
    """Return how a company's person signs in, and where they are signed in."""
    return _security(page_tabs(OWN, "/me/security"), "/me/security")


@company_page("/me/notifications", title="Notifications", permission=None, on_load=[S.load])
def notifications_page() -> rx.Component:
    """Return what a company's person wants to hear by mail."""
    content = stack(
        page_header("Notifications", "What you hear by mail."),
        page_tabs(OWN, "/me/notifications"),
        reading(card(_good_news(), _mail_form())),
    )
    return rx.cond(S.is_loaded, content, page_skeleton())


@platform_page("/admin/me", title="Your account", on_load=[S.load])
def platform_me_page() -> rx.Component:
    """Return the account of a super admin."""
    return _profile(page_tabs(OWN_PLATFORM, "/admin/me"))


@platform_page(
    "/admin/me/security", title="Sign-in and security", on_load=[S.load, SecondFactorState.load]
)
def platform_security_page() -> rx.Component:
    """Return how a super admin signs in, and where they are signed in."""
    return _security(page_tabs(OWN_PLATFORM, "/admin/me/security"), "/admin/me/security")


def _profile(tabs: rx.Component) -> rx.Component:
    content = stack(
        page_header("Your account", "How your team sees you, and how the product looks to you."),
        tabs,
        reading(card(_good_news(), form_problem(S.notice), _profile_form())),
    )
    return rx.cond(S.is_loaded, content, page_skeleton())


def _profile_form() -> rx.Component:
    return form(
        text_field(
            "Your name",
            "name",
            default_value=S.my_name,
            required=True,
            max_length=100,
            auto_complete="name",
            error=S.problems["name"],
            data_testid="name",
        ),
        select_field(
            "Theme",
            "theme",
            [option(label, value) for value, label in _THEMES],
            default_value=S.my_theme,
            data_testid="theme",
        ),
        select_field(
            "Dates",
            "date_style",
            [option(label, value) for value, label in _DATE_STYLES],
            default_value=S.my_date_style,
            help_text="The language in which dates are written. Times are in your company's zone.",
            data_testid="date-style",
        ),
        form_actions(button("Save", look="primary", type="submit", data_testid="save")),
        on_submit=S.save,
    )


def _mail_form() -> rx.Component:
    boxes = [
        checkbox_field(
            label,
            topic,
            help_text=help_text,
            default_checked=~rx.Var.create(S.muted_mail).contains(str(topic)),
            data_testid=f"mail-{topic}",
        )
        for topic, label, help_text in _TOPICS
    ]
    return form(
        *boxes,
        mute("New devices and changes to your account's protection are always told."),
        form_actions(button("Save", look="primary", type="submit", data_testid="save")),
        on_submit=S.choose_mail,
    )


def _security(tabs: rx.Component, here: str) -> rx.Component:
    content = stack(
        page_header("Sign-in and security", "How you sign in, and where you are signed in."),
        tabs,
        reading(
            _good_news(),
            form_problem(S.notice),
            card(_second_factor(here), title="Second factor", test_id="second-factor"),
            card(_password_form(), title="Password"),
            card(_email(), title="E-mail"),
        ),
        card(_sessions(), title="Where you are signed in", aside=_end_others(), is_flush=True),
    )
    return rx.cond(S.is_loaded, content, page_skeleton())


def _good_news() -> rx.Component:
    return rx.cond(S.done, notice(S.done, tone="green", test_id="done"), None)


def _second_factor(here: str) -> rx.Component:
    off = stack(
        rx.el.p(
            "With a code from your phone nobody can sign in who only knows your password.",
            class_name="mute",
        ),
        row(begin_button("Set it up")),
    )
    return second_factor_steps(rx.cond(S.has_second_factor, _is_on(), off), next_path=here)


def _is_on() -> rx.Component:
    renew = confirm_dialog(
        button("New recovery codes", data_testid="renew-codes"),
        "Make ten new recovery codes?",
        "The old ones are good no more.",
        confirm=("Make new codes", SecondFactorState.renew_codes),
    )
    remove = confirm_dialog(
        button("Remove", look="danger", data_testid="remove-2fa"),
        "Remove the second factor?",
        "Your password alone will let you in. Where your role demands a second factor, you set up a new one at once.",
        confirm=("Remove it", SecondFactorState.remove),
        look="danger",
    )
    return stack(
        facts(("State", strong("On")), ("Recovery codes left", S.codes_left)),
        row(renew, remove),
    )


def _password_form() -> rx.Component:
    return posted_form(
        rx.el.input(
            type="hidden",
            name="username",
            value=S.my_email,
            auto_complete="username",
            read_only=True,
        ),
        text_field(
            "Current password",
            "current",
            type="password",
            auto_complete="current-password",
            required=True,
            error=S.problems["current"],
            data_testid="current",
        ),
        text_field(
            "New password",
            "new",
            type="password",
            auto_complete="new-password",
            required=True,
            min_length=12,
            help_text="At least 12 characters. Your other sessions end.",
            error=S.problems["password"],
            data_testid="new",
        ),
        form_actions(button("Change password", type="submit", data_testid="change-password")),
        action="/auth/password",
    )


def _email() -> rx.Component:
    asked = notice(
        "Open the link that we sent to ",
        strong(S.asked_email),
        ". Until then your address stays as it is.",
        tone="green",
        test_id="email-asked",
    )
    change = button(
        "Change address", on_click=S.open_email_form(is_open=True), data_testid="change-email"
    )
    return stack(
        rx.cond(S.asked_email, asked, None),
        facts(("Address", S.my_email)),
        row(change),
        dialog(
            "Change your address",
            "We send a link to the new address. When you open it, your sessions end and you sign in with the new one.",
            form(
                form_problem(S.notice),
                text_field(
                    "New address",
                    "new_email",
                    type="email",
                    required=True,
                    auto_complete="email",
                    error=S.problems["new_email"],
                    data_testid="new-email",
                ),
                form_actions(
                    button("Back", on_click=S.open_email_form(is_open=False)),
                    button("Send the link", look="primary", type="submit"),
                ),
                on_submit=S.ask_for_email_change,
            ),
            is_open=S.is_changing_email,
            on_open_change=S.open_email_form,
        ),
    )


def _end_others() -> rx.Component:
    end = confirm_dialog(
        button("End all others", data_testid="end-others"),
        "End your other sessions?",
        "You stay signed in here. Everywhere else you have to sign in again.",
        confirm=("End them", S.end_other_sessions),
    )
    return rx.cond(rx.Var.create(S.sessions).length() > 1, end, None)


def _sessions() -> rx.Component:
    return data_table(
        _COLUMNS,
        S.sessions,
        label="Your sessions",
        listing=Listing(is_loading=~S.is_loaded, on_retry=S.load),
        empty=mute("No session."),
    )


def _browser(one: OwnSession) -> rx.Component:
    here = rx.cond(one.is_this, "This browser", "")
    return two_lines(strong(one.browser), here)


def _end(one: OwnSession) -> rx.Component:
    act = button("End", look="quiet", on_click=S.end_session(one.id), aria_label="End this session")
    return rx.cond(one.is_this, None, act)


_COLUMNS = [
    Column("Browser", _browser, width="wide"),
    Column("Address", lambda one: one.address, is_on_phone=False),
    Column("Since", lambda one: moment(one.started_at), is_on_phone=False),
    Column("Last used", lambda one: moment(one.last_seen_at)),
    Column("", _end, width="narrow"),
]
