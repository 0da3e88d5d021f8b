"""Exports: contacts as a CSV file, written by a job and kept for a day."""

from platform_app.services.exports.columns import OWN_COLUMNS
from platform_app.services.exports.files import (
    discard,
    expire,
    expire_all,
    list_expired,
    open_file,
    read_file,
)
from platform_app.services.exports.requests import ask, list_rows
from platform_app.services.exports.running import (
    ExportWork,
    claim,
    fail,
    finish,
    list_unfinished,
    read_batch,
    write,
)
from platform_app.services.exports.views import ExportChoice, ExportFile, ExportRow

__all__ = [
    "OWN_COLUMNS",
    "ExportChoice",
    "ExportFile",
    "ExportRow",
    "ExportWork",
    "ask",
    "claim",
    "discard",
    "expire",
    "expire_all",
    "fail",
    "finish",
    "list_expired",
    "list_rows",
    "list_unfinished",
    "open_file",
    "read_batch",
    "read_file",
    "write",
]
