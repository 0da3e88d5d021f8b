"""Pages that say nothing about anybody: for hosts that are nobody's and companies that are suspended."""

from starlette.responses import HTMLResponse

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width">
<style>body{{font:16px/24px system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;
color-scheme:light dark}}</style>
<main><h1>{title}</h1><p>{sentence}</p></main></html>"""


def unknown_host() -> HTMLResponse:
    """Return the answer for a host that leads nowhere."""
    return _page(
        421,
        "Nothing is here",
        "This address does not lead anywhere. Check how it is spelled, or ask who gave it to you.",
    )


def suspended() -> HTMLResponse:
    """Return the answer for a company that may not act at present."""
    return _page(
        403,
        "Not available",
        "This address is not available at present. Your data is safe. Ask your admin.",
    )


def _page(status: int, title: str, sentence: str) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(title=title, sentence=sentence), status)
