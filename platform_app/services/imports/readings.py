"""Reading a row as a person, or finding out why it cannot be one."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from platform_app.core.csv_cells import unguard
from platform_app.core.errors import InvalidInput
from platform_app.models.attributes import AttributeKind
from platform_app.services import attributes, contacts
from platform_app.services.attributes import DateOrder, Definition
from platform_app.services.imports.columns import definition_of, is_last_name, is_without_plus
from platform_app.services.imports.tables import Record
from platform_app.services.imports.views import ColumnTarget

TAG_CHARACTERS = 50
MOST_TAGS = 20
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_TAG_SEPARATORS = re.compile(r"[,;|\n]")
_WRONG = {
    AttributeKind.TEXT: "too long",
    AttributeKind.NUMBER: "no number, or one that can be read in two ways",
    AttributeKind.DATE: "no date",
    AttributeKind.YES_NO: "neither yes nor no",
    AttributeKind.CHOICE: "none of the choices",
}
# Where dates are written with the month first.
_MONTH_FIRST = ("US", "PH")


@dataclass(frozen=True, slots=True)
class Plan:
    """At which places of a row everything stands, and how its number is meant."""

    width: int
    phone: int
    names: tuple[int, ...]
    attributes: tuple[tuple[int, Definition], ...]
    tags: tuple[int, ...]
    default_region: str
    date_order: DateOrder = "dmy"
    is_without_plus: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What a row says about somebody; `warnings` are the values that had to be left out."""

    phone: str
    original: str
    name: str
    attributes: dict[str, str]
    tags: tuple[str, ...] = ()
    warnings: list[str] = field(default_factory=list)

    def attributes_json(self) -> str:
        """Return the attributes as the database takes them."""
        return json.dumps(self.attributes) if self.attributes else "{}"


def make_plan(
    columns: Sequence[str],
    mapping: dict[str, str],
    default_region: str,
    definitions: Sequence[Definition] = (),
    kinds: dict[str, str] | None = None,
) -> Plan:
    """Return the plan for a mapping that has been checked; attributes that do not exist yet are of `kinds`."""
    places = list(enumerate(columns))
    known = {one.key: one for one in definitions}
    phone, phone_name = next(pair for pair in places if mapping[pair[1]] == ColumnTarget.PHONE)
    names = [(place, name) for place, name in places if mapping[name] == ColumnTarget.NAME]
    return Plan(
        width=len(columns),
        phone=phone,
        # “Silva” and “Ana” become Ana Silva, whichever column comes first.
        names=tuple(
            place for place, _ in sorted(names, key=lambda one: (is_last_name(one[1]), one[0]))
        ),
        attributes=tuple(
            (place, definition)
            for place, name in places
            if (definition := definition_of(name, mapping[name], known, kinds or {}))
        ),
        tags=tuple(place for place, name in places if mapping[name] == ColumnTarget.TAGS),
        default_region=default_region,
        date_order="mdy" if default_region in _MONTH_FIRST else "dmy",
        is_without_plus=is_without_plus(phone_name),
    )


def read_person(record: Record, plan: Plan) -> Taken:
    """Return the person of a row; raises InvalidInput with the reason why there is none.

    A value that its attribute cannot hold is left out with a warning: the person counts more than their birthday.
    """
    cells = record.cells
    if len(cells) != plan.width:
        cells = _fitted(cells, plan.width)
    typed = cells[plan.phone]
    if plan.is_without_plus and typed[:1].isdecimal() and typed[0] != "0":
        typed = f"+{typed}"
    phone = contacts.to_e164(typed, plan.default_region)
    name = " ".join(filter(None, [_clean(cells[place]) for place in plan.names]))
    if len(name) > contacts.NAME_CHARACTERS:
        raise InvalidInput(f"The name is longer than {contacts.NAME_CHARACTERS} characters.")
    values, warnings = _attributes(cells, plan)
    tags = _tags(cells, plan, warnings) if plan.tags else ()
    original = "" if typed == phone else _clean(typed)[: contacts.NAME_CHARACTERS]
    return Taken(phone, "" if original == phone else original, name, values, tags, warnings)


def split_tags(text: str) -> list[str]:
    """Return the tags of a cell or a field, parted by commas, semicolons or bars."""
    found = (" ".join(one.split()) for one in _TAG_SEPARATORS.split(text))
    return list(dict.fromkeys(filter(None, found)))


def _attributes(cells: list[str], plan: Plan) -> tuple[dict[str, str], list[str]]:
    values: dict[str, str] = {}
    warnings: list[str] = []
    for place, definition in plan.attributes:
        cell = _clean(cells[place])
        if not cell:
            continue
        try:
            values[definition.key] = attributes.parse_value(
                definition, cell, date_order=plan.date_order
            )
        except InvalidInput:
            # Without the value itself, so that rows with the same trouble can be counted together.
            warnings.append(f"Taken without {definition.label}: it is {_WRONG[definition.kind]}.")
    return values, warnings


def _tags(cells: list[str], plan: Plan, warnings: list[str]) -> tuple[str, ...]:
    found = [tag for place in plan.tags for tag in split_tags(_clean(cells[place], is_tags=True))]
    fitting = tuple(tag for tag in dict.fromkeys(found) if len(tag) <= TAG_CHARACTERS)[:MOST_TAGS]
    if len(fitting) < len(set(found)):
        warnings.append(
            f"Taken without some tags: at most {MOST_TAGS}, of {TAG_CHARACTERS} characters each."
        )
    return fitting


def _fitted(cells: list[str], width: int) -> list[str]:
    if len(cells) > width and any(map(str.strip, cells[width:])):
        raise InvalidInput(
            f"The row has {len(cells)} cells, but there are {width} columns. "
            "Put quotation marks around values that contain the separator."
        )
    return cells + [""] * (width - len(cells))


def _clean(cell: str, *, is_tags: bool = False) -> str:
    # What most cells are; a mark, a control sign or a strange space takes the longer way.
    if cell.isprintable() and not cell.startswith("'") and "  " not in cell:
        return cell.strip()
    freed = _CONTROLS.sub("", unguard(cell))
    return freed if is_tags else " ".join(freed.split())
