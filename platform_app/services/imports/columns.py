"""Which column holds what."""

import re
from collections.abc import Sequence

from platform_app.core.errors import InvalidInput
from platform_app.services.imports.tables import attribute_key, looks_like_phone
from platform_app.services.imports.views import ColumnTarget

# In the languages of the countries where WhatsApp is at home; the earlier word wins over the later.
_PHONE_KEYS: list[str] = re.findall(
    r"\w+",
    """
    whatsapp whatsapp_number whatsapp_phone wa_id mobile mobile_number mobile_phone cell cell_phone cellphone
    phone phone_number phonenumber telephone telephone_number tel msisdn number contact_number
    telemovel telemóvel celular telefone handy handynummer mobil mobilnummer telefon telefonnummer rufnummer
    movil móvil teléfono telefono numero número portable téléphone cellulare gsm no_hp nomor telepon
    الهاتف موبايل телефон
    """,
)
_NAME_KEYS = (
    "name",
    "full_name",
    "fullname",
    "customer_name",
    "contact_name",
    "nome",
    "nombre",
    "nom",
)
_PART_KEYS: list[str] = re.findall(
    r"\w+",
    """
    first_name firstname given_name vorname prenom prénom nome_proprio primeiro_nome
    last_name lastname surname family_name nachname apelido apellido apellidos sobrenome cognome
    """,
)
_LEAST_SHARE = 0.5


def guess_mapping(columns: Sequence[str], sample: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return what each column seems to be; raises InvalidInput when none holds phone numbers."""
    phone = _guess_phone(columns, sample)
    keys = {column: attribute_key(column) for column in columns}
    whole = [column for column in columns if keys[column] in _NAME_KEYS and column != phone]
    parts = [column for column in columns if keys[column] in _PART_KEYS and column != phone]
    names = whole[:1] or parts
    mapping = {column: str(ColumnTarget.ATTRIBUTE) for column in columns}
    mapping |= dict.fromkeys(names, str(ColumnTarget.NAME))
    return mapping | {phone: str(ColumnTarget.PHONE)}


def check_mapping(mapping: dict[str, str], columns: Sequence[str]) -> None:
    """Raise InvalidInput unless every column has a target and exactly one is the phone."""
    if set(mapping) != set(columns) or not set(mapping.values()) <= set(ColumnTarget):
        raise InvalidInput("These columns are not those of the file. Choose the file again.")
    if list(mapping.values()).count(ColumnTarget.PHONE) != 1:
        sentence = "Choose exactly one column for the phone number."
        raise InvalidInput(sentence, {"mapping": sentence})


def _guess_phone(columns: Sequence[str], sample: Sequence[Sequence[str]]) -> str:
    shares = {column: _phone_share(sample, place) for place, column in enumerate(columns)}
    named = [column for column in columns if attribute_key(column) in _PHONE_KEYS]
    if named:
        rank = {column: _PHONE_KEYS.index(attribute_key(column)) for column in named}
        return min(named, key=lambda column: (shares[column] == 0, rank[column]))
    best = max(columns, key=lambda column: shares[column])
    if shares[best] < _LEAST_SHARE:
        raise _no_phone(columns)
    return best


def _phone_share(sample: Sequence[Sequence[str]], place: int) -> float:
    cells = [row[place] for row in sample if place < len(row) and row[place].strip()]
    return sum(map(looks_like_phone, cells)) / len(cells) if cells else 0.0


def _no_phone(columns: Sequence[str]) -> InvalidInput:
    shown = ", ".join(columns[:8]) + (" …" if len(columns) > 8 else "")
    return InvalidInput(
        f"No column holds phone numbers; the file has: {shown}. "
        "Name the column “phone” and check that the cells part at the right places."
    )
