"""Files of messages: fetched from WhatsApp after the message, kept outside the web, shown to those who may."""

from platform_app.services.media.fetching import (
    Fetched,
    FileWork,
    claim,
    fetch,
    list_waiting,
    settle,
)
from platform_app.services.media.keeping import (
    discard,
    erase_files,
    file_store,
    find_file,
    read_file,
)
from platform_app.services.media.views import FileView

__all__ = [
    "Fetched",
    "FileView",
    "FileWork",
    "claim",
    "discard",
    "erase_files",
    "fetch",
    "file_store",
    "find_file",
    "list_waiting",
    "read_file",
    "settle",
]
