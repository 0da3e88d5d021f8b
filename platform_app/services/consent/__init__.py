"""Consent: who agreed to what, how that is known, and what holds now."""

from platform_app.services.consent.projection import ConsentState, project
from platform_app.services.consent.recording import ConsentChange, forget, record, replay

__all__ = ["ConsentChange", "ConsentState", "forget", "project", "record", "replay"]
