"""Phone numbers as people type them."""

import random

import phonenumbers
import pytest

from platform_app.core.errors import InvalidInput
from platform_app.services.contacts import (
    forms_of,
    list_regions,
    region_of_time_zone,
    to_e164,
)
from platform_app.services.contacts.dialling import is_plain_e164, quick_e164
from platform_app.services.contacts.variants import canonical


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("+351912345678", "", "+351912345678"),
        ("+351 912‑345–678", "", "+351912345678"),
        ("912 345 678", "PT", "+351912345678"),
        ("351912345678", "PT", "+351912345678"),
        ("0044 20 7946 0018", "", "+442079460018"),
        ("0044 20 7946 0018", "PT", "+442079460018"),
        ("+44 (0)20 7946 0018", "", "+442079460018"),
        ("030/12345678", "DE", "+493012345678"),
        ("+39 06 1234 5678", "", "+390612345678"),
        ("٠١٠١٢٣٤٥٦٧٨", "EG", "+201012345678"),
        ("＋３５１９１２３４５６７８", "", "+351912345678"),
        ("\u202a+351 912 345 678\u202c", "", "+351912345678"),
        ("\ufeff+351912345678", "", "+351912345678"),
        ('="+351912345678"', "", "+351912345678"),
        ("'+351912345678", "", "+351912345678"),
        ("351912345678.0", "PT", "+351912345678"),
        ("+52 1 55 1234 5678", "", "+525512345678"),
        ("5215512345678", "MX", "+525512345678"),
        ("+52 55 1234 5678", "", "+525512345678"),
        ("+55 11 8765-4321", "", "+5511987654321"),
        ("011 98765-4321", "BR", "+5511987654321"),
        ("+55 11 3456-7890", "", "+551134567890"),
        ("+54 11 4321 1234", "", "+5491143211234"),
        ("011 15 4321 1234", "AR", "+5491143211234"),
        ("+54 9 11 4321 1234", "", "+5491143211234"),
    ],
)
def test_number_is_understood(text, region, number):
    assert to_e164(text, region) == number


@pytest.mark.parametrize(
    ("text", "region", "reason"),
    [
        ("", "", "missing"),
        ("   ", "PT", "missing"),
        ("1-800-FLOWERS", "US", "letters"),
        ("n/a", "PT", "letters"),
        ("+351912345678 ext. 5", "", "extension"),
        ("+351912345678x5", "", "extension"),
        ("+351912345678 #12", "", "extension"),
        ("4.15551E+11", "", "Excel"),
        ("4,15551e+11", "PT", "Excel"),
        ("\u202e+351912345678", "", "reverses"),
        ("++351912345678", "", "more than one plus"),
        ("+351+912345678", "", "before the first digit"),
        ("+351912345678; +351912345679", "", "more than one number"),
        ("+351912345678\n+351912345679", "", "more than one number"),
        ("+351 91* *** 678", "", "signs"),
        ("-", "", "not a phone number"),
        ("912345678", "", "country code is missing"),
        ("+999123456789", "", "No country"),
        ("+3519", "", "too short"),
        ("12", "PT", "too short"),
        ("+351912345678/912345679", "", "too long"),
        ("9" * 300, "PT", "too long"),
        ("555-0100", "US", "area code"),
    ],
)
def test_number_is_refused_with_its_reason(text, region, reason):
    with pytest.raises(InvalidInput, match=reason.replace("+", r"\+")) as refusal:
        to_e164(text, region)
    assert refusal.value.fields == {"phone": refusal.value.message}


def test_quick_check_says_yes_only_where_the_library_would():
    chance = random.Random(7)
    agreed = 0
    for _ in range(20_000):
        code = chance.choice(list(phonenumbers.COUNTRY_CODE_TO_REGION_CODE))
        text = f"+{code}" + "".join(chance.choices("0123456789", k=chance.randint(3, 12)))
        if is_plain_e164(text):
            agreed += 1
            assert _by_library(text) == text
    assert agreed > 1_000


def test_quick_way_says_what_the_long_way_says(monkeypatch):
    chance = random.Random(11)
    asked = []
    for _ in range(20_000):
        region = chance.choice(sorted(phonenumbers.SUPPORTED_REGIONS))
        example = phonenumbers.example_number(region)
        digits = list(str(example.national_number) if example else "2015550123")
        digits[chance.randrange(len(digits))] = chance.choice("0123456789")
        code = chance.choice(["", "", f"+{phonenumbers.country_code_for_region(region)} "])
        text = code + "".join(one + chance.choice(["", "", "", " ", "-"]) for one in digits)
        if quick := quick_e164(text, region):
            asked.append((text, region, canonical(quick)))
    monkeypatch.setattr("platform_app.services.contacts.phones.quick_e164", lambda *_: "")
    assert len(asked) > 1_000
    assert [to_e164(text, region) for text, region, _ in asked] == [said for *_, said in asked]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+5511987654321", "+551187654321"),
        ("+5491143211234", "+541143211234"),
        ("+525512345678", "+5215512345678"),
    ],
)
def test_both_ways_to_write_a_line_have_one_form(one, other):
    assert canonical(one) == canonical(other) == one
    assert forms_of(one) == forms_of(other) == [one, other]


@pytest.mark.parametrize("phone", ["+351912345678", "+551134567890", "+549114321", "+52", "+1555"])
def test_other_numbers_have_one_form_only(phone):
    assert forms_of(phone) == [phone]


def test_every_country_has_a_name_and_a_code():
    regions = list_regions()
    assert ("PT", "Portugal", 351) in [(r.code, r.name, r.calling_code) for r in regions]
    assert len(regions) > 200


@pytest.mark.parametrize(("zone", "code"), [("Europe/Lisbon", "PT"), ("UTC", ""), ("", "")])
def test_time_zone_suggests_a_country(zone, code):
    assert region_of_time_zone(zone) == code


def _by_library(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
