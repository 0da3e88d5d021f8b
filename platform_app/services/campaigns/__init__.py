"""Campaigns: drafted, checked, launched, prepared, stopped, reported."""

from platform_app.services.campaigns.approvals import (
    approve,
    list_waiting,
    send_back,
    withdraw,
)
from platform_app.services.campaigns.copies import archive, copy, restore, set_tags
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
from platform_app.services.campaigns.listing import list_numbers, list_rows, list_tags, list_uses
from platform_app.services.campaigns.lookups import WAITING
from platform_app.services.campaigns.preflight import preflight
from platform_app.services.campaigns.preparation import list_unprepared, prepare
from platform_app.services.campaigns.quiet import Hours, awake_zones, quiet_until, read_hours
from platform_app.services.campaigns.reasons import failure_words, skip_words
from platform_app.services.campaigns.reports import PAGE, get_report, list_recipients
from platform_app.services.campaigns.repricing import heed_category, reprice
from platform_app.services.campaigns.returns import return_unsendable
from platform_app.services.campaigns.schedule import (
    list_due,
    pause_unstarted,
    read_start,
    reschedule,
    start_due,
    unschedule,
)
from platform_app.services.campaigns.stopping import (
    Pause,
    count_at_work,
    let_rest,
    pause_at_work,
    pause_one,
    stop_all,
)
from platform_app.services.campaigns.views import (
    EMPTY_REPORT,
    AudienceChoice,
    CampaignChoices,
    CampaignDraft,
    CampaignFilters,
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
    "CampaignFilters",
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
    "archive",
    "awake_zones",
    "cancel",
    "companies_at_work",
    "copy",
    "count_at_work",
    "create",
    "failure_words",
    "finish_done",
    "get_draft",
    "get_report",
    "heed_category",
    "launch",
    "let_rest",
    "list_choices",
    "list_due",
    "list_numbers",
    "list_recipients",
    "list_rows",
    "list_tags",
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
    "reprice",
    "reschedule",
    "restore",
    "resume",
    "return_unsendable",
    "save_draft",
    "send_back",
    "set_tags",
    "skip_words",
    "start_due",
    "stop",
    "stop_all",
    "unschedule",
    "withdraw",
]
