"""Header, body and footer: lengths, variables and their samples."""

import re

from platform_app.dev.whatsapp_simulator.failures import TemplateFailure
from platform_app.dev.whatsapp_simulator.media_store import MediaStore
from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_list,
    as_object,
    as_objects,
    as_text,
)

_ANY_VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_NAMED = re.compile(r"[a-z][a-z0-9_]*")
_ADJACENT = re.compile(r"\}\}\s*\{\{")
_EDGE_VARIABLE = re.compile(r"^\W*\{\{[^{}]*\}\}|\{\{[^{}]*\}\}\W*$")
_MEDIA = ("IMAGE", "VIDEO", "DOCUMENT", "GIF")
_MIMES = {
    "IMAGE": ("image/jpeg", "image/jpg", "image/png"),
    "VIDEO": ("video/mp4",),
    "GIF": ("video/mp4",),
    "DOCUMENT": ("application/pdf",),
}
_WORDS_PER_VARIABLE = 3


def check_header(header: JsonObject, store: MediaStore, *, is_named: bool) -> None:
    """Refuse a header that breaks a rule."""
    kind = str(header.get("format", "")).upper()
    if not header or kind in ("LOCATION", "PRODUCT"):
        return
    if kind in _MEDIA:
        handles = as_list(as_object(header.get("example")).get("header_handle"))
        known = store.files.get(store.handles.get(str(handles[0]), "")) if handles else None
        if known is None or known.mime_type not in _MIMES[kind]:
            raise TemplateFailure(
                2388047, "Header needs a sample", f"Upload a sample of the {kind.lower()} first."
            )
        return
    text = as_text(header.get("text")) or ""
    if kind != "TEXT" or not 1 <= len(text) <= 60 or "\n" in text:
        raise TemplateFailure(
            2388047, "Header format is wrong", "A header is one line of 60 characters at most."
        )
    names = _variables(text, 2388047, is_named=is_named)
    if len(names) > 1:
        raise TemplateFailure(
            2388047, "Header has too many variables", "A header has one variable at most."
        )
    _check_samples(header, "header_text", names, 2388047, is_named=is_named)


def check_body(body: JsonObject, *, is_named: bool, most: int = 1024) -> None:
    """Refuse a body that breaks a rule."""
    text = as_text(body.get("text")) or ""
    if not text.strip():
        raise TemplateFailure(2388072, "Body is missing", "Every template needs a body.")
    if len(text) > most:
        raise TemplateFailure(2388040, "Body is too long", f"A body has {most} characters at most.")
    if "\n\n\n" in text or "\t" in text or " " * 5 in text:
        raise TemplateFailure(
            2388072, "Body format is wrong", "No tabs, nor more than 4 blanks or 2 empty lines."
        )
    names = _variables(text, 2388072, is_named=is_named)
    if _EDGE_VARIABLE.search(text.strip()):
        raise TemplateFailure(
            2388299,
            "Variables can't be at the start or end of the template",
            "Write something before the first and after the last variable.",
        )
    words = len(_ANY_VARIABLE.sub(" ", text).split())
    if _ADJACENT.search(text) or (names and words < _WORDS_PER_VARIABLE * len(names) - 1):
        raise TemplateFailure(
            2388293,
            "This template has too many variables for its length",
            "Use fewer variables or a longer text.",
        )
    _check_samples(body, "body_text", names, 2388072, is_named=is_named)


def check_footer(footer: JsonObject | None) -> None:
    """Refuse a footer that breaks a rule."""
    if footer is None:
        return
    text = as_text(footer.get("text")) or ""
    if not 1 <= len(text) <= 60 or "{{" in text or "\n" in text:
        raise TemplateFailure(
            2388073, "Footer format is wrong", "A footer has 60 characters and no variables."
        )


def _variables(text: str, subcode: int, *, is_named: bool) -> list[str]:
    names = list(dict.fromkeys(_ANY_VARIABLE.findall(text)))
    if is_named:
        fits = all(_NAMED.fullmatch(name) for name in names)
    else:
        fits = sorted(names, key=_as_place) == [str(n) for n in range(1, len(names) + 1)]
    if not fits or text.count("{{") != text.count("}}"):
        raise TemplateFailure(
            subcode,
            "Variables are written wrongly",
            "Variables are {{1}}, {{2}} without gaps, or {{lower_case}}, and not mixed.",
        )
    return names


def _as_place(name: str) -> int:
    return int(name) if name.isdecimal() else 0


def _check_samples(
    part: JsonObject, key: str, names: list[str], subcode: int, *, is_named: bool
) -> None:
    if not names:
        return
    example = as_object(part.get("example"))
    if is_named:
        rows = as_objects(example.get(f"{key}_named_params"))
        given = [str(row.get("param_name")) for row in rows if as_text(row.get("example"))]
        fits = sorted(given) == sorted(names)
    else:
        rows_or_texts = as_list(example.get(key))
        first = rows_or_texts[0] if rows_or_texts else None
        texts = as_list(first) if key == "body_text" else rows_or_texts
        fits = len(texts) == len(names) and all(as_text(one) for one in texts)
    if not fits:
        raise TemplateFailure(
            subcode, "Samples are missing", f"Give one sample for each variable ({key})."
        )
