"""Reflex's settings: one origin, nothing sent home, our own look."""

import reflex as rx

config = rx.Config(
    app_name="platform_app",
    cors_allowed_origins=[],
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[rx.plugins.RadixThemesPlugin(theme=rx.theme(accent_color="teal"))],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
