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
from platform_app.models.consent import ConsentKind, ConsentSource
from platform_app.services import consent
from platform_app.services.contacts import find_contact

_PAYLOAD = "stop-marketing"
_ANSWERS = frozenset(
    {InboundKind.TEXT, InboundKind.BUTTON, InboundKind.INTERACTIVE, InboundKind.EDIT}
)
_RESUMED = "WhatsApp's own resume control"
_STOPPED = "WhatsApp's own stop control"
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


def apply_preference(ctx: CompanyContext, preference: MarketingPreference, at: datetime) -> None:
    """Apply WhatsApp's own stop and resume control, also for people who were not known yet."""
    if preference.phone is None and preference.wa_user_id is None:
        return
    contact = find_contact(ctx, preference.phone, preference.wa_user_id)
    wants = preference.wants_marketing
    told = consent.ConsentChange(
        ConsentKind.GRANTED if wants else ConsentKind.WITHDRAWN,
        ConsentSource.WHATSAPP_CONTROL,
        detail=_RESUMED if wants else _STOPPED,
        happened_at=at,
    )
    consent.record(ctx, contact, told)
    ctx.nudge("contacts")


def _bare(words: str) -> str:
    return " ".join(_plain(words).split())


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(one for one in decomposed if not unicodedata.combining(one))
    return re.sub(r"[^\w]+|_", " ", bare)
