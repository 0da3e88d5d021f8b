"""What stands in a contact's own row, as SQL: fields, typed attributes, tags, consent."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Numeric,
    String,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
)
from sqlalchemy.dialects.postgresql import BIT
from sqlmodel import col

from platform_app.models.contacts import Contact
from platform_app.services.segments.definitions import Condition
from platform_app.services.segments.vocabulary import Subject

Values = Sequence[str]
Bool = ColumnElement[bool]
# The one spelling in which values of these kinds are kept; anything else counts as no value.
_NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,10})?$"
_DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def day_of(moment: datetime, zone: str) -> date:
    """Return the day that a moment belongs to in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def start_of(day: date, zone: str) -> datetime:
    """Return the moment at which a day begins in a zone."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def days_around(today: date, days: int) -> set[str]:
    """Return the days of a year, as MM-DD, that are so near to today; the 29th of February counts as the 28th."""
    near = {(today + timedelta(n)).strftime("%m-%d") for n in range(-days, days + 1)}
    return near | {"02-29"} if "02-28" in near else near


def field(condition: Condition, operator: str, moment: datetime, zone: str) -> Bool:
    """Return what a condition about a field of the contact asks."""
    subject, values = condition.subject, condition.values
    if subject in _MOMENTS:
        return _at(_MOMENTS[subject], operator, values, moment, zone)
    if subject is Subject.NAME:
        return _text(func.nullif(col(Contact.name), ""), operator, values)
    return _FIELDS[subject](operator, values)


def attribute(condition: Condition, operator: str, today: date) -> Bool:
    """Return what a condition about an attribute asks."""
    value = func.nullif(col(Contact.attributes).op("->>", return_type=Text())(condition.key), "")
    if operator == "set":
        return value.is_not(None)
    if condition.subject is Subject.NUMBER:
        return _number(value, operator, [Decimal(one) for one in condition.values])
    if condition.subject is Subject.DATE:
        return _date(value, operator, condition.values, today)
    if condition.subject is Subject.TEXT:
        return _text(value, operator, condition.values)
    return value.in_([operator] if condition.subject is Subject.YES_NO else condition.values)


def _text(value: ColumnElement[Any], operator: str, values: Values) -> Bool:  # Any: may be null
    lowered = func.lower(value)
    if operator == "set":
        return value.is_not(None)
    if operator in ("is", "one_of"):
        return lowered.in_([func.lower(one) for one in values])
    wanted = func.lower(values[0])
    found = func.strpos(lowered, wanted)
    return found == 1 if operator == "begins" else found > 0


def _number(value: ColumnElement[str], operator: str, values: list[Decimal]) -> Bool:
    number = case((value.regexp_match(_NUMBER), cast(value, Numeric)))
    if operator == "between":
        return number.between(values[0], values[1])
    wanted = literal(values[0], Numeric)
    if operator == "is":
        return number == wanted
    return number > wanted if operator == "more" else number < wanted


def _date(value: ColumnElement[str], operator: str, values: Values, today: date) -> Bool:
    # In this spelling days are in the order of their letters, whatever the database's language is.
    day = case((value.regexp_match(_DATE), value)).collate("C")
    if operator == "anniversary":
        return func.substr(day, 6).in_(sorted(days_around(today, int(values[0]))))
    if operator == "before":
        return day < values[0]
    if operator == "after":
        return day > values[0]
    if operator == "between":
        return day.between(values[0], values[1])
    there = today + timedelta(int(values[0]) * (-1 if operator == "last_days" else 1))
    return day.between(min(today, there).isoformat(), max(today, there).isoformat())


def _at(
    column: ColumnElement[Any], operator: str, values: Values, moment: datetime, zone: str
) -> Bool:  # Any: may be null
    if operator == "ever":
        return column.is_not(None)
    if operator == "last_days":
        return column >= moment - timedelta(int(values[0]))
    day = date.fromisoformat(values[0])
    return (
        column < start_of(day, zone)
        if operator == "before"
        else column >= start_of(day + timedelta(1), zone)
    )


def _phone(_operator: str, values: Values) -> Bool:
    return or_(*(col(Contact.phone).startswith(one, autoescape=True) for one in values))


def _import(operator: str, values: Values) -> Bool:
    return (
        col(Contact.first_import_id if operator == "came" else Contact.last_import_id) == values[0]
    )


def _tags(operator: str, values: Values) -> Bool:
    tags, wanted = col(Contact.tags), cast(list(values), ARRAY(String))
    return tags.bool_op("&&" if operator == "any_of" else "@>")(wanted)


def _consent(_operator: str, values: Values) -> Bool:
    is_out, is_in = col(Contact.opted_out_at).is_not(None), col(Contact.opted_in_at).is_not(None)
    by_word = {
        "opted_out": is_out,
        "opted_in": and_(~is_out, is_in),
        "unknown": and_(~is_out, ~is_in),
    }
    return by_word[values[0]]


def _bucket(_operator: str, values: Values) -> Bool:
    low, high, salt = values
    mark = func.left(func.md5(func.concat(cast(col(Contact.id), Text), ":", salt)), 8)
    share = cast(cast(func.concat("x", mark), BIT(32)), BigInteger) % 100
    return and_(share >= int(low), share < int(high))


_MOMENTS: dict[Subject, Any] = {  # Any: SQLModel's columns, of which some may be null
    Subject.CREATED: col(Contact.created_at),
    Subject.LAST_SEEN: col(Contact.last_seen_at),
    Subject.OPTED_IN: col(Contact.opted_in_at),
    Subject.OPTED_OUT: col(Contact.opted_out_at),
}
_FIELDS: dict[Subject, Callable[[str, Values], Bool]] = {
    Subject.PHONE: _phone,
    Subject.HAS_PHONE: lambda _operator, _values: col(Contact.phone).is_not(None),
    Subject.BLOCKED: lambda _operator, _values: col(Contact.blocked_at).is_not(None),
    Subject.IMPORT: _import,
    Subject.TAGS: _tags,
    Subject.CONSENT: _consent,
    Subject.BUCKET: _bucket,
}
