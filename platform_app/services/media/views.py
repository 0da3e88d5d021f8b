"""What leaves the database about a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that may be handed out; `mime_type` and `filename` are the sender's words, and to be distrusted."""

    storage_key: str
    kind: str
    mime_type: str
    filename: str
    size: int
