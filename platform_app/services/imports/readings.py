"""Reading a row as a person, or finding out why it cannot be one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from platform_app.core.csv_cells import unguard
from platform_app.core.errors import InvalidInput
from platform_app.services import contacts
from platform_app.services.imports.tables import Record, attribute_key
from platform_app.services.imports.views import ColumnTarget

VALUE_CHARACTERS = 1_000
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Plan:
    """At which places of a row everything stands, and how its number is meant."""

    width: int
    phone: int
    names: tuple[int, ...]
    attributes: tuple[tuple[int, str], ...]
    default_region: str


def make_plan(columns: Sequence[str], mapping: dict[str, str], default_region: str) -> Plan:
    """Return the plan for a mapping that has been checked."""
    places = list(enumerate(columns))
    return Plan(
        len(columns),
        next(place for place, name in places if mapping[name] == ColumnTarget.PHONE),
        tuple(place for place, name in places if mapping[name] == ColumnTarget.NAME),
        tuple(
            (place, attribute_key(name))
            for place, name in places
            if mapping[name] == ColumnTarget.ATTRIBUTE
        ),
        default_region,
    )


def read_person(record: Record, plan: Plan) -> contacts.Person:
    """Return the person of a row; raises InvalidInput with the reason why there is none."""
    cells = _fitted(record.cells, plan.width)
    phone = contacts.to_e164(cells[plan.phone], plan.default_region)
    name = " ".join(filter(None, (_clean(cells[place]) for place in plan.names)))
    if len(name) > contacts.NAME_CHARACTERS:
        raise InvalidInput(f"The name is longer than {contacts.NAME_CHARACTERS} characters.")
    values = {key: _clean(cells[place]) for place, key in plan.attributes}
    attributes = {key: value for key, value in values.items() if value}
    for key, value in attributes.items():
        if len(value) > VALUE_CHARACTERS:
            raise InvalidInput(
                f"The value of {key} is longer than {VALUE_CHARACTERS:,} characters."
            )
    return contacts.Person(phone, name, attributes)


def _fitted(cells: list[str], width: int) -> list[str]:
    if len(cells) > width and any(map(str.strip, cells[width:])):
        raise InvalidInput(
            f"The row has {len(cells)} cells, but there are {width} columns. "
            "Put quotation marks around values that contain the separator."
        )
    return cells + [""] * (width - len(cells))


def _clean(cell: str) -> str:
    return " ".join(_CONTROLS.sub("", unguard(cell)).split())
