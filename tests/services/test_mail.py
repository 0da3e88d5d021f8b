"""What letters look like: in the sender's colour, readable, and nobody writes into them."""

import pytest

from platform_app.services.mail.dressing import (
    Sender,
    Words,
    as_html,
    as_text,
    contrast_with_white,
    plain,
    readable,
)

ACME = Sender("Acme", "http://acme.localhost", "#ffd400")


@pytest.mark.parametrize("accent", ["#ffd400", "#ffffff", "#0b7a5b", "#000000", "", "red;x:y"])
def test_white_words_on_the_button_can_be_read(accent: str) -> None:
    colour = readable(accent)
    assert contrast_with_white([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) >= 4.5


def test_a_colour_that_is_dark_enough_stays(accent: str = "#0b7a5b") -> None:
    assert readable(accent) == accent


def test_the_link_is_a_button_and_an_address() -> None:
    words = Words("Join", ("Come in.",), "http://acme.localhost/invite/x?a=1&b=2", "Accept")
    html = as_html(words, ACME)
    assert 'href="http://acme.localhost/invite/x?a=1&amp;b=2"' in html
    assert ">Accept</a>" in html
    assert as_text(words).endswith("http://acme.localhost/invite/x?a=1&b=2\n")
    assert "<table" not in html


def test_what_people_call_themselves_is_only_words() -> None:
    words = Words("Join <b>Acme</b>", ('<img src="https://evil.example"> invites you.',))
    html = as_html(words, Sender("<script>", "http://acme.localhost", "#0b7a5b"))
    assert "<img" not in html
    assert "<script" not in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    "name", ["A\u202eb", "A\x1b[31mb", "A\r\nBcc: eve@evil.example b", "A\u2066b\u2069", "A\0b"]
)
def test_no_name_turns_the_words_around_it(name: str) -> None:
    clean = plain(name)
    assert (clean[0], clean[-1]) == ("A", "b")
    assert clean.isprintable()
