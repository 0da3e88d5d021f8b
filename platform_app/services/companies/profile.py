"""What a company says about itself, and what it says to people who opt out."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import InvalidInput
from platform_app.core.permissions import Permission
from platform_app.models.companies import Company
from platform_app.services import audit
from platform_app.services.companies.views import (
    INDUSTRIES,
    LANGUAGES,
    SIZES,
    CompanySettings,
    ProfileChanges,
)

MOST_WORDS = 20
_WORD_CHARACTERS = 30
_REPLY_CHARACTERS = 1_000
_CHOOSE = "Choose one of the values in the list."


def get_settings(ctx: CompanyContext) -> CompanySettings:
    """Return what can be changed about the company."""
    ctx.require(Permission.COMPANY_MANAGE)
    company = ctx.db.get_one(Company, ctx.company_id)
    return CompanySettings(
        id=str(company.id),
        name=company.name,
        website=company.website,
        industry=company.industry,
        size=company.size,
        time_zone=company.time_zone,
        language=company.language,
        subdomain=company.subdomain,
        opt_out_reply=company.opt_out_reply,
        opt_out_words="\n".join(company.opt_out_words),
        default_reply=default_reply(company),
    )


def save_profile(ctx: CompanyContext, changes: ProfileChanges) -> None:
    """Keep the company's profile; raises InvalidInput with its fields."""
    ctx.require(Permission.COMPANY_MANAGE)
    company = ctx.db.get_one(Company, ctx.company_id, with_for_update=True)
    after = {
        "name": " ".join(changes.name.split()),
        "website": _website(changes.website.strip()),
        "industry": changes.industry,
        "size": changes.size,
        "time_zone": changes.time_zone,
        "language": changes.language,
    }
    _check(after)
    before = {field: getattr(company, field) for field in after}
    for field, value in after.items():
        setattr(company, field, value)
    company.profile_set_at = now()
    _note(ctx, audit.AuditAction.COMPANY_PROFILE_CHANGED, company, before, after)


def save_opt_out(ctx: CompanyContext, *, reply: str, words: str) -> None:
    """Keep what people who opt out are told, and the company's own words for it, one on each line."""
    ctx.require(Permission.COMPANY_MANAGE)
    company = ctx.db.get_one(Company, ctx.company_id, with_for_update=True)
    reply = reply.strip()
    if len(reply) > _REPLY_CHARACTERS:
        raise InvalidInput(
            "The reply is too long.", {"reply": f"Use at most {_REPLY_CHARACTERS:,} characters."}
        )
    after = {"opt_out_reply": reply, "opt_out_words": _words(words)}
    before = {field: getattr(company, field) for field in after}
    company.opt_out_reply, company.opt_out_words = reply, _words(words)
    company.opt_out_set_at = now()
    _note(ctx, audit.AuditAction.OPT_OUT_CHANGED, company, before, after)


def default_reply(company: Company) -> str:
    """Return what people who opt out are told when the company has no words of its own."""
    return (
        f"You will get no more offers from {company.name}. "
        "If you have a question, you can still write to us here."
    )


def _check(profile: dict[str, str]) -> None:
    problems: dict[str, str] = {}
    if not 1 <= len(profile["name"]) <= 100:
        problems["name"] = "Use 1 to 100 characters."
    if profile["time_zone"] not in available_timezones():
        problems["time_zone"] = _CHOOSE
    closed = {"industry": INDUSTRIES, "size": SIZES, "language": LANGUAGES}
    problems |= {field: _CHOOSE for field, known in closed.items() if profile[field] not in known}
    if problems:
        raise InvalidInput("Some of this cannot be kept.", problems)


def _website(text: str) -> str:
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    is_good = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    if not is_good or len(address) > 200 or not address.isprintable() or " " in address:
        raise InvalidInput(
            "This is not a website's address.", {"website": "Write it like www.example.org."}
        )
    return address


def _words(text: str) -> list[str]:
    found = [" ".join(part.split()) for part in re.split(r"[\n,;]", text)]
    words = list(dict.fromkeys(word for word in found if word))
    if len(words) > MOST_WORDS:
        raise InvalidInput("These are too many words.", {"words": f"Give at most {MOST_WORDS}."})
    for word in words:
        if len(word) > _WORD_CHARACTERS or not re.search(r"\w", word):
            raise InvalidInput(
                "One of the words cannot be used.",
                {
                    "words": f"“{word[:40]}”: use letters, and at most {_WORD_CHARACTERS} characters."
                },
            )
    return words


def _note(
    ctx: CompanyContext,
    action: audit.AuditAction,
    company: Company,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> None:
    changes = audit.changes_between(before, after)
    audit.record(ctx, action, company.id, name=company.name, changes=changes)
    ctx.nudge("company")
