"""Identifiers of one moment, made many at once."""

from uuid import UUID

from platform_app.core.ids import new_id, new_prefix


def test_a_thousand_prefixes_of_one_moment_are_all_different():
    assert len({new_prefix() for _ in range(1_000)}) == 1_000


def test_a_prefix_with_eight_digits_is_a_uuid_of_version_seven_between_its_neighbours():
    before, made = new_id(), UUID(new_prefix() + "00000001")
    assert made.version == 7
    assert before.int >> 80 <= made.int >> 80 <= new_id().int >> 80
