"""Who of an audience is skipped and why, and with which values the others are written to."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Case, ColumnElement, case, func, literal, null
from sqlmodel import col

from platform_app.models.campaigns import Campaign, SkipReason
from platform_app.models.contacts import Contact
from platform_app.services import consent
from platform_app.services.campaigns.shares import Draw, drawn
from platform_app.services.campaigns.variants import Mapping, is_split

MARKETING = "MARKETING"

_FIELDS: dict[
    str, Any
] = {  # Any: SQLModel's columns and SQLAlchemy's functions share no narrower type
    "name": col(Contact.name),
    "first_name": func.split_part(func.trim(col(Contact.name)), " ", 1),
    "phone": col(Contact.phone),
}


def variant_of(campaign: Campaign, mappings: Sequence[Mapping]) -> ColumnElement[int]:
    """Return which of the campaign's templates a contact gets; each is for an equal share."""
    if not is_split(mappings):
        return literal(0)
    return drawn(campaign.id, Draw.VARIANT, out_of=len(mappings))


def skip_reason(campaign: Campaign, mappings: Sequence[Mapping]) -> Case[str]:
    """Return the first reason that keeps a contact from being written to, or null.

    `mappings` are the variables of every template of the campaign.
    """
    reasons = [
        (col(Contact.blocked_at).is_not(None), SkipReason.BLOCKED),
        (col(Contact.service_opted_out_at).is_not(None), SkipReason.OPTED_OUT),
        (col(Contact.phone).is_(None) & col(Contact.wa_user_id).is_(None), SkipReason.NO_PHONE),
        (col(Contact.unreachable_since).is_not(None), SkipReason.UNREACHABLE),
        (_lacks_value(campaign, mappings), SkipReason.MISSING_VALUE),
    ]
    if campaign.category == MARKETING:
        # WhatsApp asks for opt-in before any marketing; the opt-out is the stronger of the two.
        reasons[1:1] = [
            (col(Contact.opted_out_at).is_not(None), SkipReason.OPTED_OUT),
            (col(Contact.opted_in_at).is_(None), SkipReason.NO_CONSENT),
        ]
        reasons.append((consent.is_over_cap(campaign.company_id), SkipReason.FREQUENCY_CAP))
    if campaign.control_percent:
        # The last one: only those who would have got it show what it caused.
        held_out = drawn(campaign.id, Draw.CONTROL, out_of=100) < campaign.control_percent
        reasons.append((held_out, SkipReason.CONTROL))
    return case(*((condition, str(reason)) for condition, reason in reasons), else_=null())


def parameters(
    campaign: Campaign, mappings: Sequence[Mapping]
) -> ColumnElement[Any]:  # Any: a JSON object
    """Return the values of all variables of the contact's template, as one JSON object."""
    if not is_split(mappings):
        return values_of(mappings[0])
    each = [(position, values_of(one)) for position, one in enumerate(mappings)]
    return case(dict(each), value=variant_of(campaign, mappings))


def values_of(variables: Mapping) -> ColumnElement[Any]:  # Any: a JSON object
    """Return the values of one template's variables for a contact, as one JSON object."""
    pairs: list[ColumnElement[str]] = []
    for variable_id, mapping in sorted(variables.items()):
        pairs += [literal(variable_id), func.coalesce(value_of(mapping), "")]
    return func.jsonb_build_object(*pairs)


def value_of(mapping: dict[str, str]) -> ColumnElement[str]:
    """Return a variable's value for a contact: its source, else the fall-back, else null."""
    source = mapping.get("source", "text")
    if source == "text":
        value: ColumnElement[str] = literal(mapping.get("value", ""))
    elif source == "attribute":
        value = col(Contact.attributes).op("->>")(mapping.get("value", ""))
    else:
        value = _FIELDS[source]
    return func.coalesce(
        func.nullif(func.trim(value), ""),
        func.nullif(literal(mapping.get("fallback", "").strip()), ""),
    )


def _lacks_value(campaign: Campaign, mappings: Sequence[Mapping]) -> ColumnElement[bool]:
    if not is_split(mappings):
        return lacks_value(mappings[0])
    each = [(position, lacks_value(one)) for position, one in enumerate(mappings)]
    return case(dict(each), value=variant_of(campaign, mappings))


def lacks_value(variables: Mapping) -> ColumnElement[bool]:
    """Tell whether a contact has no value for one of a template's variables."""
    lacks: ColumnElement[bool] = literal(False)  # noqa: FBT003  an SQL literal, not a flag
    for mapping in variables.values():
        lacks = lacks | value_of(mapping).is_(None)
    return lacks
