"""What stands at an address that leads nowhere."""

import reflex as rx

from platform_app.components.buttons import link_button
from platform_app.components.layout import mute, stack
from platform_app.pages.registry import NOT_FOUND, public_page


@public_page(NOT_FOUND, title="Page not found")
def not_found_page() -> rx.Component:
    """Say that there is nothing here, and lead back."""
    return stack(
        rx.el.h1("There is no page here"),
        mute("The address may be mistyped, or what stood here has been removed."),
        link_button("Go to the start page", href="/"),
        gap=4,
    )
