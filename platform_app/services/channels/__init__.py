"""Channels: a company's connection to WhatsApp, its numbers, its webhook address, and what WhatsApp says of them."""

from platform_app.services.channels.checks import (
    list_due_checks,
    look_at,
    mark_unseen,
    request_check,
    store_look,
)
from platform_app.services.channels.connection import connect, verify
from platform_app.services.channels.credentials import (
    Credentials,
    check_may_connect,
    complete,
    load_credentials,
    open_to_revoke,
    revoke,
)
from platform_app.services.channels.events import apply_event
from platform_app.services.channels.links import create_link, delete_link, fetch_links
from platform_app.services.channels.looking import Look
from platform_app.services.channels.notices import (
    Notice,
    list_notices,
    raise_notice,
    resolve_notice,
)
from platform_app.services.channels.number_access import (
    NumberAccess,
    note_change,
    open_number,
    open_number_to_change,
)
from platform_app.services.channels.profiles import fetch_profile, save_profile
from platform_app.services.channels.registration import register, request_code, verify_code
from platform_app.services.channels.status import (
    get_headline,
    get_number,
    list_accounts,
    list_numbers,
)
from platform_app.services.channels.subscriptions import (
    Subscription,
    list_unsubscribed,
    load_subscription,
    mark_subscribed,
    mark_unsubscribed,
    note_callback,
    prepare_callback,
    set_callback,
    subscribe,
    unsubscribe,
)
from platform_app.services.channels.views import (
    NO_ACCOUNT,
    NO_NUMBER,
    AccountRow,
    Headline,
    LinkRow,
    NoticeRow,
    NumberDetail,
    NumberRow,
    ProfileView,
)

__all__ = [
    "NO_ACCOUNT",
    "NO_NUMBER",
    "AccountRow",
    "Credentials",
    "Headline",
    "LinkRow",
    "Look",
    "Notice",
    "NoticeRow",
    "NumberAccess",
    "NumberDetail",
    "NumberRow",
    "ProfileView",
    "Subscription",
    "apply_event",
    "check_may_connect",
    "complete",
    "connect",
    "create_link",
    "delete_link",
    "fetch_links",
    "fetch_profile",
    "get_headline",
    "get_number",
    "list_accounts",
    "list_due_checks",
    "list_notices",
    "list_numbers",
    "list_unsubscribed",
    "load_credentials",
    "load_subscription",
    "look_at",
    "mark_subscribed",
    "mark_unseen",
    "mark_unsubscribed",
    "note_callback",
    "note_change",
    "open_number",
    "open_number_to_change",
    "open_to_revoke",
    "prepare_callback",
    "raise_notice",
    "register",
    "request_check",
    "request_code",
    "resolve_notice",
    "revoke",
    "save_profile",
    "set_callback",
    "store_look",
    "subscribe",
    "unsubscribe",
    "verify",
    "verify_code",
]
