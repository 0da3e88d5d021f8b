"""What can be chosen in the builder, and what the things in a definition are called."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from platform_app.core.clock import local_time
from platform_app.core.context import CompanyContext
from platform_app.core.errors import InvalidInput
from platform_app.core.permissions import Permission
from platform_app.models.accounts import UserAccount
from platform_app.models.attributes import AttributeDefinition
from platform_app.models.campaigns import Campaign
from platform_app.models.companies import Company
from platform_app.models.imports import ContactImport
from platform_app.models.segments import Segment
from platform_app.models.tags import Tag
from platform_app.services.segments.definitions import Condition, Group, conditions_of
from platform_app.services.segments.views import BuilderChoices, Pick, PickGroup
from platform_app.services.segments.vocabulary import (
    CONSENTS,
    OF_ATTRIBUTES,
    OF_KIND,
    TOPICS,
    Shape,
    Source,
    Subject,
)

_CHOICES = 200
_GROUPS: tuple[tuple[str, tuple[Subject, ...]], ...] = (
    (
        "Person",
        (
            Subject.NAME,
            Subject.PHONE,
            Subject.HAS_PHONE,
            Subject.TAGS,
            Subject.CREATED,
            Subject.IMPORT,
        ),
    ),
    ("Consent", (Subject.CONSENT, Subject.OPTED_IN, Subject.OPTED_OUT, Subject.BLOCKED)),
    ("Conversations", (Subject.LAST_SEEN, Subject.CONVERSATION, Subject.ASSIGNEE)),
    ("Campaigns", (Subject.CAMPAIGN, Subject.CAMPAIGNS)),
    ("Others", (Subject.SEGMENT, Subject.BUCKET)),
)
_LABELS = {
    Subject.CONVERSATION: "Open conversation",
    Subject.ASSIGNEE: "Assigned conversation",
    Subject.CAMPAIGN: "One campaign",
    Subject.CAMPAIGNS: "Any recent campaign",
}


def list_choices(ctx: CompanyContext, *, without: UUID | None = None) -> BuilderChoices:
    """Return what the builder offers; a segment is not offered to itself."""
    ctx.require(Permission.CONTACTS_READ)
    attributes = _attributes(ctx)
    subjects = [
        PickGroup(label, [Pick(str(one), _LABELS.get(one, TOPICS[one].words)) for one in members])
        for label, members in _GROUPS
    ]
    if attributes:
        own = [Pick(f"{OF_KIND[one.kind]}:{one.key}", one.label or one.key) for one in attributes]
        subjects.insert(1, PickGroup("Attributes", own))
    things = {
        str(Source.TAGS): _tags(ctx),
        str(Source.CONSENTS): [
            Pick(value, words.capitalize()) for value, words in CONSENTS.items()
        ],
        str(Source.CAMPAIGNS): _campaigns(ctx),
        str(Source.IMPORTS): _imports(ctx),
        str(Source.PEOPLE): _people(ctx),
        str(Source.SEGMENTS): [one for one in _segments(ctx) if one.value != str(without)],
    }
    chosen = {
        f"{Source.CHOICES}:{one.key}": [Pick(choice, choice) for choice in one.choices]
        for one in attributes
    }
    return BuilderChoices(subjects, things | chosen)


def name_all(ctx: CompanyContext, definitions: Iterable[Group]) -> dict[str, str]:
    """Return what everything is called that definitions ask for; what no longer exists has no name."""
    asked = [one for group in definitions for one in conditions_of(group)]
    names = {one.key: one.label or one.key for one in _attributes(ctx)}
    for source, model in _NAMED.items():
        ids = _picked(asked, source)
        rows = ctx.db.exec(
            select(model.id, _name_of(model)).where(
                col(model.company_id) == ctx.company_id, col(model.id).in_(ids)
            )
        ) if ids else ()  # fmt: skip
        names |= {str(found): name for found, name in rows}
    return names


def check_known(ctx: CompanyContext, group: Group) -> None:
    """Raise InvalidInput when a definition asks for what the company does not have."""
    asked = list(conditions_of(group))
    for source, model in _NAMED.items():
        ids = _picked(asked, source)
        found = select(func.count()).where(
            col(model.company_id) == ctx.company_id, col(model.id).in_(ids)
        )
        if ids and ctx.db.exec(found).one() != len(ids):
            raise InvalidInput(
                f"One of the {source} that it asks for no longer exists. Choose another."
            )
    kinds = {one.key: OF_KIND[one.kind] for one in _attributes(ctx)}
    for one in asked:
        if one.subject in OF_ATTRIBUTES and kinds.get(one.key) is not one.subject:
            raise InvalidInput(
                f"There is no attribute “{one.key}” of this kind any more. Choose another."
            )


_NAMED: dict[Source, Any] = {  # Any: tables of different features
    Source.CAMPAIGNS: Campaign,
    Source.IMPORTS: ContactImport,
    Source.PEOPLE: UserAccount,
    Source.SEGMENTS: Segment,
}


def _name_of(model: Any) -> Any:  # Any: tables of different features
    return col(model.file_name if model is ContactImport else model.name)


def _picked(conditions: Iterable[Condition], source: Source) -> set[UUID]:
    return {
        UUID(one.values[0])
        for one in conditions
        if TOPICS[one.subject].source is source and one.said.shape is Shape.PICK
    }


def _attributes(ctx: CompanyContext) -> list[AttributeDefinition]:
    statement = (
        select(AttributeDefinition)
        .where(col(AttributeDefinition.company_id) == ctx.company_id)
        .order_by(col(AttributeDefinition.position), col(AttributeDefinition.label))
        .limit(_CHOICES)
    )
    return list(ctx.db.exec(statement))


def _tags(ctx: CompanyContext) -> list[Pick]:
    statement = (
        select(Tag.name)
        .where(col(Tag.company_id) == ctx.company_id)
        .order_by(col(Tag.name))
        .limit(_CHOICES)
    )
    return [Pick(one, one) for one in ctx.db.exec(statement)]


def _campaigns(ctx: CompanyContext) -> list[Pick]:
    launched = (
        select(Campaign.id, Campaign.name)
        .where(col(Campaign.company_id) == ctx.company_id, col(Campaign.launched_at).is_not(None))
        .order_by(col(Campaign.created_at).desc(), col(Campaign.id).desc())
        .limit(_CHOICES)
    )
    return [Pick(str(found), name) for found, name in ctx.db.exec(launched)]


def _imports(ctx: CompanyContext) -> list[Pick]:
    zone = ctx.db.get_one(Company, ctx.company_id).time_zone
    statement = (
        select(ContactImport.id, ContactImport.file_name, ContactImport.created_at)
        .where(col(ContactImport.company_id) == ctx.company_id)
        .order_by(col(ContactImport.created_at).desc(), col(ContactImport.id).desc())
        .limit(_CHOICES)
    )
    return [
        Pick(str(found), f"{name} · {local_time(at, zone)}")
        for found, name, at in ctx.db.exec(statement)
    ]


def _people(ctx: CompanyContext) -> list[Pick]:
    statement = (
        select(UserAccount.id, UserAccount.name, UserAccount.email)
        .where(col(UserAccount.company_id) == ctx.company_id)
        .order_by(col(UserAccount.name))
        .limit(_CHOICES)
    )
    return [Pick(str(found), name or email) for found, name, email in ctx.db.exec(statement)]


def _segments(ctx: CompanyContext) -> list[Pick]:
    statement = (
        select(Segment.id, Segment.name)
        .where(col(Segment.company_id) == ctx.company_id)
        .order_by(col(Segment.name))
        .limit(_CHOICES)
    )
    return [Pick(str(found), name) for found, name in ctx.db.exec(statement)]
