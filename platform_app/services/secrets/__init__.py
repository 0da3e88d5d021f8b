"""Secrets at rest: sealed anew when the key ring has a newer key."""

from platform_app.services.secrets.rotation import SEALED, rotate

__all__ = ["SEALED", "rotate"]
