"""A stand-in for WhatsApp: Graph API, signed webhooks, and a phone to chat with."""
