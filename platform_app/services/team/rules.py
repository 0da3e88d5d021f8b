"""Rules of the company that hold for everybody: each takes something from a role, or asks for more care."""

from dataclasses import dataclass
from enum import StrEnum

from platform_app.core.context import CompanyContext
from platform_app.core.permissions import TAKEN, Permission, Switch
from platform_app.models.companies import Company
from platform_app.services import audit
from platform_app.services.team.powers import require_within


class CompanyRule(StrEnum):
    """What an admin can switch on for the whole company."""

    AGENTS_SEE_OWN_ONLY = Switch.AGENTS_SEE_OWN_ONLY
    HIDE_PHONE_NUMBERS = Switch.HIDE_PHONE_NUMBERS
    CAMPAIGNS_NEED_APPROVAL = Switch.CAMPAIGNS_NEED_APPROVAL
    EVERYONE_NEEDS_SECOND_FACTOR = "everyone_needs_second_factor"


@dataclass(frozen=True, slots=True)
class CompanyRules:
    """Which rules are on."""

    agents_see_own_only: bool
    hide_phone_numbers: bool
    campaigns_need_approval: bool
    everyone_needs_second_factor: bool


def get_rules(ctx: CompanyContext) -> CompanyRules:
    """Return which of the company's rules are on."""
    ctx.require(Permission.ROLES_MANAGE)
    company = ctx.db.get_one(Company, ctx.company_id)
    return CompanyRules(**{str(rule): getattr(company, rule) for rule in CompanyRule})


def set_rule(ctx: CompanyContext, rule: CompanyRule, *, is_on: bool) -> None:
    """Switch a rule on or off; it counts at everybody's next step."""
    ctx.require(Permission.ROLES_MANAGE)
    if rule is CompanyRule.EVERYONE_NEEDS_SECOND_FACTOR:
        ctx.require_fresh()
    else:
        # Switching it off gives back what it took.
        require_within(ctx, frozenset({TAKEN[Switch(rule)][1]}))
    company = ctx.db.get_one(Company, ctx.company_id, with_for_update=True)
    changes = audit.changes_between({rule: getattr(company, rule)}, {rule: is_on})
    if changes:
        setattr(company, rule, is_on)
        audit.record(ctx, audit.AuditAction.RULE_CHANGED, company.id, changes=changes)
        ctx.nudge("team")
