"""The team: who may be invited, changed, shut out, by whom; and that one admin always stays."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from platform_app.core.context import Actor, PlatformActor
from platform_app.core.db import (
    company_transaction,
    in_company,
    platform_transaction,
    public_transaction,
)
from platform_app.core.errors import (
    Conflict,
    InvalidInput,
    LimitReached,
    NotAllowed,
    NotFound,
    NotVerified,
)
from platform_app.core.permissions import Permission, Role
from platform_app.models.accounts import AccountStatus, OneTimeLink, UserAccount
from platform_app.models.audit import AuditEvent
from platform_app.models.companies import Company
from platform_app.services import accounts, team
from tests.support.factories import TestCompany, company, mallory
from tests.support.mails import list_mails, newest_mail
from tests.support.people import make_town
from tests.support.servers import TestDatabase

ROOT = PlatformActor(None)


@pytest.fixture
def acme(database: TestDatabase) -> TestCompany:
    return company()


def act(actor: Actor, service: Any, *arguments: Any, **options: Any) -> Any:
    return in_company(actor, lambda ctx: service(ctx, *arguments, **options))


def user(acme: TestCompany, user_id: UUID | None) -> UserAccount:
    with company_transaction(acme.alice) as ctx:
        return ctx.db.get_one(UserAccount, (acme.id, user_id))


def by_email(acme: TestCompany, email: str) -> UserAccount:
    with company_transaction(acme.alice) as ctx:
        return ctx.db.exec(select(UserAccount).where(col(UserAccount.email) == email)).one()


def with_role(acme: TestCompany, *permissions: Permission) -> Actor:
    """Give bob a role of the company's own, and return him as he then acts."""
    names = [str(one) for one in permissions]
    role_id = act(acme.alice, team.create_role, name="Own", permissions=names)
    act(acme.alice, team.change_role, acme.bob.user_id, str(role_id))
    return Actor(
        acme.id,
        Role.CUSTOM,
        acme.bob.via,
        acme.bob.user_id,
        "Bob",
        frozenset(permissions),
        verified_at=acme.bob.verified_at,
    )


def stale(actor: Actor) -> Actor:
    return Actor(actor.company_id, actor.role, actor.via, actor.user_id, actor.name)


def acts(acme: TestCompany) -> list[tuple[str, str]]:
    with company_transaction(acme.alice) as ctx:
        rows = ctx.db.exec(select(AuditEvent).order_by(col(AuditEvent.seq)))
        return [(row.action, row.subject_name) for row in rows]


def links_in_mail() -> list[str]:
    with platform_transaction(ROOT) as ctx:
        bodies = [letter.body for letter in list_mails(ctx)]
    return [body.partition("/invite/")[2].split()[0] for body in bodies if "/invite/" in body]


def test_people_are_invited_by_lines_and_commas_and_each_gets_a_link(acme: TestCompany) -> None:
    typed = "Ana Sá <ana@acme.example>, rui@acme.example\n\nZOE@acme.example"
    done = act(acme.alice, team.invite, typed, "agent")
    assert (done.sent, done.problems, done.rest) == (3, [], "")
    assert len(links_in_mail()) == 3
    zoe = by_email(acme, "zoe@acme.example")
    assert (zoe.role, zoe.status) == (Role.AGENT, AccountStatus.INVITED)


def test_what_is_wrong_is_told_by_line_and_stays_to_be_corrected(acme: TestCompany) -> None:
    typed = "ana@acme.example\nnobody at home\nbob@acme.example"
    done = act(acme.alice, team.invite, typed, "agent")
    assert done.sent == 1
    assert [(one.line, one.text) for one in done.problems] == [
        (2, "nobody at home"),
        (3, "bob@acme.example"),
    ]
    assert done.problems[1].member_id == str(acme.bob.user_id)
    assert done.rest == "nobody at home\nbob@acme.example"


