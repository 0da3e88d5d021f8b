"""What each kind of element does, and in which order the kinds are applied."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.payloads import (
    AddressBookChange,
    MarketingPreference,
    ParsedWebhook,
    UserIdChange,
)
from platform_app.services import channels, inbox, sending, templates
from platform_app.services.webhooks.arrivals import Element, Said

# Any: elements of the one kind that `find` returns
Act = Callable[[CompanyContext, UUID, list[Element[Any]]], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of element: where it stands in a body, and what it does to the account it is about."""

    find: Callable[[ParsedWebhook], Iterable[Said]]
    act: Act


def _statuses(ctx: CompanyContext, channel_id: UUID, elements: list[Element[Any]]) -> None:
    updates = [one.value for one in elements]
    sending.apply_statuses(ctx, channel_id, updates)
    inbox.learn_from_statuses(ctx, updates)


def _messages(ctx: CompanyContext, channel_id: UUID, elements: list[Element[Any]]) -> None:
    for one in elements:
        inbox.receive(ctx, channel_id, one.value)
    inbox.mark_answered(ctx, [one.value for one in elements])


def _archived(ctx: CompanyContext, channel_id: UUID, elements: list[Element[Any]]) -> None:
    for one in elements:
        inbox.archive(ctx, channel_id, one.value)


def _templates(ctx: CompanyContext, channel_id: UUID, elements: list[Element[Any]]) -> None:
    for one in elements:
        templates.apply_update(ctx, channel_id, replace(one.value, at=one.happened_at))


def _people(ctx: CompanyContext, _channel_id: UUID, elements: list[Element[Any]]) -> None:
    for one in elements:
        match one.value:
            case MarketingPreference():
                inbox.apply_preference(ctx, one.value, one.happened_at)
            case UserIdChange():
                inbox.apply_user_id_change(ctx, one.value)
            case AddressBookChange():
                inbox.apply_address_book(ctx, one.value, one.happened_at)


def _channels(ctx: CompanyContext, channel_id: UUID, elements: list[Element[Any]]) -> None:
    for one in elements:
        channels.apply_event(ctx, channel_id, one.value, one.happened_at)


KINDS = (
    Kind(lambda parsed: parsed.statuses, _statuses),
    Kind(lambda parsed: parsed.messages, _messages),
    Kind(lambda parsed: parsed.archived, _archived),
    Kind(lambda parsed: parsed.person_events, _people),
    Kind(lambda parsed: parsed.template_updates, _templates),
    Kind(lambda parsed: parsed.channel_events, _channels),
)
