"""WhatsApp Cloud API: client, management, payloads, signature, error table."""
