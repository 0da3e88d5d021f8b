"""Phone numbers as people type them, turned into E.164 or refused with the reason."""

import re
import unicodedata

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    ValidationResult,
    format_number,
    is_possible_number_with_reason,
    parse,
)

from platform_app.core.errors import InvalidInput
from platform_app.services.contacts.dialling import quick_e164
from platform_app.services.contacts.variants import canonical

_PLUS_NEEDED = (
    "The country code is missing. Write it with a plus sign, as in +351 912 345 678, "
    "or choose a default country."
)
_TOO_SHORT = "The number is too short. Check whether digits are missing."
_TOO_LONG = "The number is too long. Check whether two numbers stand together."
_NOT_A_NUMBER = "This is not a phone number."
_UNKNOWN_COUNTRY = "No country has the code that this number begins with. Check the digits after +."

# The first that is found names the trouble, so the order goes from the particular to the general.
_TRAPS = tuple(
    (re.compile(pattern, re.IGNORECASE), sentence)
    for pattern, sentence in (
        (r"^$", "The phone number is missing."),
        (
            "\u202e",
            "The number holds a character that reverses what you see. Type the number anew, "
            "without copying it.",
        ),
        (
            r"^\d([.,]\d+)?E\+?\d+$",
            "Excel has shortened the number, and its last digits are lost. "
            "Format the column as text in Excel and export the file again.",
        ),
        (
            r"(\bext(ension|n)?\b|x|#)[\s.:=]*\d+\)?$",
            "The number has an extension, which WhatsApp cannot reach. "
            "Give a number of the person's own.",
        ),
        (r"[^\W\d_]", "The number contains letters. Write it in digits only."),
        (r"[;,|\n\r]", "There is more than one number here. Keep one."),
        (r"^\W*\+\W*\+", "The number begins with more than one plus sign. Keep one."),
        (r"\d.*\+", "A plus sign may only stand before the first digit."),
        (
            r"[^\d\s()./+\-‐-―−]",
            "The number contains signs that do not belong in one. Keep the digits.",
        ),
        (r"^\D*$", _NOT_A_NUMBER),
    )
)
# Phones, WhatsApp and spreadsheets wrap copied numbers in these; they show nothing and change nothing.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d"))
_INVISIBLE |= dict.fromkeys(map(ord, "\u2060\u2066\u2067\u2068\u2069\ufeff"))
# A spreadsheet's ways to keep a number as text: a leading quote, or a formula that yields a text.
_TEXT_MARK = re.compile(r"""^'|^="(.*)"$""")
# Programs that read the column as numbers append this; read as digits it would be a wrong number.
_FLOAT = re.compile(r"(\d{6,})\.0")


def to_e164(text: str, region: str = "") -> str:
    """Return the number as E.164 in its one form; `region` (as in PT) is the country of numbers without a code.

    Raises InvalidInput with a sentence that names the trouble. A number is taken when its length is
    possible in its country; whether somebody has it, only WhatsApp knows.
    """
    if quick := quick_e164(text, region):
        return canonical(quick)
    cleaned = _clean(text)
    for pattern, sentence in _TRAPS:
        if pattern.search(cleaned):
            raise _refused(sentence)
    number = _parsed(cleaned, region)
    international = f"+{number.country_code}{number.national_number}"
    # A form that is no longer dialled, and that WhatsApp and old lists still write.
    if canonical(international) != international:
        return canonical(international)
    _check_length(number)
    return format_number(number, PhoneNumberFormat.E164)


def _clean(text: str) -> str:
    visible = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).strip()
    unmarked = _TEXT_MARK.sub(lambda found: found.group(1) or "", visible).strip()
    return _FLOAT.sub(r"\1", unmarked) if _FLOAT.fullmatch(unmarked) else unmarked


def _parsed(text: str, region: str) -> PhoneNumber:
    # Without a region nothing says how a foreign number is dialled; 00 is what nearly all of them mean.
    if not region and text.startswith("00"):
        text = f"+{text[2:]}"
    try:
        return parse(text, region or None)
    except NumberParseException as error:
        raise _refused(_parse_trouble(error, text)) from error


def _parse_trouble(error: NumberParseException, text: str) -> str:
    if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
        return _UNKNOWN_COUNTRY if text.startswith("+") else _PLUS_NEEDED
    if error.error_type == NumberParseException.TOO_LONG:
        return _TOO_LONG
    return _NOT_A_NUMBER if error.error_type == NumberParseException.NOT_A_NUMBER else _TOO_SHORT


def _check_length(number: PhoneNumber) -> None:
    reason = is_possible_number_with_reason(number)
    if reason == ValidationResult.IS_POSSIBLE:
        return
    raise _refused(
        {
            ValidationResult.TOO_SHORT: _TOO_SHORT,
            ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "The area code is missing. Write the whole number.",
            ValidationResult.TOO_LONG: _TOO_LONG,
            ValidationResult.INVALID_COUNTRY_CODE: _UNKNOWN_COUNTRY,
        }.get(
            reason,
            "No number in this country has that many digits. Check for missing or extra ones.",
        )
    )


def _refused(sentence: str) -> InvalidInput:
    return InvalidInput(sentence, {"phone": sentence})
