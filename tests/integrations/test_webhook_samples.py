"""Every public sample of a webhook, posted to the real address: what it changes in the product."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from platform_app.core.clock import now
from platform_app.core.db import company_transaction
from platform_app.models.audit import AuditEvent
from platform_app.models.channels import (
    Channel,
    ChannelNotice,
    ChannelStatus,
    NumberReading,
    PhoneNumber,
)
from platform_app.models.contacts import Contact
from platform_app.models.inbox import Conversation, Direction, Message
from platform_app.models.mail import Mail
from platform_app.models.media import Media
from platform_app.models.templates import MessageTemplate
from platform_app.models.webhooks import WebhookUnknown
from platform_app.services import inbox
from tests.support.conversations import all_of
from tests.support.samples import prepare
from tests.support.webhooks import TestChannel

pytestmark = pytest.mark.usefixtures("database")

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "webhook-samples"
FILES = sorted(SAMPLES.glob("*.json"))


@dataclass(frozen=True)
class Scene:
    """A company whose account and number are the sample's, after the sample has been applied."""

    channel: TestChannel
    value: dict[str, Any]
    values: list[dict[str, Any]]

    def all(self, table: type[Any]) -> list[Any]:
        return all_of(self.channel, table)

    def one(self, table: type[Any]) -> Any:
        [found] = self.all(table)
        return found

    @property
    def received(self) -> Any:
        """Return the only message of a customer."""
        [found] = [one for one in self.all(Message) if one.direction == Direction.INBOUND]
        return found

    @property
    def sent(self) -> Any:
        """Return the message of ours that the sample is about."""
        [found] = [one for one in self.all(Message) if one.direction == Direction.OUTBOUND]
        return found

    def thread(self) -> inbox.Thread:
        with company_transaction(self.channel.system) as ctx:
            return inbox.open_conversation(ctx, self.one(Conversation).id)


def notice(scene: Scene, words: str, *, severity: str = "info", is_settled: bool = True) -> None:
    found = scene.one(ChannelNotice)
    assert re.search(words, f"{found.title} {found.text}", re.IGNORECASE), found
    assert (found.severity, found.resolved_at is not None) == (severity, is_settled)


def fact(words: str) -> Callable[[Scene], None]:
    return lambda scene: notice(scene, words)


def kept(scene: Scene) -> None:
    """Known, and of no use: it stays in the event."""
    [event] = scene.channel.events()
    assert "Nothing was done about" in (event.problem or "")


def deleted(scene: Scene) -> None:
    notice(scene, "closed the account", severity="critical", is_settled=False)
    assert scene.one(Channel).status == ChannelStatus.DISABLED
    assert scene.one(PhoneNumber).paused_until > now()
    assert "closed the account" in scene.one(Mail).subject


def reinstated(scene: Scene) -> None:
    notice(scene, "given the account back")
    assert scene.one(Channel).status == ChannelStatus.CONNECTED
    assert scene.one(PhoneNumber).paused_until is None


def country(scene: Scene) -> None:
    notice(scene, "IN")
    assert scene.one(Channel).country == "IN"


def reviewed(scene: Scene) -> None:
    notice(scene, "approved the account")
    assert scene.one(Channel).review_status == "APPROVED"


def limited(scene: Scene) -> None:
    notice(scene, "2,000 people")
    assert scene.one(PhoneNumber).messaging_limit == "TIER_2K"
    assert scene.one(NumberReading).messaging_limit == "TIER_2K"


def named(scene: Scene) -> None:
    notice(scene, "Lucky Shrub")
    number = scene.one(PhoneNumber)
    assert (number.verified_name, number.name_status) == ("Lucky Shrub", "APPROVED")


def faster(scene: Scene) -> None:
    notice(scene, "1,000 messages a second")
    number = scene.one(PhoneNumber)
    assert (number.throughput, number.messages_per_second) == ("HIGH", 1_000)
    assert scene.one(NumberReading).messaging_limit == number.messaging_limit == "TIER_UNLIMITED"


def pin(scene: Scene) -> None:
    notice(scene, "PIN of .* is to be reset.*61555822107539", severity="critical", is_settled=False)
    assert "PIN" in scene.one(Mail).subject


