"""Countries' dialling plans: their names and codes, and a quick check of numbers that are E.164 already."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    SUPPORTED_REGIONS,
    PhoneMetadata,
    country_code_for_region,
)

from platform_app.services.contacts.views import Region

_PLAIN = re.compile(r"\+[1-9][0-9]{6,14}")
_SPACED = re.compile(r"\+[1-9][0-9 .-]{7,24}")
_NATIONAL = re.compile(r"[1-9][0-9]{4,13}")
_SPACES = str.maketrans("", "", " .-")


@dataclass(frozen=True, slots=True)
class _Plan:
    lengths: frozenset[int]
    national_prefix: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Home:
    """How numbers without a country code are read in one country."""

    calling_code: str
    plan: _Plan
    abroad: re.Pattern[str]


def quick_e164(text: str, region: str) -> str:
    """Return a number as E.164 if there is no doubt about it; nothing means that it needs a closer look.

    Says something exactly where `phonenumbers` would say the same, at a thirtieth of its cost.
    """
    if is_plain_e164(text):
        return text
    if _SPACED.fullmatch(text):
        plain = text.translate(_SPACES)
        return plain if is_plain_e164(plain) else ""
    home = _home(region) if region and _NATIONAL.fullmatch(text) else None
    if home is None or len(text) not in home.plan.lengths or text.startswith(home.calling_code):
        return ""
    is_doubtful = _may_have_prefix(home.plan, text) or home.abroad.match(text)
    return "" if is_doubtful else f"+{home.calling_code}{text}"


def is_plain_e164(text: str) -> bool:
    """Tell whether the text is E.164 beyond doubt; a no only means that it needs a closer look.

    Says yes exactly where `phonenumbers` would give the same text back, at a thirtieth of its cost.
    """
    if not _PLAIN.fullmatch(text):
        return False
    for digits in (1, 2, 3):
        plan = _plan(text[1 : 1 + digits])
        if plan is not None:
            national = text[1 + digits :]
            return len(national) in plan.lengths and not _may_have_prefix(plan, national)
    return False


@cache
def list_regions() -> tuple[Region, ...]:
    """Return every country that has phone numbers, by name."""
    names = {line[0]: line[1] for line in _lines_of("iso3166.tab")}
    found = (
        Region(code, names[code], country_code_for_region(code))
        for code in SUPPORTED_REGIONS
        if code in names
    )
    return tuple(sorted(found, key=lambda region: region.name))


def region_of_time_zone(time_zone: str) -> str:
    """Return the country of a zone such as Europe/Lisbon; empty for UTC and its like."""
    return next((line[0] for line in _lines_of("zone.tab") if line[2] == time_zone), "")


def _lines_of(table: str) -> list[list[str]]:
    text = (files("tzdata.zoneinfo") / table).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


@cache
def _plan(calling_code: str) -> _Plan | None:
    code = int(calling_code)
    regions = COUNTRY_CODE_TO_REGION_CODE.get(code, ("",))
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, regions[0])
    if metadata is None or metadata.general_desc is None:
        return None
    prefix = metadata.national_prefix_for_parsing
    lengths = frozenset(metadata.general_desc.possible_length)
    return _Plan(lengths, re.compile(prefix) if prefix else None)


@cache
def _home(region: str) -> _Home | None:
    code = country_code_for_region(region)
    # Where countries share a code, only the first of them reads numbers as the code's plan says.
    if not code or COUNTRY_CODE_TO_REGION_CODE[code][0] != region:
        return None
    plan, metadata = _plan(str(code)), PhoneMetadata.metadata_for_region(region)
    if plan is None or metadata is None:
        return None
    return _Home(str(code), plan, re.compile(metadata.international_prefix or "(?!)"))


def _may_have_prefix(plan: _Plan, national: str) -> bool:
    found = plan.national_prefix.match(national) if plan.national_prefix else None
    return found is not None and found.end() > 0
