"""What the outermost layer says itself, in words that name no company."""

from enum import Enum

from starlette.types import Send

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>body{{font:16px/24px system-ui,sans-serif;max-width:32rem;margin:20vh auto;
padding:0 24px;color-scheme:light dark}}h1{{font-size:20px}}</style>
<main><h1>{title}</h1><p>{sentence}</p></main></html>"""


_POLICY = (
    b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; "
    b"base-uri 'none'; form-action 'none'"
)


class Refusal(Enum):
    """Why a request goes no further: status, title, sentence."""

    SIGNED_OUT = 401, "Signed out", "Sign in, then try again."
    FOREIGN_PAGE = 403, "Refused", "This request did not come from one of our own pages."
    CLOSED = (
        *(403, "This company is paused"),
        "Nobody can sign in here at present, and nothing is sent. Nothing is lost, and what customers write is kept. "
        "Ask an admin of your company; they can ask whoever runs this platform.",
    )
    NOTHING = 404, "Nothing is here", "This address does not lead anywhere."
    TOO_SLOW = 408, "Too slow", "This took too long to arrive. Try again on a better connection."
    TOO_LARGE = 413, "Too large", "This is more than we take in one piece."
    UNKNOWN_HOST = (
        *(421, "Nothing is here"),
        "This address does not lead anywhere. Check how it is spelled, or ask who gave it to you.",
    )
    TOO_MANY = 429, "One moment", "Too many pages were opened at once from here. Wait a little."
    OUTAGE = 503, "One moment", "We cannot reach our database. Nothing is lost; try again soon."

    async def answer(self, send: Send) -> None:
        """Send it as a neutral page."""
        status, title, sentence = self.value
        body = _PAGE.format(title=title, sentence=sentence).encode()
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"content-security-policy", _POLICY),
        ]
        if self is Refusal.OUTAGE:
            headers.append((b"retry-after", b"5"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class Refused(Exception):
    """The request goes no further."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.name)
        self.refusal = refusal
