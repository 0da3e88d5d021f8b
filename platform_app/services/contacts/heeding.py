"""People who are new, and stand on the suppression list already: they begin without marketing."""

from platform_app.core.context import CompanyContext
from platform_app.models.consent import ConsentKind, ConsentSource, SuppressionKind
from platform_app.models.contacts import Contact
from platform_app.services import consent, suppression

_WHY = {
    SuppressionKind.LISTED: "On the suppression list",
    SuppressionKind.ERASED: "Asked to be erased before",
}


def heed_suppression(ctx: CompanyContext, contact: Contact) -> None:
    """Opt somebody new out if their number or user id is on the list."""
    kinds = suppression.find(ctx, list(filter(None, (contact.phone, contact.wa_user_id))))
    for kind in set(kinds.values()):
        change = consent.ConsentChange(
            ConsentKind.WITHDRAWN, ConsentSource.SUPPRESSION_LIST, detail=_WHY[kind]
        )
        consent.record(ctx, contact, change)
