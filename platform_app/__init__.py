"""WhatsApp AI Campaign Manager: campaigns, inbox and assistant for many companies."""

__version__ = "0.3.0"
