"""Which column holds what."""

import re
from collections.abc import Mapping, Sequence

from platform_app.core.errors import InvalidInput
from platform_app.models.attributes import AttributeKind
from platform_app.services import exports
from platform_app.services.attributes import Definition
from platform_app.services.imports.tables import attribute_key, looks_like_phone
from platform_app.services.imports.views import KNOWN, ColumnTarget

# What the file of rejected rows adds; corrected and imported again, these say nothing about people.
LINE_COLUMN, REASON_COLUMN = "Import line", "Import reason"
# In the languages of the countries where WhatsApp is at home; the earlier word wins over the later.
_PHONE_KEYS: list[str] = re.findall(
    r"\w+",
    """
    whatsapp whatsapp_number whatsapp_phone mobile mobile_number mobile_phone cell cell_phone cellphone
    phone phone_number phonenumber telephone telephone_number tel number contact_number wa_id whatsapp_id msisdn phone_without_plus
    telemovel telemóvel celular telefone handy handynummer mobil mobilnummer telefon telefonnummer rufnummer
    movil móvil teléfono telefono numero número portable téléphone cellulare gsm no_hp nomor telepon
    الهاتف موبايل телефон
    """,
)
# Columns of numbers that begin with their country and have no plus sign, whatever country is chosen.
_WITHOUT_PLUS = ("wa_id", "whatsapp_id", "msisdn", "phone_without_plus")
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
_FIRST_KEYS: list[str] = re.findall(
    r"\w+", "first_name firstname given_name vorname prenom prénom nome_proprio primeiro_nome"
)
_LAST_KEYS: list[str] = re.findall(
    r"\w+",
    """
    last_name lastname surname family_name nachname apelido apellido apellidos sobrenome cognome
    nom_de_famille
    """,
)
_TAG_KEYS: list[str] = re.findall(
    r"\w+", "tags tag labels label etiquetas etiqueta étiquettes schlagwörter marcadores"
)
_IGNORED = (
    "import_line", "import_reason", "consent", "consent_source", "opted_in", "opted_out",
    "created", "created_at", "id", "last_seen", *exports.OWN_COLUMNS,
)  # fmt: skip
_LEAST_SHARE = 0.5


def guess_mapping(
    columns: Sequence[str], sample: Sequence[Sequence[str]], known: Sequence[Definition] = ()
) -> dict[str, str]:
    """Return what each column seems to be; raises InvalidInput when none holds phone numbers."""
    phone = _guess_phone(columns, sample)
    keys = {column: attribute_key(column) for column in columns}
    attributes = {key: one.key for one in known for key in (one.key, attribute_key(one.label))}
    whole = [column for column in columns if keys[column] in _NAME_KEYS and column != phone]
    parts = [column for column in columns if keys[column] in (*_FIRST_KEYS, *_LAST_KEYS)]
    names = whole[:1] or [column for column in parts if column != phone]
    mapping = {column: _guess(key, attributes) for column, key in keys.items()}
    mapping |= dict.fromkeys(names, str(ColumnTarget.NAME))
    return mapping | {phone: str(ColumnTarget.PHONE)}


def check_mapping(mapping: Mapping[str, str], columns: Sequence[str]) -> None:
    """Raise InvalidInput unless every column has a target and exactly one is the phone."""
    if set(mapping) != set(columns) or not all(map(_is_target, mapping.values())):
        raise InvalidInput("These columns are not those of the file. Choose the file again.")
    if list(mapping.values()).count(ColumnTarget.PHONE) != 1:
        sentence = "Choose exactly one column for the phone number."
        raise InvalidInput(sentence, {"mapping": sentence})


def definition_of(
    column: str, target: str, known: Mapping[str, Definition], kinds: Mapping[str, str]
) -> Definition | None:
    """Return the attribute that a column's values are of, be it one that does not exist yet; or None."""
    if target.startswith(KNOWN):
        key = target.removeprefix(KNOWN)
        # Deleted meanwhile: its values are kept as texts until somebody defines it anew.
        return known.get(key) or Definition("", key, key, AttributeKind.TEXT, [], 0)
    if target != ColumnTarget.ATTRIBUTE:
        return None
    key = attribute_key(column)
    kind = AttributeKind(kinds.get(column, AttributeKind.TEXT))
    return known.get(key) or Definition("", key, column, kind, [], 0)


def new_attributes(
    mapping: Mapping[str, str], known: Sequence[Definition], kinds: Mapping[str, str]
) -> list[Definition]:
    """Return the attributes that an import would make."""
    by_key = {one.key: one for one in known}
    found = (definition_of(name, target, by_key, kinds) for name, target in mapping.items())
    return [one for one in found if one is not None and one.key not in by_key]


def is_without_plus(column: str) -> bool:
    """Tell whether a column's numbers begin with their country though no plus sign says so."""
    return attribute_key(column) in _WITHOUT_PLUS


def is_last_name(column: str) -> bool:
    """Tell whether a column holds the part of a name that comes last."""
    return attribute_key(column) in _LAST_KEYS


def _guess(key: str, attributes: Mapping[str, str]) -> str:
    if key in attributes:
        return f"{KNOWN}{attributes[key]}"
    if key in _WITHOUT_PLUS:
        return ColumnTarget.IGNORE
    if key in _TAG_KEYS:
        return ColumnTarget.TAGS
    return ColumnTarget.IGNORE if key in _IGNORED else ColumnTarget.ATTRIBUTE


def _is_target(target: str) -> bool:
    return target in set(ColumnTarget) or (target.startswith(KNOWN) and len(target) > len(KNOWN))


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