def old_messages(scene: Scene) -> None:
    rows = sorted(scene.all(Message), key=lambda one: one.happened_at)
    assert {one.origin for one in rows} == {"history"}
    assert [one.direction for one in rows].count("outbound") == 3
    assert [one.kind for one in rows].count("media_placeholder") == 1
    conversations = scene.all(Conversation)
    assert {(one.unread, one.last_inbound_at) for one in conversations} == {(0, None)}
    assert {one.status for one in conversations} == {"resolved"}
    notice(scene, "55 %", is_settled=False)


def old_file(scene: Scene) -> None:
    message = scene.one(Message)
    assert (message.kind, message.origin) == ("image", "history")
    assert scene.one(Media).wa_media_id == "24230790383178626"
    assert scene.one(Conversation).unread == 0


def booked(scene: Scene) -> None:
    contact = scene.one(Contact)
    assert (contact.name, contact.phone) == ("Pablo Morales", "+16505551234")
    assert contact.opted_in_at is None


def resumed(scene: Scene) -> None:
    contact = scene.one(Contact)
    assert (contact.opted_out_at, contact.opted_in_at is not None) == (None, True)
    assert scene.one(AuditEvent).action == "contact.opted_in"


def template_status(scene: Scene) -> None:
    assert scene.one(MessageTemplate).status == "APPROVED"


def template_rated(scene: Scene) -> None:
    """The sample names the field of statuses and holds a quality."""
    template = scene.one(MessageTemplate)
    assert (template.status, template.quality) == ("PENDING", "YELLOW")


def template_category_to_come(scene: Scene) -> None:
    template = scene.one(MessageTemplate)
    assert (template.category, template.future_category) == ("UTILITY", "MARKETING")
    assert template.category_changes_at is not None


def status_is(state: str) -> Callable[[Scene], None]:
    def check(scene: Scene) -> None:
        assert scene.sent.status == state

    return check


def failed(scene: Scene) -> None:
    assert (scene.sent.status, scene.sent.error_code) == ("failed", 131053)


def says(words: str, kind: str = "text") -> Callable[[Scene], None]:
    def check(scene: Scene) -> None:
        row = scene.received
        assert (row.kind, row.body) == (kind, words)
        assert scene.one(Conversation).unread == 1
        assert scene.one(Conversation).last_inbound_at is not None

    return check


def file(kind: str, words: str, filename: str = "") -> Callable[[Scene], None]:
    def check(scene: Scene) -> None:
        says(words, kind)(scene)
        media = scene.one(Media)
        assert (media.kind, media.filename, media.status) == (kind, filename, "waiting")

    return check


def advertised(scene: Scene) -> None:
    says("No", "button")(scene)
    [item] = [one for one in scene.thread().messages if one.side == "customer"]
    assert "AD_TITLE" in item.referral


def reacted(emoji: str) -> Callable[[Scene], None]:
    def check(scene: Scene) -> None:
        [item] = [one for one in scene.thread().messages if one.side == "company"]
        assert item.reactions == emoji
        assert scene.one(Conversation).unread == 0

    return check


def moved(scene: Scene) -> None:
    assert scene.received.kind == "system"
    assert "changed from" in scene.thread().messages[0].body
    assert scene.one(Conversation).unread == 0


def two(scene: Scene) -> None:
    assert [one.body for one in scene.all(Message)][:1] == ["MESSAGE_BODY"]
    assert len(scene.all(Conversation)) == 1


def without_phone(scene: Scene) -> None:
    says("MESSAGE_BODY")(scene)
    assert scene.one(Contact).wa_user_id == "BSUID_123"


