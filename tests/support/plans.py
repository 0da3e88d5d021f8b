"""Limits of a company, as the platform sets them."""

from uuid import UUID

from platform_app.core.context import PlatformActor
from platform_app.core.db import platform_transaction
from platform_app.services import plans


def limit(company_id: UUID, **limits: int) -> None:
    """Set limits for one company alone."""
    typed = {name: str(value) for name, value in limits.items()}
    with platform_transaction(PlatformActor(None), company_id) as ctx:
        plans.set_overrides(ctx, company_id, typed, unlimited=set())
