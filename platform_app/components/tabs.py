"""Tabs: the pages of one section, or the views of one list."""

from collections.abc import Callable

import reflex as rx

from platform_app.components.buttons import link
from platform_app.components.permissions import may
from platform_app.components.theme import Act, Words
from platform_app.core.permissions import Permission

# Where the tabs go on sideways, the page that is open may be beyond the edge.
_SHOW_CURRENT = """
document.querySelectorAll(".tab[aria-current]").forEach((tab) => {
  const row = tab.parentElement;
  row.scrollLeft = tab.offsetLeft + tab.offsetWidth + 32 - row.offsetLeft - row.clientWidth;
})
"""
# Each is seen by those who may open it; what has no permission is everybody's.
Pages = tuple[tuple[str, str, Permission | None], ...]
CAMPAIGNS: Pages = (
    ("Campaigns", "/campaigns", Permission.CAMPAIGNS_READ),
    ("Templates", "/templates", Permission.TEMPLATES_READ),
)
CONTACTS: Pages = (
    ("Contacts", "/contacts", Permission.CONTACTS_READ),
    ("Segments", "/segments", Permission.CONTACTS_READ),
    ("Consent", "/consent", Permission.CONTACTS_READ),
    ("Imports", "/contacts/imports", Permission.CONTACTS_IMPORT),
    ("Exports", "/contacts/exports", Permission.CONTACTS_EXPORT),
)
KNOWLEDGE: Pages = (
    ("Answers", "/knowledge/answers", Permission.KNOWLEDGE_READ),
    ("Try it out", "/knowledge/test", Permission.KNOWLEDGE_READ),
)


OWN: Pages = (
    ("Account", "/me", None),
    ("Sign-in and security", "/me/security", None),
    ("Notifications", "/me/notifications", None),
)
OWN_PLATFORM: Pages = (
    ("Account", "/admin/me", None),
    ("Sign-in and security", "/admin/me/security", None),
)
SETTINGS = (
    ("Company", "/settings/company", Permission.COMPANY_MANAGE),
    ("WhatsApp", "/settings/whatsapp", Permission.WHATSAPP_MANAGE),
    ("Team", "/settings/team", Permission.TEAM_MANAGE),
    ("Roles", "/settings/roles", Permission.ROLES_MANAGE),
    ("Attributes", "/settings/attributes", Permission.CONTACTS_ORGANISE),
    ("Tags", "/settings/tags", Permission.CONTACTS_ORGANISE),
    ("Usage", "/settings/usage", Permission.USAGE_READ),
    ("Audit log", "/settings/audit", Permission.AUDIT_READ),
)


def settings_tabs(current: str) -> rx.Component:
    """Return links to the settings that this person may open; `current` is the address of this page."""
    return _allowed(SETTINGS, current, label="Settings")


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


def page_tabs(pages: Pages, current: str) -> rx.Component:
    """Return links to the pages of a section that this person may open; `current` is the address of this one."""
    return _allowed(pages, current, label="Section")


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


def _allowed(pages: Pages, current: str, *, label: str) -> rx.Component:
    tabs = [
        rx.cond(may(permission), _tab(words, href, current), None)
        if permission
        else _tab(words, href, current)
        for words, href, permission in pages
    ]
    return rx.el.nav(
        *tabs, class_name="tabs", aria_label=label, on_mount=rx.call_script(_SHOW_CURRENT)
    )


def _tab(label: str, href: str, current: str) -> rx.Component:
    mark = {"aria_current": "page"} if href == current else {}
    return link(label, href=href, class_name="tab", **mark)
