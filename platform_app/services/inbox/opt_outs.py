"""Opt-outs: taken at their word, at once, in the languages that people stop in."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.payloads import (
    InboundKind,
    InboundMessage,
    MarketingPreference,
)
from platform_app.models.contacts import Contact
from platform_app.services import audit
from platform_app.services.contacts import find_contact, name_of

_PAYLOAD = "stop-marketing"
_ANSWERS = frozenset(
    {InboundKind.TEXT, InboundKind.BUTTON, InboundKind.INTERACTIVE, InboundKind.EDIT}
)
_RESUMED = "WhatsApp's own resume control"
# The whole message, apart from courtesies: inside a sentence most of these mean something else.
_WORDS = frozenset(
    """
    stop stopp stopall unsubscribe optout cancel quit end
    parar pare sair cancelar remover descadastrar
    baja alto detener salir cancelar
    arret arreter desabonner desinscrire
    abmelden abbestellen stornieren
    annulla cancellami disiscrivimi basta
    afmelden uitschrijven
    iptal dur стоп отписаться отписка توقف الغاء إلغاء
    """.split()
)
# These mean it wherever they stand.
_PHRASES = (
    "unsubscribe", "opt out", "opt me out", "stop sending", "stop messaging", "stop texting", "stop promotions",
    "stop marketing", "remove me", "no more messages", "take me off",
    "parar promocoes", "parar de receber", "pare de enviar", "nao quero receber", "me descadastr", "descadastrar",
    "dar de baja", "darme de baja", "dame de baja", "no quiero recibir", "dejar de recibir", "no mas mensajes",
    "me desabonner", "me desinscrire", "ne plus recevoir", "plus de messages",
    "keine nachrichten mehr", "keine werbung", "abmelden bitte", "non voglio ricevere", "geen berichten meer",
)  # fmt: skip
_COURTESIES = frozenset(
    "please pls thanks thank you por favor obrigado obrigada gracias bitte danke merci svp s il vous plait "
    "per favore grazie promotions promocoes promociones marketing".split()
)


def asks_to_stop(message: InboundMessage, own_words: Iterable[str] = ()) -> bool:
    """Tell whether a message asks the company to stop writing; `own_words` are the company's own for it."""
    if message.kind not in _ANSWERS:
        return False
    return message.reply_id == _PAYLOAD or is_stop_text(message.text, own_words)


def is_stop_text(text: str, own_words: Iterable[str] = ()) -> bool:
    """Tell whether these words ask to stop; accents, case, punctuation and courtesies don't matter."""
    words = _plain(text).split()
    if any(phrase in " ".join(words) for phrase in _PHRASES):
        return True
    rest = [word for word in words if word not in _COURTESIES]
    own = {_bare(word) for word in own_words}
    if " ".join(words) in own or " ".join(rest) in own:
        return True
    return 0 < len(rest) <= 2 and all(word in _WORDS for word in rest)


def opt_out(ctx: CompanyContext, contact: Contact, source: str, at: datetime) -> None:
    """Remember that the contact wants no marketing; the first time counts."""
    if contact.opted_out_at is None:
        contact.opted_out_at, contact.opt_out_source = at, source
        audit.record(ctx, audit.AuditAction.CONTACT_OPTED_OUT, contact.id, name=name_of(contact))


def apply_preference(ctx: CompanyContext, preference: MarketingPreference, at: datetime) -> None:
    """Apply WhatsApp's own stop and resume control, also for people who were not known yet."""
    if preference.phone is None and preference.wa_user_id is None:
        return
    contact = find_contact(ctx, preference.phone, preference.wa_user_id)
    if not preference.wants_marketing:
        # Told late or once more, after they have taken it back by the same control.
        if not (contact.opt_in_source == _RESUMED and (contact.opted_in_at or at) >= at):
            opt_out(ctx, contact, "WhatsApp's own stop control", at)
    elif contact.opted_out_at is None or contact.opted_out_at < at:
        _opt_in(ctx, contact, at)
    ctx.nudge("contacts")


def _opt_in(ctx: CompanyContext, contact: Contact, at: datetime) -> None:
    if contact.opted_out_at is None and contact.opted_in_at is not None:
        return
    contact.opted_out_at, contact.opt_out_source = None, None
    contact.opted_in_at, contact.opt_in_source = at, _RESUMED
    audit.record(ctx, audit.AuditAction.CONTACT_OPTED_IN, contact.id, name=name_of(contact))


def _bare(words: str) -> str:
    return " ".join(_plain(words).split())


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(one for one in decomposed if not unicodedata.combining(one))
    return re.sub(r"[^\w]+|_", " ", bare)
