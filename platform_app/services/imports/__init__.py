"""Imports: contacts out of CSV files, with every row accounted for.

A file is kept (`keep`, `add_draft`), looked at with choices (`preview`), checked without writing (`check`), started and
worked through (`claim`, `read_batches`, `take`, `finish`). What reads files is pure: it takes no context, because it
touches no data but what it is given.
"""

from platform_app.services.imports.batches import BATCH_ROWS, Batch, ImportWork, read_batches
from platform_app.services.imports.drafts import (
    add_draft,
    cancel,
    check,
    find_served,
    list_served,
    preview,
    recall,
    release,
    start,
)
from platform_app.services.imports.encodings import ENCODINGS
from platform_app.services.imports.files import (
    MAX_BYTES,
    Incoming,
    KeptFile,
    discard_file,
    fetched,
    keep,
)
from platform_app.services.imports.previews import inspect
from platform_app.services.imports.reports import (
    get_report,
    list_problems,
    list_reasons,
    list_rows,
    list_shown,
    problems_csv,
    same_file,
)
from platform_app.services.imports.running import claim, fail, finish, list_unfinished, take
from platform_app.services.imports.views import (
    ColumnPreview,
    ColumnTarget,
    FilePreview,
    ImportChoices,
    ImportReport,
    ImportRow,
    PreviewRow,
    ProblemRow,
    ReasonCount,
)

__all__ = [
    "BATCH_ROWS",
    "ENCODINGS",
    "MAX_BYTES",
    "Batch",
    "ColumnPreview",
    "ColumnTarget",
    "FilePreview",
    "ImportChoices",
    "ImportReport",
    "ImportRow",
    "ImportWork",
    "Incoming",
    "KeptFile",
    "PreviewRow",
    "ProblemRow",
    "ReasonCount",
    "add_draft",
    "cancel",
    "check",
    "claim",
    "discard_file",
    "fail",
    "fetched",
    "find_served",
    "finish",
    "get_report",
    "inspect",
    "keep",
    "list_problems",
    "list_reasons",
    "list_rows",
    "list_served",
    "list_shown",
    "list_unfinished",
    "preview",
    "problems_csv",
    "read_batches",
    "recall",
    "release",
    "same_file",
    "start",
    "take",
]
