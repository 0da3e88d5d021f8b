"""What a company says about consent: its own words to stop and start, its answers, its standard texts, its cap."""

import re
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.permissions import Permission
from platform_app.models.companies import Company
from platform_app.models.consent import ConsentWording
from platform_app.services import audit
from platform_app.services.consent.keywords import words_of
from platform_app.services.consent.languages import LANGUAGES
from platform_app.services.consent.views import (
    CapChanges,
    ConsentSettings,
    KeywordChanges,
    LanguageWords,
    WordingRow,
)

MOST_WORDS = 20
MOST_WORDINGS = 20
MOST_PER_PERSON = 100
_WORD_CHARACTERS = 30
_REPLY_CHARACTERS = 1_000
_WORDING_CHARACTERS = 2_000


def get_settings(ctx: CompanyContext) -> ConsentSettings:
    """Return what the company has set about consent, its lists one entry on each line."""
    ctx.require(Permission.CONTACTS_READ)
    company = ctx.db.get_one(Company, ctx.company_id)
    day, week = company.frequency_cap_day, company.frequency_cap_week
    return ConsentSettings(
        stop_words="\n".join(company.opt_out_words),
        start_words="\n".join(company.opt_in_words),
        stop_reply=company.opt_out_reply,
        start_reply=company.opt_in_reply,
        usual_stop_reply=_usual_stop_reply(company),
        usual_start_reply=_usual_start_reply(company),
        cap_day="" if day is None else str(day),
        cap_week="" if week is None else str(week),
    )


def list_languages() -> list[LanguageWords]:
    """Return the words that count in every company, by language."""
    return [LanguageWords(one.name, ", ".join(one.stop), ", ".join(one.start)) for one in LANGUAGES]


def stop_reply(company: Company) -> str:
    """Return what people who stop are told."""
    return company.opt_out_reply or _usual_stop_reply(company)


def start_reply(company: Company) -> str:
    """Return what people who start again are told."""
    return company.opt_in_reply or _usual_start_reply(company)


def save_keywords(ctx: CompanyContext, changes: KeywordChanges) -> None:
    """Keep the company's own words, one on each line, and its answers to them; raises InvalidInput with its fields."""
    ctx.require(Permission.CONSENT_MANAGE)
    after = {
        "opt_out_words": _words("stop_words", changes.stop_words),
        "opt_in_words": _words("start_words", changes.start_words),
        "opt_out_reply": _reply("stop_reply", changes.stop_reply),
        "opt_in_reply": _reply("start_reply", changes.start_reply),
    }
    both = {words_of(one) for one in after["opt_out_words"]} & {
        words_of(one) for one in after["opt_in_words"]
    }
    if both:
        raise InvalidInput(
            "A word cannot stop and start.", {"start_words": "One of these is a word to stop too."}
        )
    company = _keep(ctx, after)
    company.opt_out_set_at = now()


def save_cap(ctx: CompanyContext, changes: CapChanges) -> None:
    """Keep how many marketing messages one person gets at most; empty is as many as are sent."""
    ctx.require(Permission.CONSENT_MANAGE)
    day, week = _number("day", changes.day), _number("week", changes.week)
    if day is not None and week is not None and week < day:
        raise InvalidInput(
            "Seven days hold more than one day.", {"week": f"Use {day} or more, or leave it empty."}
        )
    _keep(ctx, {"frequency_cap_day": day, "frequency_cap_week": week})


def list_wordings(ctx: CompanyContext) -> list[WordingRow]:
    """Return the company's standard texts under which people agree, by name."""
    ctx.require(Permission.CONTACTS_READ)
    own = select(ConsentWording).where(col(ConsentWording.company_id) == ctx.company_id)
    rows = ctx.db.exec(own.order_by(col(ConsentWording.name)).limit(MOST_WORDINGS))
    return [WordingRow(str(one.id), one.name, one.body) for one in rows]


def add_wording(ctx: CompanyContext, *, name: str, body: str) -> UUID:
    """Keep a standard text under a name; what was agreed to before keeps the text it was shown."""
    ctx.require(Permission.CONSENT_MANAGE)
    name, body = " ".join(name.split()), body.strip()
    if not 1 <= len(name) <= 100:
        raise InvalidInput("The text needs a name.", {"name": "Use 1 to 100 characters."})
    if not 1 <= len(body) <= _WORDING_CHARACTERS:
        raise InvalidInput(
            "The text is missing or too long.",
            {"body": f"Use 1 to {_WORDING_CHARACTERS:,} characters."},
        )
    if len(list_wordings(ctx)) == MOST_WORDINGS:
        raise Conflict(f"There are {MOST_WORDINGS} texts already. Remove one first.")
    wording = ConsentWording(company_id=ctx.company_id, name=name, body=body)
    ctx.db.add(wording)
    try:
        ctx.db.flush()
    except IntegrityError as error:
        raise Conflict("There is a text with this name already. Choose another name.") from error
    audit.record(ctx, audit.AuditAction.CONSENT_WORDING_ADDED, wording.id, name=name)
    return wording.id


def remove_wording(ctx: CompanyContext, wording_id: UUID) -> None:
    """Offer a standard text no longer; the entries of the ledger keep it."""
    ctx.require(Permission.CONSENT_MANAGE)
    wording = ctx.db.get(ConsentWording, (ctx.company_id, wording_id))
    if wording is None:
        raise NotFound("This text does not exist, or no longer does.")
    ctx.db.delete(wording)
    audit.record(ctx, audit.AuditAction.CONSENT_WORDING_REMOVED, wording.id, name=wording.name)


def _keep(ctx: CompanyContext, after: dict[str, object]) -> Company:
    company = ctx.db.get_one(Company, ctx.company_id, with_for_update=True)
    before = {field: getattr(company, field) for field in after}
    for field, value in after.items():
        setattr(company, field, value)
    changes = audit.changes_between(before, after)
    audit.record(
        ctx, audit.AuditAction.OPT_OUT_CHANGED, company.id, name=company.name, changes=changes
    )
    ctx.nudge("company")
    return company


def _reply(field: str, text: str) -> str:
    if len(text.strip()) > _REPLY_CHARACTERS:
        raise InvalidInput(
            "The reply is too long.", {field: f"Use at most {_REPLY_CHARACTERS:,} characters."}
        )
    return text.strip()


def _words(field: str, text: str) -> list[str]:
    found = [" ".join(part.split()) for part in re.split(r"[\n,;]", text)]
    words = list(dict.fromkeys(word for word in found if word))
    if len(words) > MOST_WORDS:
        raise InvalidInput("These are too many words.", {field: f"Give at most {MOST_WORDS}."})
    for word in words:
        if len(word) > _WORD_CHARACTERS or not words_of(word):
            raise InvalidInput(
                "One of the words cannot be used.",
                {field: f"“{word[:40]}”: use letters, and at most {_WORD_CHARACTERS} characters."},
            )
    return words


def _number(field: str, text: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isdecimal() or not 1 <= int(text) <= MOST_PER_PERSON:
        raise InvalidInput(
            "This is no limit.", {field: f"Use a number from 1 to {MOST_PER_PERSON}, or none."}
        )
    return int(text)


def _usual_stop_reply(company: Company) -> str:
    return (
        f"You will get no more offers from {company.name}. "
        "If you have a question, you can still write to us here."
    )


def _usual_start_reply(company: Company) -> str:
    return f"You will hear from {company.name} again. To stop at any time, answer STOP."
