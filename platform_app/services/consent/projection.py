"""What the ledger comes to: a pure function of its entries, whatever order they were written in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from platform_app.models.consent import ConsentEvent, ConsentKind, ConsentPurpose, ConsentSource

# The person's own explicit act, or somebody's record of it. A list of people who once agreed is none.
_EXPLICIT = frozenset(
    {
        ConsentSource.FORM,
        ConsentSource.AGENT,
        ConsentSource.KEYWORD,
        ConsentSource.BUTTON,
        ConsentSource.WHATSAPP_CONTROL,
    }
)
SOURCE_WORDS: dict[ConsentSource, str] = {
    ConsentSource.IMPORT: "Import",
    ConsentSource.FORM: "Form",
    ConsentSource.AGENT: "Taken down by the team",
    ConsentSource.API: "API",
    ConsentSource.KEYWORD: "Keyword",
    ConsentSource.BUTTON: "Button",
    ConsentSource.WHATSAPP_CONTROL: "WhatsApp's own control",
    ConsentSource.REFUSED_BY_WHATSAPP: "Refused by WhatsApp",
    ConsentSource.SUPPRESSION_LIST: "Suppression list",
    ConsentSource.EARLIER_OWNER: "Earlier owner of the number",
    ConsentSource.SEED: "Demo",
}
# Of two entries of one moment, the one that asks for silence counts.
_OF_ONE_MOMENT = {
    ConsentKind.GRANTED: 0,
    ConsentKind.UNBLOCKED: 0,
    ConsentKind.WITHDRAWN: 1,
    ConsentKind.BLOCKED: 1,
}


@dataclass(frozen=True, slots=True)
class ConsentState:
    """What holds now; the same names as the contact's columns."""

    opted_in_at: datetime | None = None
    opt_in_source: str | None = None
    opted_out_at: datetime | None = None
    opt_out_source: str | None = None
    service_opted_out_at: datetime | None = None
    blocked_at: datetime | None = None


def project(events: Iterable[ConsentEvent]) -> ConsentState:
    """Return what entries come to.

    They count by when they happened. The first opt-in and the first opt-out stay. An opt-out outweighs everything
    until an explicit opt-in that is newer; who withdraws from service messages wants no marketing either, and who asks
    for marketing again wants both.
    """
    fold = _Fold()
    for event in sorted(events, key=_place):
        fold.take(event)
    return fold.state()


@dataclass(slots=True)
class _Fold:
    """The entries that hold, as they come one after the other."""

    agreed: ConsentEvent | None = None
    refused: ConsentEvent | None = None
    refused_all: ConsentEvent | None = None
    blocked: ConsentEvent | None = None

    def take(self, event: ConsentEvent) -> None:
        """Take the next entry."""
        match event.kind:
            case ConsentKind.GRANTED:
                self._grant(event)
            case ConsentKind.WITHDRAWN:
                self._withdraw(event)
            case ConsentKind.BLOCKED:
                self.blocked = self.blocked or event
            case ConsentKind.UNBLOCKED:
                self.blocked = None

    def _grant(self, event: ConsentEvent) -> None:
        """Take an opt-in; while there is an opt-out, an explicit one only."""
        is_explicit = event.source in _EXPLICIT
        if is_explicit:
            self.refused_all = None
        if event.purpose == ConsentPurpose.SERVICE:
            return
        if self.refused is None:
            self.agreed = self.agreed or event
        elif is_explicit:
            self.agreed, self.refused = event, None

    def _withdraw(self, event: ConsentEvent) -> None:
        """Take an opt-out; the first one stays."""
        self.refused = self.refused or event
        if event.purpose == ConsentPurpose.SERVICE:
            self.refused_all = self.refused_all or event

    def state(self) -> ConsentState:
        """Return what holds."""
        return ConsentState(
            opted_in_at=self.agreed and self.agreed.happened_at,
            opt_in_source=self.agreed and words_of(self.agreed),
            opted_out_at=self.refused and self.refused.happened_at,
            opt_out_source=self.refused and words_of(self.refused),
            service_opted_out_at=self.refused_all and self.refused_all.happened_at,
            blocked_at=self.blocked and self.blocked.happened_at,
        )


def words_of(event: ConsentEvent) -> str:
    """Return where an entry comes from, as people read it."""
    return event.detail or SOURCE_WORDS[ConsentSource(event.source)]


def _place(event: ConsentEvent) -> tuple[datetime, int, object]:
    return event.happened_at, _OF_ONE_MOMENT[ConsentKind(event.kind)], event.id
