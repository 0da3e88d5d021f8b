"""Imports: contacts out of CSV files, with every row accounted for.

`inspect` and `read_batches` are pure: they take no context, because they touch no data but what they are given.
"""

from platform_app.services.imports.batches import (
    BATCH_ROWS,
    Batch,
    ImportWork,
    claim,
    fail,
    list_unfinished,
    read_batches,
    take,
)
from platform_app.services.imports.encodings import ENCODINGS
from platform_app.services.imports.previews import MAX_BYTES, MAX_ROWS, inspect
from platform_app.services.imports.reports import (
    get_report,
    list_problems,
    list_rows,
    problems_csv,
)
from platform_app.services.imports.uploads import create, preview, start, upload
from platform_app.services.imports.views import (
    ColumnPreview,
    ColumnTarget,
    FilePreview,
    ImportChoices,
    ImportReport,
    ImportRow,
    PreviewRow,
    ProblemRow,
)

__all__ = [
    "BATCH_ROWS",
    "ENCODINGS",
    "MAX_BYTES",
    "MAX_ROWS",
    "Batch",
    "ColumnPreview",
    "ColumnTarget",
    "FilePreview",
    "ImportChoices",
    "ImportReport",
    "ImportRow",
    "ImportWork",
    "PreviewRow",
    "ProblemRow",
    "claim",
    "create",
    "fail",
    "get_report",
    "inspect",
    "list_problems",
    "list_rows",
    "list_unfinished",
    "preview",
    "problems_csv",
    "read_batches",
    "start",
    "take",
    "upload",
]
