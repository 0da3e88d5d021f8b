"""Where files are kept: a folder of this machine, or anything that speaks S3."""

from platform_app.integrations.storage.store import FileStore, S3Access

__all__ = ["FileStore", "S3Access"]
