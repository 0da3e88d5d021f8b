"""Tabs: the pages of one section, or the views of one list."""

from collections.abc import Callable

import reflex as rx

from platform_app.components.buttons import link
from platform_app.components.permissions import may
from platform_app.components.theme import Act, Words
from platform_app.core.permissions import Permission

CAMPAIGNS = (("Campaigns", "/campaigns"), ("Templates", "/templates"))
CONTACTS = (("Contacts", "/contacts"), ("Consent", "/consent"), ("Imports", "/contacts/imports"))


OWN = (
    ("Account", "/me"),
    ("Sign-in and security", "/me/security"),
    ("Notifications", "/me/notifications"),
)
OWN_PLATFORM = (("Account", "/admin/me"), ("Sign-in and security", "/admin/me/security"))
# Each is seen by those who may open it.
SETTINGS = (
    ("Company", "/settings/company", Permission.COMPANY_MANAGE),
    ("WhatsApp", "/settings/whatsapp", Permission.WHATSAPP_MANAGE),
    ("Team", "/settings/team", Permission.TEAM_MANAGE),
    ("Roles", "/settings/roles", Permission.ROLES_MANAGE),
    ("Usage", "/settings/usage", Permission.USAGE_READ),
    ("Audit log", "/settings/audit", Permission.AUDIT_READ),
)


def settings_tabs(current: str) -> rx.Component:
    """Return links to the settings that this person may open; `current` is the address of this page."""
    tabs = [
        rx.cond(may(permission), _tab(label, href, current), None)
        for label, href, permission in SETTINGS
    ]
    return rx.el.nav(*tabs, class_name="tabs", aria_label="Settings")


def may_open_settings() -> rx.Var[bool]:
    """Tell whether this person may open any of the settings."""
    found = rx.Var.create(False)  # noqa: FBT003  a value of the page, not a flag
    for _, _, permission in SETTINGS:
        found = found | may(permission)
    return found


def settings_start() -> rx.Var[str]:
    """Return the address of the first of the settings that this person may open."""
    start = rx.Var.create(SETTINGS[-1][1])
    for _, href, permission in reversed(SETTINGS[:-1]):
        start = rx.cond(may(permission), href, start)
    return start


def page_tabs(pages: tuple[tuple[str, str], ...], current: str) -> rx.Component:
    """Return links to the pages of a section; `current` is the address of this one."""
    return rx.el.nav(
        *(_tab(label, href, current) for label, href in pages),
        class_name="tabs",
        aria_label="Section",
    )


def view_tabs(
    views: list[tuple[str, Words]], current: Words, on_pick: Callable[[str], Act], *, label: str
) -> rx.Component:
    """Return the views of a list as (value, label); the one whose value is `current` stands out."""
    return rx.el.div(
        *(
            rx.el.button(
                words,
                type="button",
                on_click=on_pick(value),
                aria_pressed=rx.Var.create(current) == value,
                class_name="tab",
                custom_attrs={"data-testid": f"view-{value}"},
            )
            for value, words in views
        ),
        class_name="tabs",
        role="group",
        aria_label=label,
    )


def _tab(label: str, href: str, current: str) -> rx.Component:
    mark = {"aria_current": "page"} if href == current else {}
    return link(label, href=href, class_name="tab", **mark)
