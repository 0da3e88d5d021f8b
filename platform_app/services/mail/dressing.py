"""What a letter looks like: the same words as text and as HTML, in the sender's colour."""

import re
import unicodedata
from dataclasses import dataclass
from html import escape

_DEFAULT_ACCENT = "#0b7a5b"
# White words on it must be readable (WCAG AA).
_LEAST_CONTRAST = 4.5
_DARKER = 0.9
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light"><title>{subject}</title></head>
<body style="margin:0;padding:24px;background:#f1f3f5;color:#11181c;font:16px/24px system-ui,sans-serif">
<div style="max-width:520px;margin:0 auto;background:#ffffff;border-top:4px solid {accent};border-radius:8px;padding:32px">
<p dir="auto" style="margin:0 0 24px;font-weight:600">{name}</p>
<h1 dir="auto" style="margin:0 0 16px;font-size:20px;line-height:28px">{subject}</h1>
{paragraphs}{button}</div></body></html>
"""
_PARAGRAPH = '<p dir="auto" style="margin:0 0 16px;overflow-wrap:anywhere">{words}</p>\n'
_BUTTON = """<p style="margin:24px 0"><a href="{link}" style="display:inline-block;padding:12px 20px;
border-radius:6px;background:{accent};color:#ffffff;font-weight:600;text-decoration:none">{label}</a></p>
<p style="margin:0;color:#60686e;font-size:13px;line-height:20px;overflow-wrap:anywhere">If the button does not work,
copy this address: {link}</p>
"""


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says, and the one link that it leads to, if any."""

    subject: str
    paragraphs: tuple[str, ...]
    link: str = ""
    link_label: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name a letter is written, and where its links lead."""

    name: str
    origin: str
    accent: str


def plain(text: str) -> str:
    """Return one line without what could forge a header, colour a terminal or turn the reading direction."""
    spaced = re.sub(r"\s+", " ", text)
    return "".join(one for one in spaced if unicodedata.category(one) not in ("Cc", "Cf")).strip()


def as_text(words: Words) -> str:
    """Return the letter as plain text."""
    lines = ["Hello,", *map(plain, words.paragraphs), *([words.link] if words.link else [])]
    return "\n\n".join(lines) + "\n"


def as_html(words: Words, sender: Sender) -> str:
    """Return the letter as HTML that needs nothing from elsewhere; whatever people have written is escaped."""
    accent, link = readable(sender.accent), escape(words.link)
    button = _BUTTON.format(link=link, accent=accent, label=escape(plain(words.link_label)))
    return _PAGE.format(
        subject=escape(plain(words.subject)),
        name=escape(plain(sender.name)),
        accent=accent,
        paragraphs="".join(
            _PARAGRAPH.format(words=escape(plain(one))) for one in ("Hello,", *words.paragraphs)
        ),
        button=button if words.link else "",
    )


def readable(accent: str) -> str:
    """Return a colour on which white words can be read: the accent, as dark as it takes."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        accent = _DEFAULT_ACCENT
    parts = [int(accent[at : at + 2], 16) for at in (1, 3, 5)]
    while contrast_with_white(parts) < _LEAST_CONTRAST:
        parts = [int(part * _DARKER) for part in parts]
    return "#" + "".join(f"{part:02x}" for part in parts)


def contrast_with_white(parts: list[int]) -> float:
    """Return how well white words stand out from a colour, as WCAG counts."""
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (part / 255 for part in parts)
    ]
    red, green, blue = linear
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
