"""The consent ledger has one writer, and whoever writes past it is found."""

import pytest

from tests.architecture.consent_writers import foreign_writers
from tests.architecture.modules import Module, product


def written(code: str, path: str = "platform_app/services/inbox/replies.py") -> list[str]:
    return list(foreign_writers([Module(path, code)]))


def test_only_services_consent_writes_what_the_ledger_comes_to() -> None:
    assert not list(foreign_writers(product()))


@pytest.mark.parametrize(
    "code",
    [
        "contact.opted_in_at = now()",
        "winner.opted_out_at, winner.opt_out_source = None, None",
        "del contact.blocked_at",
        "Contact(company_id=company_id, opted_in_at=now())",
        "update(Contact).values(service_opted_out_at=None)",
        "setattr(contact, 'blocked_at', None)",
        "text('update contact set name = :name, opted_out_at = null')",
        "text('insert into contact (company_id, opted_in_at) values (:company_id, now())')",
    ],
)
def test_other_writers_are_found(code: str) -> None:
    assert written(code)


@pytest.mark.parametrize(
    "code",
    [
        "row = (contact.opted_in_at, contact.opt_in_source)",
        "select(Contact).where(col(Contact.opted_out_at).is_(None))",
        "text('select 1 from contact where opted_out_at is not null and opted_in_at = now()')",
        "text('with c as (insert into contact (opted_in_at) select now()) insert into consent_event (id) select 1')",
    ],
)
def test_reading_is_free_and_so_is_sql_that_writes_the_ledger(code: str) -> None:
    assert not written(code)


def test_the_one_writer_may_write() -> None:
    assert not written("contact.opted_in_at = now()", "platform_app/services/consent/recording.py")
