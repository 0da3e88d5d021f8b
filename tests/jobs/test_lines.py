"""A campaign that goes slower than its number is left alone for moments, and nobody else is."""

from platform_app.core.ids import new_id
from platform_app.jobs.lines import Lines
from platform_app.services.sending import Source, Work

COMPANY, NUMBER = new_id(), new_id()
SLOW = Work(COMPANY, Source.RECIPIENT, new_id(), NUMBER)
OTHER = Work(COMPANY, Source.RECIPIENT, new_id(), NUMBER)
LINE = (COMPANY, NUMBER)


def lines(*found: Work) -> Lines:
    made = Lines()
    made.take_down(list(found))
    return made


def test_the_others_of_its_number_are_served_meanwhile() -> None:
    some = lines(SLOW, OTHER)
    some.pause(SLOW, 60)
    assert some.serve(LINE) == [OTHER]


def test_whoever_serves_the_line_is_told_when_it_goes_on() -> None:
    some = lines(SLOW)
    some.pause(SLOW, 60)
    assert some.serve(LINE) == []
    assert 59 < (some.next_of(LINE) or 0) <= 60


def test_after_its_moment_it_is_served_and_not_waited_for_any_more() -> None:
    some = lines(SLOW)
    some.pause(SLOW, 0)
    assert some.serve(LINE) == [SLOW]
    assert some.next_of(LINE) is None


def test_one_that_was_stopped_meanwhile_is_not_waited_for() -> None:
    some = lines(SLOW)
    some.pause(SLOW, 60)
    some.take_down([])
    assert some.next_of(LINE) is None
