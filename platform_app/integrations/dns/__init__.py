"""The domain name system."""

from platform_app.integrations.dns.resolver import find_texts

__all__ = ["find_texts"]
