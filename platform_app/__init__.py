"""WhatsApp AI Campaign Manager: campaigns, inbox and assistant for many companies."""
