"""What waits for the end of a sweep: launches, and further changes of the same tag or attribute."""

from sqlalchemy import text
from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict
from platform_app.models.sweeps import ContactSweep, SweepKind

_HOLD = text(
    "select pg_advisory_xact_lock(hashtextextended('sweeps.' || cast(:company_id as text), 0))"
)
_HOLD_SHARED = text(
    "select pg_advisory_xact_lock_shared(hashtextextended('sweeps.' || cast(:company_id as text), 0))"
)
_TAG = (SweepKind.RETAG, SweepKind.TAG, SweepKind.UNTAG)
_ATTRIBUTE = (SweepKind.RESPELL, SweepKind.CLEAR)


def hold(ctx: CompanyContext) -> None:
    """Let no campaign be launched until the transaction ends: it would ask for names that nobody has any more."""
    ctx.db.connection().execute(_HOLD, {"company_id": ctx.company_id})


def refuse_launch(ctx: CompanyContext) -> None:
    """Raise Conflict while contacts are being changed, and let no change begin until the transaction ends."""
    ctx.db.connection().execute(_HOLD_SHARED, {"company_id": ctx.company_id})
    if found := _first(ctx):
        raise Conflict(
            f"The change of the {_what(found)} is still being brought to all your contacts. "
            "Launch again in a minute, so that nobody is written to by mistake."
        )


def under_way(ctx: CompanyContext) -> bool:
    """Tell whether contacts are being changed, and let no change begin until the transaction ends."""
    ctx.db.connection().execute(_HOLD_SHARED, {"company_id": ctx.company_id})
    return _first(ctx) is not None


def refuse_while_swept(ctx: CompanyContext, name: str, *, is_tag: bool) -> None:
    """Raise Conflict while a change from or to this tag, or of the attribute with this key, is under way."""
    statement = select(ContactSweep).where(
        col(ContactSweep.company_id) == ctx.company_id,
        (col(ContactSweep.subject) == name) | (col(ContactSweep.replacement) == name),
        col(ContactSweep.kind).in_(_TAG if is_tag else _ATTRIBUTE),
    )
    if found := ctx.db.exec(statement.limit(1)).first():
        raise Conflict(
            f"The last change of the {_what(found)} is still being brought to all your contacts. "
            "Try again in a minute."
        )


def _first(ctx: CompanyContext) -> ContactSweep | None:
    statement = select(ContactSweep).where(col(ContactSweep.company_id) == ctx.company_id)
    return ctx.db.exec(statement.order_by(col(ContactSweep.id)).limit(1)).first()


def _what(sweep: ContactSweep) -> str:
    kind = "tag" if sweep.kind in _TAG else "attribute"
    return f"{kind} “{sweep.replacement or sweep.subject}”"
