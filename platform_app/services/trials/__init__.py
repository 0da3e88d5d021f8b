"""Trials: one real message from a number to a phone at hand, with its whole life to look at."""

from platform_app.services.trials.sending import get_trial, list_choices, send
from platform_app.services.trials.views import NO_TRIAL, TemplateChoice, Trial, TrialStep

__all__ = [
    "NO_TRIAL",
    "TemplateChoice",
    "Trial",
    "TrialStep",
    "get_trial",
    "list_choices",
    "send",
]
