"""What people press: buttons, and links that look like them."""

from typing import Any, Literal

import reflex as rx
from reflex_components_core.el.elements.inline import A
from reflex_components_core.react_router.dom import ReactRouterLink

from platform_app.components.theme import Flag, Node, Words

Look = Literal["plain", "primary", "danger", "quiet"]
ICON = 16


def button(
    label: Words,
    *,
    look: Look = "plain",
    icon: str = "",
    is_busy: Flag = False,
    **attributes: Any,  # Any: on_click, type, disabled, data_testid and whatever else HTML has
) -> rx.Component:
    """Return a button; while busy it turns a wheel and cannot be pressed."""
    attributes.setdefault("type", "button")
    if is_busy is not False:
        attributes |= {"disabled": is_busy, "aria_busy": is_busy}
    return rx.el.button(_icon(icon), label, class_name=f"button {look}", **attributes)


def icon_button(
    icon: str,
    label: str,
    *,
    look: Look = "quiet",
    **attributes: Any,  # Any: as in button
) -> rx.Component:
    """Return a button that shows only an icon; the label is for those who cannot see it."""
    attributes.setdefault("type", "button")
    return rx.el.button(
        rx.icon(icon, size=ICON),
        class_name=f"button icon {look}",
        aria_label=label,
        title=label,
        **attributes,
    )


def link(
    *children: Node,
    href: Words,
    class_name: Words = "text-link",
    **attributes: Any,  # Any: as in button
) -> rx.Component:
    """Return a link to another page of the product, opened without a reload."""
    return ReactRouterLink.create(*children, to=href, class_name=class_name, **attributes)


def link_button(
    label: Words,
    *,
    href: Words,
    look: Look = "plain",
    icon: str = "",
    **attributes: Any,  # Any: as in button
) -> rx.Component:
    """Return a link that looks like a button."""
    return link(_icon(icon), label, href=href, class_name=f"button {look}", **attributes)


def outside_link(
    *children: Node,
    href: Words,
    class_name: Words = "text-link",
    **attributes: Any,  # Any: as in button
) -> rx.Component:
    """Return a link that the browser follows by itself: to another host, a file, a place on this page."""
    # rx.el.a would be a link between pages of the product.
    return A.create(*children, href=href, class_name=class_name, **attributes)


def _icon(name: str) -> rx.Component:
    return rx.icon(name, size=ICON) if name else rx.fragment()
