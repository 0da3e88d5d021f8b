"""Channels: a company's connection to WhatsApp, its numbers and its webhook address."""

from platform_app.services.channels.connection import (
    Credentials,
    Subscription,
    VerifiedAccount,
    check_may_connect,
    connect,
    list_unsubscribed,
    load_credentials,
    load_subscription,
    mark_subscribed,
    mark_unsubscribed,
    subscribe,
    verify,
)
from platform_app.services.channels.notices import (
    Notice,
    list_notices,
    raise_notice,
    resolve_notice,
)
from platform_app.services.channels.status import get_connection, get_headline
from platform_app.services.channels.views import ChannelView, Headline, NoticeRow, NumberRow

__all__ = [
    "ChannelView",
    "Credentials",
    "Headline",
    "Notice",
    "NoticeRow",
    "NumberRow",
    "Subscription",
    "VerifiedAccount",
    "check_may_connect",
    "connect",
    "get_connection",
    "get_headline",
    "list_notices",
    "list_unsubscribed",
    "load_credentials",
    "load_subscription",
    "mark_subscribed",
    "mark_unsubscribed",
    "raise_notice",
    "resolve_notice",
    "subscribe",
    "verify",
]
