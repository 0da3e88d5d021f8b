"""What people write as numbers, dates, yes and no, and choices."""

import pytest

from platform_app.core.errors import InvalidInput
from platform_app.models.attributes import AttributeKind
from platform_app.services.attributes import Definition, parse_value

K = AttributeKind


def definition(kind: AttributeKind, *choices: str) -> Definition:
    return Definition("1", "thing", "Thing", kind, list(choices))


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        (K.TEXT, "  Rua A, 5\0 ", "Rua A, 5"),
        (K.NUMBER, "12.50", "12.5"),
        (K.NUMBER, "12,5", "12.5"),
        (K.NUMBER, "1 234 567", "1234567"),
        (K.NUMBER, "1.234,50", "1234.5"),
        (K.NUMBER, "1,234.50", "1234.5"),
        (K.NUMBER, "1.234.567", "1234567"),
        (K.NUMBER, "1,234,567", "1234567"),
        (K.NUMBER, "1.234", "1.234"),
        (K.NUMBER, "0,125", "0.125"),
        (K.NUMBER, "-0", "0"),
        (K.NUMBER, "+100", "100"),
        (K.NUMBER, "١٢٣", "123"),
        (K.DATE, "2026-11-23", "2026-11-23"),
        (K.DATE, "2026-11-23T10:00:00Z", "2026-11-23"),
        (K.DATE, "3.11.2026", "2026-11-03"),
        (K.DATE, "23/11/2026 10:00", "2026-11-23"),
        (K.YES_NO, "Sim", "yes"),
        (K.YES_NO, "FALSE", "no"),
        (K.YES_NO, "0", "no"),
        (K.NUMBER, "   ", ""),
    ],
)
def test_value_is_kept_in_one_spelling(kind, text, kept):
    found = parse_value(definition(kind), text)
    assert found == kept
    assert parse_value(definition(kind), found) == found


def test_order_of_day_and_month_is_what_was_said():
    assert parse_value(definition(K.DATE), "03/11/2026") == "2026-11-03"
    assert parse_value(definition(K.DATE), "03/11/2026", date_order="mdy") == "2026-03-11"


def test_choice_is_found_whatever_its_case():
    assert parse_value(definition(K.CHOICE, "Gold", "Silver"), " gOLD ") == "Gold"


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        (K.NUMBER, "1,234", "two ways. Write 1234 or 1.234"),
        (K.NUMBER, "twelve", "is no number"),
        (K.NUMBER, "1e5", "is no number"),
        (K.NUMBER, "NaN", "is no number"),
        (K.NUMBER, "9" * 40, "is no number"),
        (K.DATE, "30/02/2026", "no day 30 in month 2"),
        (K.DATE, "23.11.26", "is no date"),
        (K.YES_NO, "perhaps", "neither yes nor no"),
        (K.CHOICE, "Bronze", "none of: Gold, Silver"),
        (K.TEXT, "x" * 1001, "at most 1,000"),
    ],
)
def test_value_that_does_not_fit_says_what_was_expected(kind, text, sentence):
    with pytest.raises(InvalidInput, match=sentence) as caught:
        parse_value(definition(kind, "Gold", "Silver"), text)
    assert list(caught.value.fields) == ["thing"]
