"""The uploaded file itself: taken in piece by piece, kept in the store of files, fetched back by the worker."""

import hashlib
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from platform_app.core.context import talks_to_the_outside
from platform_app.core.errors import InvalidInput
from platform_app.services import media
from platform_app.services.imports.previews import inspect
from platform_app.services.imports.views import FilePreview

MAX_BYTES = 50 * 1024 * 1024
SAMPLE_BYTES = 256 * 1024


class Incoming:
    """A file that is arriving; it lies on this machine's disk, never whole in memory."""

    def __init__(self) -> None:
        """Open an empty file, gone when it is closed."""
        self._file = tempfile.NamedTemporaryFile(prefix="import-")  # noqa: SIM115  it lives as long as this object
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Take a piece; raises InvalidInput as soon as the file is too large."""
        self.size += len(piece)
        if self.size > MAX_BYTES:
            raise InvalidInput(
                "The file is larger than 50 MB. Split it and import the parts one by one."
            )
        self._hash.update(piece)
        self._file.write(piece)

    def close(self) -> None:
        """Delete the file from this machine."""
        self._file.close()

    @property
    def path(self) -> Path:
        """Return where everything that has come so far can be read."""
        self._file.flush()
        return Path(self._file.name)

    @property
    def sha256(self) -> str:
        """Return the hash of what has come so far."""
        return self._hash.hexdigest()


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the store, and what it is."""

    storage_key: str
    size: int
    sha256: str
    preview: FilePreview
    sample: bytes = field(repr=False)


@talks_to_the_outside
def keep(company_id: UUID, incoming: Incoming, *, file_name: str) -> KeptFile:
    """Keep a file that has arrived whole; raises InvalidInput with the reason why it cannot be imported."""
    preview = inspect(incoming.path, file_name)
    # Under the company's name, so that the file goes when the company is erased.
    key = f"{company_id}/imports/{secrets.token_urlsafe(24)}"
    with incoming.path.open("rb") as content:
        sample = content.read(SAMPLE_BYTES)
        content.seek(0)
        media.file_store().put(key, content)
    return KeptFile(key, incoming.size, incoming.sha256, preview, sample)


@contextmanager
@talks_to_the_outside
def fetched(storage_key: str) -> Iterator[Path]:
    """Have a kept file on this machine until the block ends; raises NotFound."""
    with tempfile.NamedTemporaryFile(prefix="import-", suffix=".csv") as local:
        media.file_store().copy_to(storage_key, local)
        local.flush()
        yield Path(local.name)


@talks_to_the_outside
def discard_file(storage_key: str) -> None:
    """Delete a kept file, if it is there."""
    media.file_store().delete(storage_key)
