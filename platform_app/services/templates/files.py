"""Sample files: what WhatsApp's reviewers may be shown, judged by their first bytes, not by their names."""

from dataclasses import dataclass

from platform_app.core.errors import InvalidInput

MEGABYTE = 1024 * 1024
# Reflex's own upload takes no more than this in one piece; a sample need not be whole.
LONGEST = {"IMAGE": 5 * MEGABYTE, "VIDEO": 16 * MEGABYTE, "DOCUMENT": 16 * MEGABYTE}
SAMPLE_WORDS = {
    "IMAGE": "A JPEG or PNG picture, up to 5 MB.",
    "VIDEO": "An MP4 or 3GP video, up to 16 MB.",
    "DOCUMENT": "A PDF file, up to 16 MB.",
}


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A file that fits, and what it is."""

    name: str
    mime: str
    content: bytes


def check_sample(kind: str, name: str, content: bytes) -> SampleFile:
    """Return the file if WhatsApp takes it as this kind of sample; raises InvalidInput at `media`."""
    if kind not in SAMPLE_WORDS:
        raise InvalidInput(
            "This template shows no file.", {"media": "Choose what stands above it first."}
        )
    if not content:
        raise InvalidInput(
            "No file has arrived.", {"media": f"Choose a file. {SAMPLE_WORDS[kind]}"}
        )
    if len(content) > LONGEST[kind]:
        raise InvalidInput(
            "This file is too large.", {"media": f"This is too large. {SAMPLE_WORDS[kind]}"}
        )
    mime = _mime(content)
    if mime not in _MIMES[kind]:
        raise InvalidInput(
            "This is another kind of file.",
            {"media": f"This is no such file. {SAMPLE_WORDS[kind]}"},
        )
    return SampleFile(_tidy(name), mime, content)


_MIMES = {
    "IMAGE": ("image/jpeg", "image/png"),
    "VIDEO": ("video/mp4", "video/3gpp"),
    "DOCUMENT": ("application/pdf",),
}


def _mime(content: bytes) -> str:
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content[4:8] == b"ftyp":
        return "video/3gpp" if content[8:10] == b"3g" else "video/mp4"
    return ""


def _tidy(name: str) -> str:
    """Return a file's name without folders, short enough to be shown."""
    return name.replace("\\", "/").rpartition("/")[2][-100:] or "sample"
