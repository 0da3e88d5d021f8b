"""Consent: who agreed to what, how that is known, and what holds now."""

from platform_app.services.consent.acts import begin_proof, grant_by_hand, withdraw_by_hand
from platform_app.services.consent.frequency import check_cap, hold_cap, is_over_cap
from platform_app.services.consent.keywords import Wish, is_own_start, read_wish
from platform_app.services.consent.projection import SOURCE_WORDS, ConsentState, project
from platform_app.services.consent.reading import (
    PERIODS,
    count_people,
    get_person,
    list_rows,
    list_trend,
)
from platform_app.services.consent.recording import ConsentChange, forget, is_about, record, replay
from platform_app.services.consent.settings import (
    add_wording,
    get_settings,
    list_languages,
    list_wordings,
    remove_wording,
    save_cap,
    save_keywords,
    start_reply,
    stop_reply,
)
from platform_app.services.consent.views import (
    CapChanges,
    ConsentByHand,
    ConsentCounts,
    ConsentSettings,
    EventFilters,
    EventRow,
    KeywordChanges,
    LanguageWords,
    PersonConsent,
    TrendDay,
    WordingRow,
)

__all__ = [
    "PERIODS",
    "SOURCE_WORDS",
    "CapChanges",
    "ConsentByHand",
    "ConsentChange",
    "ConsentCounts",
    "ConsentSettings",
    "ConsentState",
    "EventFilters",
    "EventRow",
    "KeywordChanges",
    "LanguageWords",
    "PersonConsent",
    "TrendDay",
    "Wish",
    "WordingRow",
    "add_wording",
    "begin_proof",
    "check_cap",
    "count_people",
    "forget",
    "get_person",
    "get_settings",
    "grant_by_hand",
    "hold_cap",
    "is_about",
    "is_over_cap",
    "is_own_start",
    "list_languages",
    "list_rows",
    "list_trend",
    "list_wordings",
    "project",
    "read_wish",
    "record",
    "remove_wording",
    "replay",
    "save_cap",
    "save_keywords",
    "start_reply",
    "stop_reply",
    "withdraw_by_hand",
]
