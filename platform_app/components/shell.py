"""The frames around every page: the company's, the platform's, and the one before sign-in."""

import reflex as rx

from platform_app.components.buttons import icon_button, link, link_button, outside_link
from platform_app.components.feedback import empty_state, page_skeleton
from platform_app.components.identity import confirm_identity, visiting_strip
from platform_app.components.navigation import COMPANY, PLATFORM, Entry, navigation
from platform_app.components.permissions import may
from platform_app.components.theme import Node, Words, themed
from platform_app.components.user_menu import theme_follower, user_menu
from platform_app.core.permissions import Permission
from platform_app.state.base import AppState

_MAIN = "main"


def company_frame(
    body: rx.Component, *, nav: str, permission: Permission | None, is_filling: bool = False
) -> rx.Component:
    """Return a page inside a company; a filling one uses the whole screen below the header."""
    allowed = rx.cond(may(permission), body, _not_for_this_role()) if permission else body
    content = rx.el.div(
        visiting_strip(),
        _number_strip(),
        rx.el.header(
            _drawer(AppState.company_name, COMPANY, nav),
            _brand(AppState.company_name),
            rx.el.div(_health(), class_name="end"),
            user_menu(),
            class_name="header",
        ),
        _main(allowed, "main fill" if is_filling else "main"),
    )
    sidebar = rx.el.aside(
        _brand(AppState.company_name), navigation(COMPANY, nav), class_name="sidebar"
    )
    frame = rx.el.div(sidebar, content, class_name="frame")
    return themed(_skip_link(), theme_follower(), frame, confirm_identity(), accent=AppState.accent)


def platform_frame(body: rx.Component, *, nav: str) -> rx.Component:
    """Return a page of the platform's own people; its dark header stands for another place."""
    header = rx.el.header(
        _drawer("Platform", PLATFORM, nav),
        _brand("Platform"),
        rx.el.div(navigation(PLATFORM, nav), class_name="wide-only"),
        rx.el.div(user_menu(), class_name="end"),
        class_name="platform-header dark",
    )
    shown = rx.cond(AppState.is_super_admin, body, page_skeleton())
    return themed(
        _skip_link(),
        theme_follower(),
        header,
        _main(shown, "main platform-main"),
        confirm_identity(),
        accent=AppState.accent,
    )


def public_frame(body: rx.Component) -> rx.Component:
    """Return a page for people who have not signed in: one card, with the company's mark."""
    card = rx.el.div(_brand(AppState.company_name), body, class_name="public-card")
    content = rx.el.main(
        rx.cond(AppState.ready, card, rx.el.span("Loading …", class_name="hidden", role="status")),
        class_name="public",
    )
    return themed(content, confirm_identity(), accent=AppState.accent)


def page_header(title: Node, purpose: Node = "", *actions: Node, badge: Node = "") -> rx.Component:
    """Return a page's title, its one sentence of purpose, and its actions, the primary one last."""
    heading = rx.el.div(rx.el.h1(title), badge, class_name="row wrap gap-2")
    words = rx.el.div(heading, rx.el.p(purpose), class_name="grow")
    buttons = rx.el.div(*actions, class_name="actions") if actions else rx.fragment()
    return rx.el.div(words, buttons, class_name="page-head")


def _main(body: rx.Component, class_name: str) -> rx.Component:
    is_here = AppState.ready & AppState.is_signed_in
    return rx.el.main(
        rx.cond(is_here, body, page_skeleton()), id=_MAIN, tab_index=-1, class_name=class_name
    )


def _skip_link() -> rx.Component:
    return outside_link("Skip to content", href=f"#{_MAIN}", class_name="skip")


def _brand(name: Words) -> rx.Component:
    mark = rx.el.span(rx.Var.create(name).to(str)[0], class_name="mark", aria_hidden="true")
    return rx.el.div(mark, rx.el.span(name, class_name="clip"), class_name="brand")


def _drawer(name: Words, entries: tuple[Entry, ...], nav: str) -> rx.Component:
    content = rx.dialog.content(
        rx.dialog.title("Menu", class_name="hidden"),
        _brand(name),
        navigation(entries, nav, is_drawer=True),
        class_name="drawer",
        # Radix warns when a dialog has no description; a menu needs none.
        aria_describedby="",
    )
    opener = icon_button("menu", "Open the menu", data_testid="open-menu")
    drawer = rx.dialog.root(rx.dialog.trigger(opener), content)
    return rx.el.div(drawer, class_name="only-phone")


def _health() -> rx.Component:
    dot = rx.el.span(class_name=rx.cond(AppState.headline_healthy, "dot", "dot bad"))
    words = rx.el.span(
        AppState.headline_number, " · ", AppState.headline_quality, class_name="health-words clip"
    )
    short = rx.el.span(AppState.headline_quality, class_name="hidden")
    line = rx.el.div(dot, words, short, class_name="health", data_testid="headline")
    return rx.cond(AppState.headline_number, line, None)


def _number_strip() -> rx.Component:
    sentence = rx.el.span(
        "Sending from ",
        AppState.headline_number,
        " is held back or at risk. ",
        rx.cond(
            AppState.headline_problem, AppState.headline_problem, AppState.headline_quality + "."
        ),
    )
    fix = rx.cond(
        may(Permission.WHATSAPP_MANAGE),
        link("See why", href="/settings/whatsapp", class_name=""),
        None,
    )
    strip = rx.el.div(
        rx.icon("triangle-alert", size=16), sentence, fix, class_name="strip", role="alert"
    )
    return rx.cond(AppState.headline_healthy, None, strip)


def _not_for_this_role() -> rx.Component:
    return rx.el.div(
        rx.el.h1("Not part of your role", class_name="hidden"),
        empty_state(
            "lock",
            "Your role does not include this page",
            "An admin of your company can change your role.",
            link_button("Go to the start page", href="/"),
        ),
    )
