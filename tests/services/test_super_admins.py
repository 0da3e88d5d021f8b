"""Super admins: invited by each other, never the last one gone."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from platform_app.core.clock import now
from platform_app.core.context import PlatformActor
from platform_app.core.db import platform_transaction
from platform_app.core.errors import Conflict, InvalidInput, NotVerified
from platform_app.core.passwords import hash_password
from platform_app.models.accounts import AccountStatus, PlatformUser
from platform_app.services import accounts
from tests.support.people import PASSWORD
from tests.support.servers import TestDatabase


def make(email: str) -> PlatformActor:
    user = PlatformUser(
        email=email, status=AccountStatus.ACTIVE, password_hash=hash_password(PASSWORD)
    )
    with platform_transaction(PlatformActor(None)) as ctx:
        ctx.db.add(user)
    return PlatformActor(user.id, email, verified_at=now())


def status_of(actor: PlatformActor, user_id: UUID | None) -> str:
    with platform_transaction(actor) as ctx:
        rows = {row.id: row.status for row in accounts.list_super_admins(ctx)}
    return rows[str(user_id)]


def test_an_invited_super_admin_can_sign_in_after_accepting(database: TestDatabase) -> None:
    root = make("root@platform.example")
    with platform_transaction(root) as ctx:
        accounts.invite_super_admin(ctx, "New@Platform.example ")
        (letter,) = [mail for mail in ctx.db.new if hasattr(mail, "recipient")]
    token = letter.body.partition("/invite/")[2].split()[0]
    with platform_transaction(PlatformActor(None)) as ctx:
        assert accounts.accept_invitation(ctx, token, name="New", password=PASSWORD, device="")
    with platform_transaction(PlatformActor(None)) as ctx:
        assert accounts.sign_in(
            ctx, email="new@platform.example", password=PASSWORD, device=""
        ).token


def test_an_invitation_needs_a_fresh_look_at_who_gives_it(database: TestDatabase) -> None:
    root = make("root@platform.example")
    with platform_transaction(PlatformActor(root.user_id)) as ctx, pytest.raises(NotVerified):
        accounts.invite_super_admin(ctx, "new@platform.example")


def test_nobody_is_invited_twice_once_they_are_in(database: TestDatabase) -> None:
    root = make("root@platform.example")
    with platform_transaction(root) as ctx, pytest.raises(InvalidInput):
        accounts.invite_super_admin(ctx, "root@platform.example")


def test_an_invitation_dies_with_its_giver(database: TestDatabase) -> None:
    root, second = make("root@platform.example"), make("second@platform.example")
    with platform_transaction(second) as ctx:
        accounts.invite_super_admin(ctx, "new@platform.example")
        (letter,) = [mail for mail in ctx.db.new if hasattr(mail, "recipient")]
    with platform_transaction(root) as ctx:
        accounts.deactivate_super_admin(ctx, second.user_id or UUID(int=0))
    token = letter.body.partition("/invite/")[2].split()[0]
    with platform_transaction(PlatformActor(None)) as ctx, pytest.raises(Exception, match="link"):
        accounts.accept_invitation(ctx, token, name="New", password=PASSWORD, device="")


def test_the_last_super_admin_stays(database: TestDatabase) -> None:
    root = make("root@platform.example")
    with platform_transaction(root) as ctx, pytest.raises(Conflict):
        accounts.deactivate_super_admin(ctx, root.user_id or UUID(int=0))


def test_two_who_deactivate_each_other_at_once_leave_one(database: TestDatabase) -> None:
    first, second = make("first@platform.example"), make("second@platform.example")

    def deactivate(pair: tuple[PlatformActor, PlatformActor]) -> bool:
        actor, other = pair
        try:
            with platform_transaction(actor) as ctx:
                accounts.deactivate_super_admin(ctx, other.user_id or UUID(int=0))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(deactivate, [(first, second), (second, first)]))
    assert sorted(done) == [False, True]
    statuses = {status_of(first, actor.user_id) for actor in (first, second)}
    assert statuses == {"active", "deactivated"}
