"""Inviting people: many at once, each told by line what is wrong with it, and nothing of it lost."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.emails import check_email
from platform_app.core.errors import Conflict, InvalidInput
from platform_app.core.permissions import Permission
from platform_app.models.accounts import AccountStatus, LinkPurpose, UserAccount
from platform_app.models.plans import Metric
from platform_app.services import accounts, audit, mail, usage
from platform_app.services.audit import AuditAction
from platform_app.services.team.lookups import hold_team, lock_member
from platform_app.services.team.powers import (
    Grant,
    find_grant,
    grant_of,
    require_not_above,
    require_within,
)
from platform_app.services.team.views import InviteOutcome, InviteProblem

MOST_AT_ONCE = 50
_HOURS = int(accounts.INVITATION.total_seconds()) // 3600
_HERE_ALREADY = {
    AccountStatus.ACTIVE: "is part of your team already.",
    AccountStatus.INVITED: "has been invited already. Send the link again from the list.",
    AccountStatus.DEACTIVATED: "was deactivated. Reactivate them instead.",
}
# As mail programs write it: Ana Marques <ana@example.org>
_IN_BRACKETS = re.compile(r".*<([^<>]*)>\s*")


@dataclass(frozen=True, slots=True)
class _Wish:
    line: int
    text: str

    def problem(self, sentence: str, member_id: UUID | None = None) -> InviteProblem:
        return InviteProblem(self.line, self.text, sentence, str(member_id or ""))


def invite(ctx: CompanyContext, addresses: str, role_key: str) -> InviteOutcome:
    """Invite everybody whose address can be used, and say of each other one why not.

    Addresses stand on lines of their own or between commas. Raises InvalidInput for none or too many, NotAllowed
    for a role above one's own, LimitReached when the plan has no room for all of them.
    """
    ctx.require(Permission.TEAM_MANAGE)
    wishes = list(_read(addresses))
    if not 1 <= len(wishes) <= MOST_AT_ONCE:
        raise InvalidInput(
            "Nobody was invited.",
            {"addresses": f"Give 1 to {MOST_AT_ONCE} addresses; these are {len(wishes)}."},
        )
    grant = find_grant(ctx, role_key)
    require_within(ctx, grant.permissions)
    hold_team(ctx)
    good, problems = _sort(ctx, wishes)
    if good:
        usage.check(ctx, Metric.USERS, extra=len(good))
        ctx.nudge("team")
    for email in good:
        _add(ctx, email, grant)
    return InviteOutcome(len(good), problems, "\n".join(one.text for one in problems))


def resend(ctx: CompanyContext, member_id: UUID) -> None:
    """Send an invitation again; only its newest link works."""
    user = _pending(ctx, member_id)
    accounts.kill_links_of(ctx, user.id)
    _write(ctx, user, grant_of(ctx, user))
    audit.record(ctx, AuditAction.MEMBER_INVITED_AGAIN, user.id, name=user.email)
    ctx.nudge("team")


def revoke(ctx: CompanyContext, member_id: UUID) -> None:
    """Take an invitation back; its link leads nowhere from now on."""
    user = _pending(ctx, member_id)
    audit.record(ctx, AuditAction.INVITATION_REVOKED, user.id, name=user.email)
    ctx.db.delete(user)
    ctx.nudge("team")


def _read(addresses: str) -> Iterator[_Wish]:
    for line, text in enumerate(addresses.splitlines(), start=1):
        yield from (_Wish(line, part.strip()) for part in re.split("[,;]", text) if part.strip())


def _sort(ctx: CompanyContext, wishes: list[_Wish]) -> tuple[list[str], list[InviteProblem]]:
    known = _known(ctx, wishes)
    lines: dict[str, int] = {}
    problems: list[InviteProblem] = []
    for wish in wishes:
        try:
            email = check_email(_bare(wish))
        except InvalidInput as error:
            problems.append(wish.problem(f"{error.message} {error.fields['email']}"))
            continue
        if email in known:
            user = known[email]
            sentence = f"{email} {_HERE_ALREADY[AccountStatus(user.status)]}"
            problems.append(wish.problem(sentence, user.id))
        elif email not in lines:
            lines[email] = wish.line
        # An address that stands there twice is invited once; there is nothing to correct.
    return list(lines), problems


def _known(ctx: CompanyContext, wishes: list[_Wish]) -> dict[str, UserAccount]:
    emails = [_bare(wish).lower() for wish in wishes]
    statement = select(UserAccount).where(
        col(UserAccount.company_id) == ctx.company_id, col(UserAccount.email).in_(emails)
    )
    return {user.email: user for user in ctx.db.exec(statement)}


def _bare(wish: _Wish) -> str:
    found = _IN_BRACKETS.fullmatch(wish.text)
    return (found.group(1) if found else wish.text).strip()


def _add(ctx: CompanyContext, email: str, grant: Grant) -> None:
    user = UserAccount(
        company_id=ctx.company_id,
        email=email,
        role=grant.role,
        custom_role_id=grant.custom_role_id,
    )
    ctx.db.add(user)
    ctx.db.flush()
    _write(ctx, user, grant)
    audit.record(ctx, AuditAction.MEMBER_INVITED, user.id, name=email, role=grant.name)


def _write(ctx: CompanyContext, user: UserAccount, grant: Grant) -> None:
    token = accounts.give_link(ctx, user.id, LinkPurpose.INVITATION, accounts.INVITATION)
    mail.write_invitation(ctx, user.email, token, role=grant.name, hours=_HOURS)


def _pending(ctx: CompanyContext, member_id: UUID) -> UserAccount:
    ctx.require(Permission.TEAM_MANAGE)
    hold_team(ctx)
    user = lock_member(ctx, member_id)
    require_not_above(ctx, user)
    if user.status != AccountStatus.INVITED:
        raise Conflict("This person has accepted the invitation already.")
    return user
