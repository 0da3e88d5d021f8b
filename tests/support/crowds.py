"""A company full of random people, in the database and in memory, and definitions to ask them with."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from platform_app.core.clock import now
from platform_app.core.context import Actor, CompanyContext
from platform_app.core.db import in_company
from platform_app.core.ids import new_id
from platform_app.core.permissions import Role
from platform_app.models.attributes import AttributeDefinition, AttributeKind
from platform_app.models.campaigns import Campaign, CampaignRecipient, CampaignStatus
from platform_app.models.contacts import Contact
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.imports import ContactImport
from platform_app.models.inbox import Conversation, ConversationStatus, Direction, Message
from platform_app.models.segments import Segment, SegmentKind, SegmentMember
from platform_app.services.segments.vocabulary import OF_ATTRIBUTES, TOPICS, Shape, Subject
from tests.support.campaigns import make_company, make_number
from tests.support.people import make_person

WORDS = ("Ana", "ana maria", "Bo", "Lisboa", "100%", "a_b", "", "x")
TAGS = ("vip", "new", "a,b", "%")
NUMBERS = ("12.5", "12", "-3", "0", "007", "abc", "1e5")
DAYS = ("2026-02-28", "2024-02-29", "1990-12-31", "2026-2-1", "soon")
KINDS = {
    "city": AttributeKind.TEXT,
    "age": AttributeKind.NUMBER,
    "birthday": AttributeKind.DATE,
    "member": AttributeKind.YES_NO,
    "size": AttributeKind.CHOICE,
}
BY_KIND = {f"attribute.{kind}": key for key, kind in KINDS.items()}


@dataclass
class Person:
    """Somebody with all that a definition can ask about."""

    row: Contact
    conversations: list[Conversation] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    recipients: list[CampaignRecipient] = field(default_factory=list)
    lists: set[UUID] = field(default_factory=set)


@dataclass
class Crowd:
    """The company, its people, and the things that definitions may name."""

    company_id: UUID
    campaigns: dict[UUID, datetime]
    imports: list[UUID]
    team: list[UUID]
    lists: list[UUID]
    people: list[Person]

    @property
    def actor(self) -> Actor:
        return Actor.system(self.company_id)

    def definitions(self) -> st.SearchStrategy[dict[str, Any]]:
        """Return definitions of every shape that this company can ask."""
        condition = st.sampled_from(list(Subject)).flatmap(self._conditions)
        match = st.sampled_from(["all", "any", "none"])

        def group(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
            return st.fixed_dictionaries({"match": match, "parts": st.lists(parts, max_size=3)})

        return group(condition | group(condition | group(condition)))

    def _conditions(self, subject: Subject) -> st.SearchStrategy[dict[str, Any]]:
        return st.sampled_from(sorted(TOPICS[subject].operators)).flatmap(
            lambda operator: st.fixed_dictionaries(
                {
                    "subject": st.just(str(subject)),
                    "operator": st.just(operator),
                    "values": self._values(subject, TOPICS[subject].operators[operator].shape),
                    "key": st.just(BY_KIND.get(subject, "") if subject in OF_ATTRIBUTES else ""),
                }
            )
        )

    def _values(self, subject: Subject, shape: Shape) -> st.SearchStrategy[list[str]]:
        words = st.sampled_from([word for word in WORDS if word])
        numbers = st.sampled_from(["12.5", "12", "-3", "0"])
        days = st.sampled_from([now().date().isoformat(), "2026-02-28", "1990-12-31"])
        if shape is Shape.PICK:
            things = {
                Subject.CONSENT: ["opted_in", "opted_out", "unknown"],
                Subject.CAMPAIGN: list(self.campaigns),
                Subject.IMPORT: self.imports,
                Subject.ASSIGNEE: self.team,
                Subject.SEGMENT: self.lists,
            }
            return st.sampled_from(list(map(str, things[subject]))).map(lambda one: [one])
        by_shape = {
            Shape.NOTHING: st.just([]),
            Shape.TEXT: words.map(lambda one: [one]),
            Shape.TEXTS: st.lists(words, min_size=1, max_size=3),
            Shape.PREFIXES: st.lists(st.sampled_from(["+351", "+3519", "+1"]), min_size=1, max_size=2),
            Shape.NUMBER: numbers.map(lambda one: [one]),
            Shape.NUMBERS: st.sampled_from([["-3", "12"], ["12", "12.5"]]),
            Shape.DATE: days.map(lambda one: [one]),
            Shape.DATES: st.just(["1990-12-31", "2026-02-28"]),
            Shape.DAYS: st.sampled_from(["1", "7", "40"]).map(lambda one: [one]),
            Shape.AROUND: st.sampled_from(["0", "3", "30"]).map(lambda one: [one]),
            Shape.PICKS: st.lists(
                st.sampled_from(TAGS if subject is Subject.TAGS else ("S", "M")), min_size=1, max_size=2
            ),
            Shape.PERCENTS: st.sampled_from([["0", "50", ""], ["10", "90", "spring"]]),
        }  # fmt: skip
        return by_shape[shape]


def make_crowd(seed: int, *, people: int = 60) -> Crowd:
    """Fill a company with people that differ in everything that can be asked."""
    random, moment = Random(seed), now()
    company_id = make_company("acme")
    _, number_id = make_number(company_id)
    team = [make_person(company_id, "acme", name, Role.AGENT).user_id for name in ("eva", "ivo")]
    launched = {new_id(): moment - timedelta(days=days, hours=1) for days in (1, 20, 60)}
    crowd = Crowd(company_id, launched, [new_id(), new_id()], team, [new_id(), new_id()], [])
    crowd.people = [_person(crowd, random, moment, number_id, n) for n in range(people)]
    in_company(crowd.actor, lambda ctx: _store(ctx, crowd))
    return crowd


def _store(ctx: CompanyContext, crowd: Crowd) -> None:
    own: dict[str, Any] = {"company_id": crowd.company_id}
    for key, kind in KINDS.items():
        ctx.db.add(
            AttributeDefinition(**own, key=key, label=key.title(), kind=kind, choices=["S", "M"])
        )
    for campaign_id, at in crowd.campaigns.items():
        ctx.db.add(
            Campaign(
                **own,
                id=campaign_id,
                name=f"Of {at:%d %b}",
                status=CampaignStatus.COMPLETED,
                launched_at=at,
            )
        )
    for import_id in crowd.imports:
        ctx.db.add(
            ContactImport(
                **own,
                id=import_id,
                file_name="people.csv",
                encoding="utf-8",
                delimiter=",",
                default_region="PT",
            )
        )
    for number, list_id in enumerate(crowd.lists):
        ctx.db.add(Segment(**own, id=list_id, name=f"List {number}", kind=SegmentKind.STATIC))
    ctx.db.add_all([one.row for one in crowd.people])
    ctx.db.flush()
    for one in crowd.people:
        ctx.db.add_all([*one.conversations, *one.recipients])
        ctx.db.add_all(
            SegmentMember(**own, segment_id=list_id, contact_id=one.row.id) for list_id in one.lists
        )
    ctx.db.flush()
    ctx.db.add_all([message for one in crowd.people for message in one.messages])


def _person(crowd: Crowd, random: Random, moment: datetime, number_id: UUID, n: int) -> Person:
    def ago() -> datetime | None:
        return (
            moment - timedelta(minutes=random.randrange(100_000)) if random.random() < 0.6 else None
        )

    attributes = {
        "city": random.choice(WORDS),
        "age": random.choice(NUMBERS),
        "birthday": random.choice(
            (*DAYS, str((moment + timedelta(random.randrange(-4, 4))).date()))
        ),
        "member": random.choice(("yes", "no", "perhaps")),
        "size": random.choice(("S", "M", "")),
    }
    row = Contact(
        company_id=crowd.company_id,
        created_at=ago() or moment,
        phone=random.choice((f"+35191{n:07}", f"+1555{n:07}", None)),
        wa_user_id=f"user-{n}",
        name=random.choice(WORDS),
        attributes={key: value for key, value in attributes.items() if random.random() < 0.7},
        tags=random.sample(TAGS, random.randrange(3)),
        opted_in_at=ago(),
        opted_out_at=ago() if random.random() < 0.4 else None,
        blocked_at=ago() if random.random() < 0.2 else None,
        last_seen_at=ago(),
        first_import_id=random.choice((*crowd.imports, None)),
        last_import_id=random.choice((*crowd.imports, None)),
    )  # fmt: skip
    person = Person(row, lists={one for one in crowd.lists if random.random() < 0.4})
    for campaign_id, launched_at in crowd.campaigns.items():
        if random.random() < 0.6:
            _write_to(person, random, campaign_id, launched_at)
    if random.random() < 0.7:
        _talk(person, random, crowd, number_id)
    return person


def _write_to(person: Person, random: Random, campaign_id: UUID, launched_at: datetime) -> None:
    status = random.choice(list(DeliveryStatus))
    is_out = status in ("held", "accepted", "sent", "delivered", "read", "unconfirmed")
    person.recipients.append(
        CampaignRecipient(
            company_id=person.row.company_id,
            campaign_id=campaign_id,
            contact_id=person.row.id,
            status=status,
            wamid=f"wamid.{new_id()}" if is_out else None,
            accepted_at=launched_at + timedelta(minutes=5) if is_out else None,
        )
    )


def _talk(person: Person, random: Random, crowd: Crowd, number_id: UUID) -> None:
    own: dict[str, Any] = {"company_id": crowd.company_id}
    conversation = Conversation(
        **own,
        contact_id=person.row.id,
        phone_number_id=number_id,
        status=random.choice(list(ConversationStatus)),
        assignee_id=random.choice((*crowd.team, None)),
    )
    person.conversations.append(conversation)
    for sent in person.recipients:
        if random.random() < 0.5:
            continue
        began = sent.accepted_at or now() - timedelta(days=30)
        hours = random.choice((-5, 1, 71, 73, 200))
        # Nobody quotes what they have not got yet.
        quotes = hours > 0 and random.random() < 0.5
        message = Message(
            **own,
            conversation_id=conversation.id,
            direction=random.choice(list(Direction)),
            kind=random.choice(("text", "button", "reaction")),
            context_wamid=sent.wamid if quotes else None,
            happened_at=began + timedelta(hours=hours),
            status=DeliveryStatus.DELIVERED,
        )
        person.messages.append(message)
        if message.direction is Direction.INBOUND:
            conversation.last_inbound_at = max(
                conversation.last_inbound_at or message.happened_at, message.happened_at
            )
