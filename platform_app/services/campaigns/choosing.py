"""Whom a campaign is for: what its audience includes and excludes, as keys, as JSON, in words, in SQL."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, false, func, or_, true
from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.errors import NotFound
from platform_app.models.campaigns import Campaign, CampaignRecipient
from platform_app.models.contacts import Contact
from platform_app.models.deliveries import DeliveryStatus
from platform_app.services import segments
from platform_app.services.campaigns.views import AudienceChoice

Audience = dict[str, Any]  # Any: {"include": [entry], "exclude": [entry], "versions": {id: number}}
Entry = dict[str, str]
MOST_ENTRIES = 50
# Everybody else got the campaign, or is about to.
_NOT_GOT = (DeliveryStatus.SKIPPED, DeliveryStatus.FAILED)
_GONE = "What was chosen does not exist, or no longer does. Choose again."


def is_chosen(audience: Audience) -> bool:
    """Tell whether an audience includes anybody yet."""
    return bool(audience.get("include"))


def people(ctx: CompanyContext, audience: Audience) -> list[ColumnElement[bool]]:
    """Return the conditions that pick the audience's contacts, each of them once.

    Segments are asked in the versions that the audience was launched with, or as they are now.
    """
    company = col(Contact.company_id) == ctx.company_id
    denied = [_denied(one) for one in _sides(ctx, audience, "exclude")]
    return [company, or_(false(), *_sides(ctx, audience, "include")), *denied]


def count_excluded(ctx: CompanyContext, audience: Audience) -> int:
    """Return how many people the audience would have without what it excludes, less those it has."""
    excluded = _sides(ctx, audience, "exclude")
    if not excluded:
        return 0
    both = (or_(false(), *_sides(ctx, audience, "include")), or_(*excluded))
    return ctx.db.exec(
        select(func.count())
        .select_from(Contact)
        .where(col(Contact.company_id) == ctx.company_id, *both)
    ).one()


def parse(ctx: CompanyContext, include: Collection[str], exclude: Collection[str]) -> Audience:
    """Return an audience out of the keys of a form, each `all`, `tag:NAME`, `segment:ID` or `campaign:ID`.

    Raises NotFound for what the company does not have.
    """
    audience: Audience = {
        "include": [_entry(key, ("all", "tag", "segment", "campaign")) for key in include],
        "exclude": [_entry(key, ("tag", "segment", "campaign")) for key in exclude],
    }
    if max(len(include), len(exclude)) > MOST_ENTRIES:
        raise NotFound(f"At most {MOST_ENTRIES} can be chosen. Make a segment of them.")
    if len(_names(ctx, audience)) != len(_ids(audience, "segment") | _ids(audience, "campaign")):
        raise NotFound(_GONE)
    return audience if include or exclude else {}


def list_chosen(ctx: CompanyContext, audience: Audience, side: str) -> list[AudienceChoice]:
    """Return what an audience includes or excludes, each with its key and in words."""
    names = _names(ctx, audience)
    return [AudienceChoice(_key(one), _words(one, names)) for one in audience.get(side, [])]


def pin(ctx: CompanyContext, audience: Audience) -> Audience:
    """Return an audience that stays as it is: with the versions of its segments and the names of all."""
    names = _names(ctx, audience)
    pinned = {
        side: [one | ({"name": names[one["id"]]} if "id" in one else {}) for one in audience[side]]
        for side in ("include", "exclude")
    }
    return pinned | {"versions": segments.versions_of(ctx, _ids(audience, "segment"))}


def say(ctx: CompanyContext, audience: Audience) -> str:
    """Return an audience in plain English."""
    if not is_chosen(audience):
        return ""
    names = _names(ctx, audience)
    included = " or ".join(_words(one, names) for one in audience["include"])
    excluded = " and ".join(_words(one, names) for one in audience["exclude"])
    words = f"{included}, without {excluded}" if excluded else included
    return words[:1].upper() + words[1:]


def _sides(ctx: CompanyContext, audience: Audience, side: str) -> list[ColumnElement[bool]]:
    return [_belongs(ctx, one, audience) for one in audience.get(side, [])]


def _denied(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    # What cannot be said of somebody is not true of them; what exists is never unknown.
    return ~condition if isinstance(condition, Exists) else condition.is_not(true())


def _belongs(ctx: CompanyContext, entry: Entry, audience: Audience) -> ColumnElement[bool]:
    if entry["kind"] == "tag":
        return col(Contact.tags).contains([entry["tag"]])
    if entry["kind"] == "segment":
        return segments.matching(ctx, UUID(entry["id"]), audience.get("versions"))
    if entry["kind"] == "campaign":
        return _got(ctx.company_id, UUID(entry["id"]))
    return true()


def _got(company_id: UUID, campaign_id: UUID) -> ColumnElement[bool]:
    return (
        select(CampaignRecipient.id)
        .where(
            col(CampaignRecipient.company_id) == company_id,
            col(CampaignRecipient.campaign_id) == campaign_id,
            col(CampaignRecipient.contact_id) == col(Contact.id),
            col(CampaignRecipient.status).not_in(_NOT_GOT),
        )
        .exists()
    )


def _entry(key: str, kinds: tuple[str, ...]) -> Entry:
    kind, _, value = key.partition(":")
    if kind not in kinds or (kind != "all") != bool(value):
        raise NotFound(_GONE)
    if kind == "all":
        return {"kind": kind}
    if kind == "tag":
        return {"kind": kind, "tag": value}
    try:
        return {"kind": kind, "id": str(UUID(value))}
    except ValueError as error:
        raise NotFound(_GONE) from error


def _key(entry: Entry) -> str:
    value = entry.get("tag", entry.get("id", ""))
    return f"{entry['kind']}:{value}" if value else entry["kind"]


def _ids(audience: Audience, kind: str) -> set[UUID]:
    entries = [*audience.get("include", []), *audience.get("exclude", [])]
    return {UUID(one["id"]) for one in entries if one["kind"] == kind}


def _names(ctx: CompanyContext, audience: Audience) -> dict[str, str]:
    """Return what segments and campaigns are called: now, or as they were when the audience was pinned."""
    entries = [*audience.get("include", []), *audience.get("exclude", [])]
    pinned = {one["id"]: one["name"] for one in entries if "name" in one}
    found = select(Campaign.id, Campaign.name).where(
        col(Campaign.company_id) == ctx.company_id,
        col(Campaign.id).in_(_ids(audience, "campaign")),
    )
    campaigns = {str(campaign_id): name for campaign_id, name in ctx.db.exec(found)}
    return pinned | campaigns | dict(segments.names_of(ctx, _ids(audience, "segment")))


def _words(entry: Entry, names: dict[str, str]) -> str:
    if entry["kind"] == "tag":
        return f"people tagged “{entry['tag']}”"
    if entry["kind"] == "segment":
        return f"people in “{names.get(entry['id'], '')}”"
    if entry["kind"] == "campaign":
        return f"people who got “{names.get(entry['id'], '')}”"
    return "everybody"