def test_an_address_that_was_deactivated_leads_to_reactivating_it(acme: TestCompany) -> None:
    act(acme.alice, team.deactivate, acme.bob.user_id, hand_over_to=None)
    [problem] = act(acme.alice, team.invite, "bob@acme.example", "agent").problems
    assert "Reactivate" in problem.sentence
    act(acme.alice, team.reactivate, UUID(problem.member_id))
    assert user(acme, acme.bob.user_id).status == AccountStatus.ACTIVE


@pytest.mark.parametrize("count", [0, 51])
def test_none_and_more_than_fifty_are_refused(acme: TestCompany, count: int) -> None:
    typed = "\n".join(f"p{n}@acme.example" for n in range(count))
    with pytest.raises(InvalidInput):
        act(acme.alice, team.invite, typed, "agent")


def test_the_plan_has_room_for_all_who_are_invited_or_for_none(acme: TestCompany) -> None:
    with platform_transaction(ROOT) as ctx:
        ctx.db.get_one(Company, acme.id).limit_overrides = {"users": 4}
    with pytest.raises(LimitReached):
        act(acme.alice, team.invite, "ana@acme.example, rui@acme.example", "agent")
    assert act(acme.alice, team.invite, "ana@acme.example", "agent").sent == 1


def test_28_an_invitation_is_bound_to_mail_company_and_role_and_works_once(
    acme: TestCompany,
) -> None:
    elsewhere = mallory()
    act(acme.alice, team.invite, "ana@acme.example", "manager")
    [token] = links_in_mail()

    def accept(company_id: UUID) -> str:
        return act(
            Actor.visitor(company_id),
            accounts.accept_invitation,
            token,
            name="Ana",
            password="a quiet pass phrase",
            device="",
        )

    with pytest.raises(NotFound):
        accept(elsewhere.company_id)
    assert accept(acme.id)
    ana = by_email(acme, "ana@acme.example")
    assert (ana.role, ana.status) == (Role.MANAGER, AccountStatus.ACTIVE)
    with pytest.raises(NotFound):
        accept(acme.id)


def test_28_an_invitation_lives_for_72_hours(acme: TestCompany) -> None:
    act(acme.alice, team.invite, "ana@acme.example", "agent")
    with company_transaction(acme.alice) as ctx:
        link = ctx.db.exec(select(OneTimeLink)).one()
    assert round((link.expires_at - link.created_at).total_seconds() / 3600) == 72


def test_a_resent_invitation_kills_the_link_before_it(acme: TestCompany) -> None:
    act(acme.alice, team.invite, "ana@acme.example", "agent")
    act(acme.alice, team.resend, by_email(acme, "ana@acme.example").id)
    with company_transaction(acme.alice) as ctx:
        links = ctx.db.exec(select(OneTimeLink).order_by(col(OneTimeLink.id))).all()
    assert [link.used_at is None for link in links] == [False, True]


def test_a_revoked_invitation_is_gone_and_its_address_is_free(acme: TestCompany) -> None:
    act(acme.alice, team.invite, "ana@acme.example", "agent")
    act(acme.alice, team.revoke, by_email(acme, "ana@acme.example").id)
    assert act(acme.alice, team.invite, "ana@acme.example", "manager").sent == 1


def test_who_has_accepted_is_no_invitation_to_revoke(acme: TestCompany) -> None:
    with pytest.raises(Conflict):
        act(acme.alice, team.revoke, acme.bob.user_id)


def test_29_nobody_invites_above_their_own_role(acme: TestCompany) -> None:
    bob = with_role(acme, Permission.TEAM_MANAGE)
    for role in ("admin", "manager", "agent"):
        with pytest.raises(NotAllowed):
            act(bob, team.invite, "ana@acme.example", role)
    own = str(user(acme, acme.bob.user_id).custom_role_id)
    assert act(bob, team.invite, "ana@acme.example", own).sent == 1


