"""Campaigns: drafted, checked, launched, prepared, stopped, reported."""

from platform_app.services.campaigns.approvals import (
    approve,
    list_waiting,
    return_unsendable,
    send_back,
    withdraw,
)
from platform_app.services.campaigns.drafts import create, get_draft, list_choices, save_draft
from platform_app.services.campaigns.emergency import companies_at_work, stop
from platform_app.services.campaigns.lifecycle import (
    Change,
    cancel,
    finish_done,
    launch,
    pause,
    resume,
)
from platform_app.services.campaigns.listing import PAGE, list_rows, list_uses
from platform_app.services.campaigns.lookups import WAITING
from platform_app.services.campaigns.preflight import preflight
from platform_app.services.campaigns.preparation import list_unprepared, prepare
from platform_app.services.campaigns.quiet import Hours, awake_zones, quiet_until, read_hours
from platform_app.services.campaigns.reasons import failure_words, skip_words
from platform_app.services.campaigns.reports import get_report, list_recipients
from platform_app.services.campaigns.schedule import (
    list_due,
    pause_unstarted,
    read_start,
    reschedule,
    start_due,
    unschedule,
)
from platform_app.services.campaigns.stopping import Pause, let_rest, pause_at_work, pause_one
from platform_app.services.campaigns.views import (
    EMPTY_REPORT,
    AudienceChoice,
    CampaignChoices,
    CampaignDraft,
    CampaignReport,
    CampaignRow,
    DayShare,
    DraftChanges,
    Forecast,
    MarketCost,
    NumberChoice,
    Preflight,
    ReasonCount,
    RecipientRow,
    TemplateChoice,
    VariableDraft,
    WaitingCampaign,
)

__all__ = [
    "EMPTY_REPORT",
    "PAGE",
    "WAITING",
    "AudienceChoice",
    "CampaignChoices",
    "CampaignDraft",
    "CampaignReport",
    "CampaignRow",
    "Change",
    "DayShare",
    "DraftChanges",
    "Forecast",
    "Hours",
    "MarketCost",
    "NumberChoice",
    "Pause",
    "Preflight",
    "ReasonCount",
    "RecipientRow",
    "TemplateChoice",
    "VariableDraft",
    "WaitingCampaign",
    "approve",
    "awake_zones",
    "cancel",
    "companies_at_work",
    "create",
    "failure_words",
    "finish_done",
    "get_draft",
    "get_report",
    "launch",
    "let_rest",
    "list_choices",
    "list_due",
    "list_recipients",
    "list_rows",
    "list_unprepared",
    "list_uses",
    "list_waiting",
    "pause",
    "pause_at_work",
    "pause_one",
    "pause_unstarted",
    "preflight",
    "prepare",
    "quiet_until",
    "read_hours",
    "read_start",
    "reschedule",
    "resume",
    "return_unsendable",
    "save_draft",
    "send_back",
    "skip_words",
    "start_due",
    "stop",
    "unschedule",
    "withdraw",
]