EFFECTS: dict[str, Callable[[Scene], None]] = {
    "account_alerts": lambda scene: notice(
        scene, "Limits cannot be increased", severity="warning", is_settled=False
    ),
    "account_review_update": reviewed,
    "account_update_ACCOUNT_DELETED": deleted,
    "account_update_ACCOUNT_VIOLATION": lambda scene: notice(
        scene, "violation: adult", severity="warning", is_settled=False
    ),
    "account_update_AD_ACCOUNT_LINKED": fact("advertising account"),
    "account_update_AUTH_INTL_PRICE_ELIGIBILITY_UPDATE": fact("international prices"),
    "account_update_BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE": country,
    "account_update_DISABLED_UPDATE": reinstated,
    "account_update_MM_LITE_TERMS_SIGNED": fact("terms"),
    "account_update_VOLUME_BASED_PRICING_TIER_UPDATE": fact("25000001:50000000"),
    "automatic_events": kept,
    "automatic_events__2": kept,
    "business_capability_update": limited,
    "flows": fact("DRAFT to PUBLISHED"),
    "history": old_messages,
    "history__2": old_file,
    "message_template_status_update": template_rated,
    "message_template_status_update_APPROVED": template_status,
    "partner_solutions": kept,
    "payment_configuration_update": fact("razorpay-prod .*needs testing"),
    "phone_number_name_update": named,
    "phone_number_quality_update_THROUGHPUT_UPGRADE": faster,
    "security_PIN_RESET_REQUEST": pin,
    "smb_app_state_sync": booked,
    "template_category_update": template_category_to_come,
    "user_preferences_resume": resumed,
    "LimaLb01.msg_button": says("I didn't request a code", "button"),
    "LimaLb01.msg_interactive_button_reply": says("Change", "interactive"),
    "LimaLb01.msg_interactive_list_reply": says("Priority Mail Express", "interactive"),
    "LimaLb01.msg_location": says("Location: Solomon R. Guggenheim Museum", "location"),
    "msg_button": says("No", "button"),
    "msg_button_fwd": advertised,
    "msg_contacts": says("Contact: CONTACT_FORMATTED_NAME", "contacts"),
    "msg_document": file("document", "CAPTION_TEXT", "FILENAME"),
    "msg_image": file("image", "CAPTION_TEXT"),
    "msg_interactive_button_reply": says("button-text", "interactive"),
    "msg_interactive_list_reply": says("list_reply_title", "interactive"),
    "msg_interactive_nfm_reply": says("Sent", "interactive"),
    "msg_location": says("Location: LOCATION_NAME", "location"),
    "msg_order": says("Order of 2 products: text-message-sent-along-with-the-order", "order"),
    "msg_reaction": reacted("EMOJI"),
    "msg_reaction_removed": reacted(""),
    "msg_sticker": file("sticker", "Sticker"),
    "msg_system_user_changed_number": moved,
    "msg_text": says("MESSAGE_BODY"),
    "msg_text__2": says("MESSAGE_BODY"),
    "msg_text__3": without_phone,
    "msg_text__4": without_phone,
    "msg_text_batch2": two,
    "msg_text_fwd": says("MESSAGE_BODY"),
    "msg_unknown_131051": says("Message of a kind that can't be shown", "unknown"),
    "status_delivered": status_is("delivered"),
    "status_delivered_authentication": status_is("delivered"),
    "status_delivered_marketing": status_is("delivered"),
    "status_delivered_marketing__2": status_is("delivered"),
    "status_delivered_service": status_is("delivered"),
    "status_delivered_utility": status_is("delivered"),
    "status_failed_131053": failed,
    "status_read": status_is("read"),
    "status_read__2": status_is("read"),
}


def kind_of(path: Path) -> str:
    source, _, kind = path.stem.partition("__")
    own = f"{source.partition('.')[0]}.{kind}"
    return own if own in EFFECTS else kind


def test_the_samples_are_there_and_each_has_an_effect():
    assert len(FILES) >= 60, f"the webhook samples are missing: {SAMPLES}"
    assert {kind_of(path) for path in FILES} == set(EFFECTS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_sample_has_its_effect(path: Path):
    body = path.read_bytes()
    entry = json.loads(body)["entry"][0]
    values = [change["value"] for change in entry["changes"]]
    scene = Scene(prepare(entry, values), values[0], values)
    assert scene.channel.post(body) == 200
    assert scene.channel.apply() == 1
    [event] = scene.channel.events()
    assert (event.body, event.applied_at is None, event.attempts) == (body, False, 0)
    assert scene.all(WebhookUnknown) == []
    assert "webhook.foreign_event_dropped" not in [one.action for one in scene.all(AuditEvent)]
    EFFECTS[kind_of(path)](scene)
