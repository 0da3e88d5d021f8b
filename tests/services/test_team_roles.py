"""The company's own roles and its rules: what they hold, whom they bind, and from when on."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from platform_app.components.permissions import MEANINGS
from platform_app.core.context import Actor
from platform_app.core.db import in_company, public_transaction
from platform_app.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, NotVerified
from platform_app.core.permissions import Permission, Role, with_needed
from platform_app.services import accounts, team
from platform_app.services.team import CompanyRule
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


def act(actor: Actor, service: Any, *arguments: Any, **options: Any) -> Any:
    return in_company(actor, lambda ctx: service(ctx, *arguments, **options))


def make_role(town: Town, *permissions: str, name: str = "Support") -> UUID:
    return act(town.alice.actor, team.create_role, name=name, permissions=permissions)


def held(ref: str) -> frozenset[Permission]:
    with public_transaction() as ctx:
        session = accounts.find_session_by_ref(ctx, ref)
    assert session is not None
    return session.permissions


def test_every_permission_has_its_words() -> None:
    assert set(MEANINGS) == set(Permission)


def test_a_role_of_ones_own_counts_from_the_next_step_on(town: Town) -> None:
    role_id, ref = make_role(town, "campaigns.edit"), town.bob.ref()
    act(town.alice.actor, team.change_role, town.bob.user_id, str(role_id))
    assert held(ref) == {Permission.CAMPAIGNS_EDIT, Permission.CAMPAIGNS_READ}
    act(town.alice.actor, team.save_role, role_id, name="Support", permissions=["usage.read"])
    assert held(ref) == {Permission.USAGE_READ}


def test_what_a_permission_needs_comes_with_it() -> None:
    assert with_needed({Permission.CAMPAIGNS_APPROVE}) == {
        Permission.CAMPAIGNS_APPROVE,
        Permission.CAMPAIGNS_SEND,
        Permission.CAMPAIGNS_READ,
    }


@pytest.mark.parametrize(
    ("name", "permissions"),
    [("", ["usage.read"]), ("x" * 41, ["usage.read"]), ("Support", []), ("Support", ["no.such"]),
     ("admin", ["usage.read"]), ("Taken", ["usage.read"])],
)  # fmt: skip
def test_a_role_needs_a_name_of_its_own_and_a_use(
    town: Town, name: str, permissions: list[str]
) -> None:
    make_role(town, "usage.read", name="Taken")
    with pytest.raises(InvalidInput):
        make_role(town, *permissions, name=name)


def test_a_role_that_somebody_has_is_not_deleted(town: Town) -> None:
    role_id = make_role(town, "usage.read")
    act(town.alice.actor, team.change_role, town.bob.user_id, str(role_id))
    with pytest.raises(Conflict, match="1 person has this role"):
        act(town.alice.actor, team.delete_role, role_id)
    act(town.alice.actor, team.change_role, town.bob.user_id, "agent")
    act(town.alice.actor, team.delete_role, role_id)
    with pytest.raises(NotFound):
        act(town.alice.actor, team.delete_role, role_id)


def test_nobody_makes_or_touches_a_role_above_their_own(town: Town) -> None:
    above = make_role(town, "audit.read", name="Above")
    bob = Actor(
        town.bob.company_id, Role.CUSTOM, town.bob.actor.via, town.bob.user_id, "Bob",
        frozenset({Permission.ROLES_MANAGE}),
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        act(bob, team.create_role, name="More", permissions=["audit.read"])
    with pytest.raises(NotAllowed):
        act(bob, team.save_role, above, name="Above", permissions=["roles.manage"])
    with pytest.raises(NotAllowed):
        act(bob, team.delete_role, above)


def test_another_companys_role_cannot_be_given(town: Town) -> None:
    theirs = act(town.mallory.actor, team.create_role, name="Evil", permissions=["usage.read"])
    for key in (str(theirs), str(uuid4()), "system", "visitor", "custom", ""):
        with pytest.raises(InvalidInput):
            act(town.alice.actor, team.change_role, town.bob.user_id, key)


@pytest.mark.parametrize(
    ("rule", "who", "taken"),
    [
        (CompanyRule.AGENTS_SEE_OWN_ONLY, "bob", Permission.CONVERSATIONS_READ_ALL),
        (CompanyRule.HIDE_PHONE_NUMBERS, "bob", Permission.CONTACTS_SEE_NUMBERS),
        (CompanyRule.CAMPAIGNS_NEED_APPROVAL, "carol", Permission.CAMPAIGNS_APPROVE),
    ],
)
def test_a_rule_takes_effect_at_the_next_step_and_is_shown(
    town: Town, rule: CompanyRule, who: str, taken: Permission
) -> None:
    person = getattr(town, who)
    ref = person.ref()
    assert taken in held(ref)
    act(town.alice.actor, team.set_rule, rule, is_on=True)
    assert taken not in held(ref)
    [role] = [r for r in act(town.alice.actor, team.list_roles) if r.key == person.role]
    assert role.taken == [taken]
    act(town.alice.actor, team.set_rule, rule, is_on=False)
    assert taken in held(ref)


def test_a_second_factor_for_everybody_is_demanded_at_the_next_step(town: Town) -> None:
    ref = town.bob.ref()
    rule = CompanyRule.EVERYONE_NEEDS_SECOND_FACTOR
    alice = town.alice.actor
    stale = Actor(alice.company_id, alice.role, alice.via, alice.user_id)
    with pytest.raises(NotVerified):
        act(stale, team.set_rule, rule, is_on=True)
    act(alice, team.set_rule, rule, is_on=True)
    with public_transaction() as ctx:
        session = accounts.find_session_by_ref(ctx, ref)
    assert session is not None
    assert session.must_enrol


def test_whoever_lacks_what_a_rule_takes_cannot_give_it_back(town: Town) -> None:
    act(town.alice.actor, team.set_rule, CompanyRule.HIDE_PHONE_NUMBERS, is_on=True)
    bob = Actor(
        town.bob.company_id, Role.CUSTOM, town.bob.actor.via, town.bob.user_id, "Bob",
        frozenset({Permission.ROLES_MANAGE}),
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        act(bob, team.set_rule, CompanyRule.HIDE_PHONE_NUMBERS, is_on=False)
