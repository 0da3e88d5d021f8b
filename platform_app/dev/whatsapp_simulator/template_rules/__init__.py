"""What WhatsApp demands of a template before it is reviewed."""

import re

from platform_app.dev.whatsapp_simulator.failures import GraphFailure, TemplateFailure
from platform_app.dev.whatsapp_simulator.media_store import MediaStore
from platform_app.dev.whatsapp_simulator.template_rules.buttons import check_buttons
from platform_app.dev.whatsapp_simulator.template_rules.cards import check_cards
from platform_app.dev.whatsapp_simulator.template_rules.codes import check_code_template
from platform_app.dev.whatsapp_simulator.template_rules.texts import (
    check_body,
    check_footer,
    check_header,
)
from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_list,
    as_number,
    as_object,
    as_objects,
    as_text,
)

CATEGORIES = ("MARKETING", "UTILITY", "AUTHENTICATION")
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_LANGUAGES = frozenset(
    """af sq ar ar_EG ar_AE ar_LB ar_MA ar_QA az be_BY bn bn_IN bg ca zh_CN zh_HK zh_TW hr cs da
    prs_AF nl nl_BE en en_GB en_US en_AE en_AU en_CA en_GH en_IE en_IN en_JM en_MY en_NZ en_QA en_SG
    en_UG en_ZA et fil fi fr fr_BE fr_CA fr_CH fr_CI fr_MA ka de de_AT de_CH el gu ha he hi hu id ga
    it ja kn kk rw_RW ko ky_KG lo lv lt mk ms ml mr nb ps_AF fa pl pt_BR pt_PT pa ro ru sr si_LK sk
    sl es es_AR es_CL es_CO es_CR es_DO es_EC es_HN es_MX es_PA es_PE es_ES es_UY sw sv ta te th tr
    uk ur uz vi zu""".split()
)
_TTL = {"AUTHENTICATION": (30, 900), "UTILITY": (30, 43_200), "MARKETING": (43_200, 2_592_000)}
_UNLIMITED = -1
_PARTS = ("HEADER", "BODY", "FOOTER", "BUTTONS", "LIMITED_TIME_OFFER", "CAROUSEL")


def check_envelope(body: JsonObject) -> None:
    """Refuse a name, language, category or lifetime that no template has."""
    if not _NAME.fullmatch(as_text(body.get("name")) or ""):
        raise GraphFailure(
            100, "Invalid parameter", details="name: lowercase letters, digits and _, 512 at most"
        )
    if body.get("language") not in _LANGUAGES:
        raise GraphFailure(
            100, "Invalid parameter", details=f"language {body.get('language')} is not known"
        )
    if body.get("category") not in CATEGORIES:
        raise GraphFailure(100, "Invalid parameter", details=f"category is one of {CATEGORIES}")
    if body.get("parameter_format", "POSITIONAL") not in ("POSITIONAL", "NAMED"):
        raise GraphFailure(100, "Invalid parameter", details="parameter_format is not known")


def check_lifetime(category: str, body: JsonObject) -> None:
    """Refuse a time to live outside what the category allows."""
    if "message_send_ttl_seconds" not in body:
        return
    seconds = body["message_send_ttl_seconds"]
    if seconds == _UNLIMITED and category == "UTILITY":
        return
    least, most = _TTL[category]
    found = as_number(seconds)
    if found is None or not least <= found <= most:
        raise GraphFailure(
            100, details=f"message_send_ttl_seconds must be between {least} and {most}"
        )


def check_components(store: MediaStore, body: JsonObject) -> None:
    """Refuse components that break a rule; `body` names category and parameter_format too."""
    components = as_objects(body.get("components"))
    if not components or len(components) != len(as_list(body.get("components"))):
        raise GraphFailure(100, "Invalid parameter", details="components are required")
    kinds = [str(part.get("type")).upper() for part in components]
    parts = dict(zip(kinds, components, strict=True))
    unknown = [kind for kind in kinds if kind not in _PARTS]
    if unknown or len(parts) < len(kinds):
        raise GraphFailure(100, "Invalid parameter", details="A component is unknown or twice")
    if body["category"] == "AUTHENTICATION":
        check_code_template(parts)
        return
    is_named = body.get("parameter_format") == "NAMED"
    check_header(parts.get("HEADER", {}), store, is_named=is_named)
    if "BODY" not in parts:
        raise TemplateFailure(2388072, "Body is missing", "Every template needs a body.")
    offer = "LIMITED_TIME_OFFER" in parts
    check_body(parts["BODY"], is_named=is_named, most=600 if offer else 1024)
    check_footer(parts.get("FOOTER"))
    buttons = as_objects(parts.get("BUTTONS", {}).get("buttons"))
    check_buttons(buttons, is_given="BUTTONS" in parts)
    if offer:
        _check_offer(body, parts, buttons)
    if "CAROUSEL" in parts:
        check_cards(store, as_objects(parts["CAROUSEL"].get("cards")), is_named=is_named)


def _check_offer(body: JsonObject, parts: dict[str, JsonObject], buttons: list[JsonObject]) -> None:
    offer = as_object(parts["LIMITED_TIME_OFFER"].get("limited_time_offer"))
    kinds = [str(one.get("type")).upper() for one in buttons]
    if not 1 <= len(str(offer.get("text", ""))) <= 16:
        raise TemplateFailure(2388040, "Offer is too long", "An offer has 1 to 16 characters.")
    if body["category"] != "MARKETING" or "FOOTER" in parts:
        raise TemplateFailure(
            2388073, "Offer does not fit", "Limited-time offers are marketing, without a footer."
        )
    has_code = kinds[:1] == ["COPY_CODE"]
    if "URL" not in kinds or ("COPY_CODE" in kinds and not has_code):
        raise TemplateFailure(
            2388039, "Offer needs its buttons", "First a code to copy, then a link."
        )