def test_29_invitations_die_with_the_right_of_who_sent_them(acme: TestCompany) -> None:
    bob = with_role(acme, Permission.TEAM_MANAGE)
    own = str(user(acme, acme.bob.user_id).custom_role_id)
    act(bob, team.invite, "ana@acme.example", own)
    act(acme.alice, team.change_role, acme.bob.user_id, "agent")
    with company_transaction(acme.alice) as ctx:
        assert ctx.db.exec(select(OneTimeLink)).one().used_at is not None


def test_nobody_raises_their_own_role(acme: TestCompany) -> None:
    bob = with_role(acme, Permission.TEAM_MANAGE, Permission.ROLES_MANAGE)
    role_id = user(acme, acme.bob.user_id).custom_role_id
    with pytest.raises(NotAllowed):
        act(bob, team.change_role, acme.bob.user_id, "admin")
    with pytest.raises(NotAllowed):
        act(bob, team.save_role, role_id, name="Own", permissions=["audit.read"])


def test_nobody_decides_about_people_who_may_do_more(acme: TestCompany) -> None:
    bob = with_role(acme, Permission.TEAM_MANAGE)
    alice_id = acme.alice.user_id
    for service in (team.end_sessions, team.send_reset_link, team.reset_second_factor):
        with pytest.raises(NotAllowed):
            act(bob, service, alice_id)
    with pytest.raises(NotAllowed):
        act(bob, team.deactivate, acme.carol.user_id, hand_over_to=None)
    assert act(bob, team.get_member, alice_id).closed


def test_62_a_role_counts_from_the_next_step_on(database: TestDatabase) -> None:
    town = make_town()
    ref = town.bob.ref()
    act(town.alice.actor, team.change_role, town.bob.user_id, "manager")
    with public_transaction() as ctx:
        session = accounts.find_session_by_ref(ctx, ref)
    assert session is not None
    assert Permission.CAMPAIGNS_SEND in session.permissions


def test_36_deactivating_ends_every_session_at_once(database: TestDatabase) -> None:
    town = make_town()
    ref = town.bob.ref()
    act(town.alice.actor, team.deactivate, town.bob.user_id, hand_over_to=None)
    with public_transaction() as ctx:
        assert accounts.find_session_by_ref(ctx, ref) is None
    act(town.alice.actor, team.reactivate, town.bob.user_id)
    with public_transaction() as ctx:
        assert accounts.find_session_by_ref(ctx, ref) is None


def test_38_an_admin_ends_the_sessions_of_others(database: TestDatabase) -> None:
    town = make_town()
    ref = town.bob.ref()
    assert act(town.alice.actor, team.get_member, town.bob.user_id).sessions == 1
    act(town.alice.actor, team.end_sessions, town.bob.user_id)
    with public_transaction() as ctx:
        assert accounts.find_session_by_ref(ctx, ref) is None


def test_27_an_admin_sends_a_link_and_never_sets_a_password(database: TestDatabase) -> None:
    town = make_town()
    act(town.alice.actor, team.send_reset_link, town.bob.user_id)
    with platform_transaction(ROOT) as ctx:
        letter = newest_mail(ctx)
    assert letter.row.recipient == town.bob.email
    assert "/reset/" in letter.body


def test_30_the_last_admin_stays(acme: TestCompany) -> None:
    with pytest.raises(Conflict, match="last admin"):
        act(acme.alice, team.change_role, acme.alice.user_id, "agent")
    act(acme.alice, team.change_role, acme.carol.user_id, "admin")
    act(acme.alice, team.change_role, acme.alice.user_id, "agent")
    assert user(acme, acme.alice.user_id).role == Role.AGENT


