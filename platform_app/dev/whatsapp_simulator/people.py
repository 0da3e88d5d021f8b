"""Customers: their numbers as WhatsApp writes them, and their user ids within one portfolio."""

import re
from zlib import crc32

_USER_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?([0-9]{5,15})00([0-9]{10})")
_BRAZIL_KEEPS_NINE_BELOW = 31
_MEXICAN = re.compile(r"52([0-9]{10})")
_ARGENTINE = re.compile(r"54([0-8][0-9]{9})")
_BRAZILIAN = re.compile(r"55([0-9]{2})9([0-9]{8})")


def digits(phone: str) -> str:
    """Return a phone number as WhatsApp writes it: digits only."""
    return "".join(filter(str.isdecimal, phone))


def known_as(phone: str) -> str:
    """Return the number under which WhatsApp knows a person: Brazil, Mexico, Argentina differ."""
    number = digits(phone)
    if found := _MEXICAN.fullmatch(number):
        number = f"521{found[1]}"
    elif found := _ARGENTINE.fullmatch(number):
        number = f"549{found[1]}"
    elif (found := _BRAZILIAN.fullmatch(number)) and int(found[1]) >= _BRAZIL_KEEPS_NINE_BELOW:
        number = f"55{found[1]}{found[2]}"
    return f"+{number}"


def user_id(customer: str, business_id: str) -> str:
    """Return a person's id within one portfolio; another portfolio knows another one."""
    if not customer.startswith("+"):
        return customer
    return f"PT.{digits(customer)}00{crc32(business_id.encode()):010}"


def identity_key(customer: str) -> str:
    """Return what changes when a person sets up WhatsApp anew; here it never does."""
    return f"{crc32(customer.encode()):08x}"


def phone_of(identity: str, business_id: str) -> str | None:
    """Return whose user id this is, if the portfolio gave it."""
    found = _USER_ID.fullmatch(identity)
    is_ours = found is not None and int(found[2]) == crc32(business_id.encode())
    return f"+{found[1]}" if found is not None and is_ours else None
