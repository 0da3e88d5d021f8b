"""Domain jobs: looking up the records that prove companies' own domains."""

from uuid import UUID

from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.core.errors import Unavailable
from platform_app.integrations.dns import find_texts
from platform_app.services import companies


def check(actor: Actor, *, domain_id: str) -> None:
    """Look a domain's record up, and judge the domain by it."""
    with company_transaction(actor) as ctx:
        domain = companies.find_domain(ctx, UUID(domain_id))
    if domain is None:
        return
    try:
        texts = find_texts(domain.record)
    except Unavailable as error:
        with company_transaction(actor) as ctx:
            companies.note_silence(ctx, UUID(domain_id), error.message)
        return
    with company_transaction(actor) as ctx:
        companies.note_records(ctx, UUID(domain_id), texts)
