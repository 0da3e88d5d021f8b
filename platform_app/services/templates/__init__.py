"""Templates: pulled from WhatsApp, kept up to date by its webhooks."""

from platform_app.services.templates.catalogue import count_all, list_rows
from platform_app.services.templates.pulling import (
    apply_update,
    fetch,
    list_unpulled,
    mark_refused,
    request_pull,
    store,
)
from platform_app.services.templates.views import TemplateRow

__all__ = [
    "TemplateRow",
    "apply_update",
    "count_all",
    "fetch",
    "list_rows",
    "list_unpulled",
    "mark_refused",
    "request_pull",
    "store",
]
