"""Where people can go: the entries of both frames, and the list that shows them."""

from dataclasses import dataclass

import reflex as rx

from platform_app.components.buttons import ICON, link
from platform_app.components.permissions import may
from platform_app.components.tabs import may_open_settings, settings_start
from platform_app.components.theme import Flag, Words
from platform_app.core.permissions import Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the navigation; without a condition everybody sees it."""

    key: str
    label: str
    icon: str
    href: Words
    is_shown: Flag = True


COMPANY = (
    Entry("home", "Home", "house", "/", may(Permission.DASHBOARD_READ)),
    Entry("inbox", "Inbox", "inbox", "/inbox", may(Permission.CONVERSATIONS_READ)),
    Entry("contacts", "Contacts", "users", "/contacts", may(Permission.CONTACTS_READ)),
    Entry("campaigns", "Campaigns", "send", "/campaigns", may(Permission.CAMPAIGNS_READ)),
    Entry(
        "knowledge", "Knowledge", "book-open", "/knowledge/answers", may(Permission.KNOWLEDGE_READ)
    ),
    Entry("settings", "Settings", "settings", settings_start(), may_open_settings()),
)
PLATFORM = (
    Entry("admin", "Overview", "gauge", "/admin"),
    Entry("companies", "Companies", "building-2", "/admin/companies"),
    Entry("plans", "Plans", "layers", "/admin/plans"),
    Entry("operations", "Operations", "activity", "/admin/operations"),
    Entry("health", "Health", "heart-pulse", "/admin/health"),
    Entry("outbox", "Outbox", "mail", "/admin/outbox"),
    Entry("team", "Super admins", "shield", "/admin/team"),
    Entry("audit", "Audit log", "scroll-text", "/admin/audit"),
)


def navigation(
    entries: tuple[Entry, ...], current: str, *, is_drawer: bool = False
) -> rx.Component:
    """Return the entries that this person may use; the one whose key is `current` stands out."""
    items = [_item(entry, current, is_drawer=is_drawer) for entry in entries]
    return rx.el.nav(rx.el.ul(*items, class_name="nav"), aria_label="Main")


def _item(entry: Entry, current: str, *, is_drawer: bool) -> rx.Component:
    place = link(
        rx.icon(entry.icon, size=ICON),
        entry.label,
        href=entry.href,
        class_name="nav-link",
        **({"aria_current": "page"} if entry.key == current else {}),
    )
    item = rx.el.li(rx.dialog.close(place) if is_drawer else place)
    return item if entry.is_shown is True else rx.cond(entry.is_shown, item, None)
