"""What leaves the database about plans."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in the platform's list; a limit is a word, "unlimited" where there is none."""

    id: str
    name: str
    is_default: bool
    is_archived: bool
    price: str
    companies: int
    users: str
    numbers: str
    contacts: str
    campaign_messages: str
    ai_answers: str
    crawled_pages: str


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What a plan is called and costs, as somebody types it."""

    name: str
    monthly_price: str = ""
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class PlanForm:
    """A plan as its form begins; an empty limit is none."""

    id: str = ""
    name: str = ""
    monthly_price: str = ""
    currency: str = "EUR"
    users: str = ""
    numbers: str = ""
    contacts: str = ""
    campaign_messages: str = ""
    ai_answers: str = ""
    crawled_pages: str = ""


@dataclass(frozen=True, slots=True)
class AllowanceRow:
    """One limit of a company: what its plan says, and what is set for it alone."""

    metric: str
    label: str
    of_plan: str
    # What stands in the field: empty where nothing is set for the company alone.
    override: str
    is_unlimited: bool


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one company may use, and where that comes from."""

    plan_id: str
    plan: str
    rows: list[AllowanceRow]
