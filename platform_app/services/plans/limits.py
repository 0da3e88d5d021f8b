"""Limits: what a plan says, and what the platform has set differently for one company."""

from collections.abc import Mapping
from dataclasses import dataclass

from platform_app.core.errors import InvalidInput
from platform_app.models.plans import Metric, Plan

# Empty means without limit.
Limits = dict[Metric, int | None]
_MOST = 2_000_000_000


@dataclass(frozen=True, slots=True)
class MetricWords:
    """How people call what a plan limits."""

    label: str
    # As it stands after a number: "5,000 campaign messages".
    noun: str
    is_monthly: bool


METRICS: dict[Metric, MetricWords] = {
    Metric.USERS: MetricWords("People", "people in the team", is_monthly=False),
    Metric.NUMBERS: MetricWords("WhatsApp numbers", "WhatsApp numbers", is_monthly=False),
    Metric.CONTACTS: MetricWords("Contacts", "contacts", is_monthly=False),
    Metric.CAMPAIGN_MESSAGES: MetricWords(
        "Campaign messages", "campaign messages a month", is_monthly=True
    ),
    Metric.AI_ANSWERS: MetricWords("AI answers", "AI answers a month", is_monthly=True),
    Metric.CRAWLED_PAGES: MetricWords("Crawled pages", "crawled pages a month", is_monthly=True),
}


def limits_of(plan: Plan | None, overrides: Mapping[str, int | None]) -> Limits:
    """Return what counts for a company: its own overrides first, then its plan; without a plan nothing is limited."""
    return {
        metric: overrides[metric] if metric in overrides else (getattr(plan, metric, None))
        for metric in Metric
    }


def read_limits(form: Mapping[str, str]) -> Limits:
    """Return the limits that somebody typed; raises InvalidInput naming each that is no count."""
    limits: Limits = {}
    wrong: dict[str, str] = {}
    for metric in Metric:
        typed = form.get(metric, "").strip().replace(",", "")
        if typed and not (typed.isascii() and typed.isdigit() and int(typed) <= _MOST):
            wrong[metric] = "Use a whole number, or leave it empty for no limit."
        else:
            limits[metric] = int(typed) if typed else None
    if wrong:
        raise InvalidInput("Some limits are no numbers.", wrong)
    return limits
