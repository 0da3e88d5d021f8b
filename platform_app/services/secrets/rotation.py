"""Sealing every secret with the newest key, so that an older one can be thrown away."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel, select

from platform_app.core.context import CompanyContext, PlatformContext
from platform_app.core.crypto import decrypt, encrypt, is_current
from platform_app.core.ids import NIL_ID
from platform_app.models.accounts import PlatformUser, UserAccount
from platform_app.models.base import CompanyOwned
from platform_app.models.channels import Channel
from platform_app.models.contacts import ContactErasure
from platform_app.services import audit

_ROWS = 200


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column that holds ciphertext, and what its field is called in the associated data."""

    table: type[SQLModel]
    name: str
    field: Callable[[Any], str]  # Any: a row of the table


def _totp(user: UserAccount | PlatformUser) -> str:
    return f"totp:{user.id}"


SEALED = (
    SealedColumn(Channel, "access_token_sealed", lambda _: "access_token"),
    SealedColumn(Channel, "app_secret_sealed", lambda _: "app_secret"),
    SealedColumn(Channel, "verify_token_sealed", lambda _: "verify_token"),
    SealedColumn(ContactErasure, "keys_sealed", lambda erasure: f"erasure:{erasure.id}"),
    SealedColumn(UserAccount, "totp_sealed", _totp),
    SealedColumn(UserAccount, "totp_offer_sealed", _totp),
    SealedColumn(PlatformUser, "totp_sealed", _totp),
    SealedColumn(PlatformUser, "totp_offer_sealed", _totp),
)


def rotate(ctx: CompanyContext | PlatformContext) -> int:
    """Seal this place's secrets with the newest key and return how many were still under an older one.

    Run again after a break, it goes on where it was.
    """
    is_company = isinstance(ctx, CompanyContext)
    ours = [one for one in SEALED if issubclass(one.table, CompanyOwned) is is_company]
    sealed = sum(_rotate_column(ctx, column) for column in ours)
    if sealed:
        audit.record(ctx, audit.AuditAction.SECRETS_ROTATED, sealed=sealed)
    return sealed


def _rotate_column(ctx: CompanyContext | PlatformContext, column: SealedColumn) -> int:
    company_id = ctx.company_id if isinstance(ctx, CompanyContext) else NIL_ID
    sealed = 0
    for row in ctx.db.exec(select(column.table).execution_options(yield_per=_ROWS)):
        token = getattr(row, column.name)
        # A revoked channel has none.
        if not token or is_current(token):
            continue
        field = column.field(row)
        clear = decrypt(token, company_id=company_id, field=field).reveal()
        setattr(row, column.name, encrypt(clear, company_id=company_id, field=field))
        sealed += 1
    return sealed