@pytest.mark.parametrize("way", ["demote", "deactivate", "one of each"])
def test_30_two_admins_who_remove_each_other_leave_one(database: TestDatabase, way: str) -> None:
    for turn in range(4):
        acme = company(f"Acme{turn}")
        act(acme.alice, team.change_role, acme.carol.user_id, "admin")
        carol = Actor(
            acme.id, Role.ADMIN, acme.alice.via, acme.carol.user_id, "Carol",
            verified_at=acme.alice.verified_at,
        )  # fmt: skip
        pairs = [(acme.alice, carol.user_id), (carol, acme.alice.user_id)]

        def remove(place: int, pairs: Any = pairs) -> bool:
            actor, other = pairs[place]
            try:
                if way == "demote" or (way == "one of each" and place):
                    act(actor, team.change_role, other, "agent")
                else:
                    act(actor, team.deactivate, other, hand_over_to=None)
            except Conflict:
                return False
            return True

        with ThreadPoolExecutor(2) as people:
            assert sorted(people.map(remove, (0, 1))) == [False, True]


def test_nobody_deactivates_themselves(acme: TestCompany) -> None:
    act(acme.alice, team.change_role, acme.carol.user_id, "admin")
    with pytest.raises(NotAllowed):
        act(acme.alice, team.deactivate, acme.alice.user_id, hand_over_to=None)


def test_dangerous_acts_ask_again_who_it_is(acme: TestCompany) -> None:
    alice = stale(acme.alice)
    dangerous = [
        lambda: act(alice, team.change_role, acme.bob.user_id, "admin"),
        lambda: act(alice, team.deactivate, acme.bob.user_id, hand_over_to=None),
        lambda: act(alice, team.reset_second_factor, acme.bob.user_id),
    ]
    for attempt in dangerous:
        with pytest.raises(NotVerified):
            attempt()


def test_another_companys_people_do_not_exist(acme: TestCompany) -> None:
    stranger = mallory()
    for service in (team.get_member, team.end_sessions, team.resend, team.reactivate):
        with pytest.raises(NotFound):
            act(stranger, service, acme.bob.user_id)


def test_who_may_not_manage_the_team_sees_nothing_of_it(acme: TestCompany) -> None:
    for service in (team.list_members, team.list_role_choices, team.list_roles, team.get_rules):
        for actor in (acme.bob, acme.carol):
            with pytest.raises(NotAllowed):
                act(actor, service)


def test_the_list_goes_by_state_and_search(acme: TestCompany) -> None:
    act(acme.alice, team.invite, "ana@acme.example", "agent")
    act(acme.alice, team.deactivate, acme.bob.user_id, hand_over_to=None)

    def names(**options: Any) -> list[str]:
        return sorted(row.email for row in act(acme.alice, team.list_members, **options).rows)

    assert names() == ["alice@acme.example", "carol@acme.example"]
    assert names(state=team.MemberState.INVITED) == ["ana@acme.example"]
    assert names(state=team.MemberState.DEACTIVATED) == ["bob@acme.example"]
    assert names(search="CAR") == ["carol@acme.example"]


def test_the_list_has_pages(acme: TestCompany) -> None:
    typed = "\n".join(f"p{n:02}@acme.example" for n in range(50))
    act(acme.alice, team.invite, typed, "agent")
    act(acme.alice, team.invite, "last@acme.example", "agent")
    invited = {"state": team.MemberState.INVITED}
    first = act(acme.alice, team.list_members, **invited)
    rest = act(acme.alice, team.list_members, cursor=first.next_cursor, **invited)
    assert (first.total, len(first.rows), len(rest.rows)) == (51, 50, 1)
    assert rest.next_cursor is None


def test_what_happens_to_people_is_remembered(acme: TestCompany) -> None:
    act(acme.alice, team.change_role, acme.bob.user_id, "manager")
    act(acme.alice, team.deactivate, acme.bob.user_id, hand_over_to=None)
    assert acts(acme)[-2:] == [
        ("team.role_changed", "bob@acme.example"),
        ("team.deactivated", "bob@acme.example"),
    ]
