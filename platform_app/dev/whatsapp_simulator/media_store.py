"""Files: what companies upload, what customers send, and the addresses that expire."""

import base64
import hashlib
import secrets
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object

_SAMPLES = Path(__file__).parent / "samples"
SAMPLES = {
    "image": ("photo.jpg", "image/jpeg"),
    "audio": ("voice.ogg", "audio/ogg; codecs=opus"),
    "video": ("clip.mp4", "video/mp4"),
    "document": ("letter.pdf", "application/pdf"),
    "sticker": ("sticker.webp", "image/webp"),
}
UPLOADED_DAYS = 30
RECEIVED_DAYS = 7
_DAY_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One file; its bytes lie on disk under its id."""

    id: str
    waba_id: str
    number_id: str
    mime_type: str
    sha256: str  # hex
    size: int
    expires_at: float
    filename: str = ""

    def is_alive(self) -> bool:
        """Tell whether WhatsApp still has it."""
        return time.time() < self.expires_at

    def checksum(self, form: str) -> str:
        """Return the checksum as hex or base64: WhatsApp has written both."""
        return (
            self.sha256 if form == "hex" else base64.b64encode(bytes.fromhex(self.sha256)).decode()
        )


@dataclass(slots=True)
class MediaStore:
    """Files by id, download addresses by their secret, uploads of template headers by session."""

    folder: Path
    files: dict[str, MediaFile] = field(default_factory=dict)
    addresses: dict[str, tuple[str, float]] = field(default_factory=dict)
    sessions: dict[str, JsonObject] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)  # handle -> media id
    temporary: tempfile.TemporaryDirectory[str] | None = None

    @classmethod
    def beside(cls, state_file: Path | None) -> "MediaStore":
        """Keep the bytes beside the state file, or for this run only."""
        if state_file is not None:
            return cls(state_file.with_suffix(".media"))
        temporary = tempfile.TemporaryDirectory(prefix="whatsapp-simulator-")
        return cls(Path(temporary.name), temporary=temporary)

    def keep(
        self,
        content: bytes,
        mime_type: str,
        *,
        owner: tuple[str, str],
        filename: str = "",
        days: int = UPLOADED_DAYS,
    ) -> MediaFile:
        """Keep a file for a WABA and one of its numbers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        media = MediaFile(
            id=str(10**14 + secrets.randbelow(9 * 10**14)),
            waba_id=owner[0],
            number_id=owner[1],
            mime_type=mime_type,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            expires_at=time.time() + days * _DAY_S,
            filename=filename,
        )
        (self.folder / media.id).write_bytes(content)
        self.files[media.id] = media
        return media

    def of_waba(self, media_id: str, waba_id: str) -> MediaFile | None:
        """Return a living file that the account may use."""
        media = self.files.get(media_id)
        return media if media and media.waba_id == waba_id and media.is_alive() else None

    def bytes_of(self, media_id: str) -> bytes | None:
        """Return a file's bytes, if it is known and still there."""
        if media_id not in self.files:
            return None
        path = self.folder / media_id
        return path.read_bytes() if path.exists() else None

    def delete(self, media_id: str) -> None:
        """Forget a file."""
        self.files.pop(media_id, None)
        (self.folder / media_id).unlink(missing_ok=True)

    def address(self, media_id: str, *, valid_s: float) -> str:
        """Make a secret that opens a download for a short while."""
        secret = secrets.token_urlsafe(16)
        self.addresses[secret] = (media_id, time.time() + valid_s)
        return secret

    def behind(self, secret: str) -> MediaFile | None:
        """Return the file that an address still leads to."""
        media_id, until = self.addresses.get(secret, ("", 0.0))
        return self.files.get(media_id) if time.time() < until else None

    def save(self) -> JsonObject:
        """Return everything but the bytes and the short-lived addresses."""
        return {
            "files": {key: asdict(one) for key, one in self.files.items()},
            "handles": self.handles,
        }

    def load(self, state: JsonObject) -> None:
        """Read what `save` wrote."""
        files = as_object(state.get("files"))
        self.files = {key: MediaFile(**one) for key, one in files.items()}
        self.handles = as_object(state.get("handles"))


def sample(kind: str) -> tuple[bytes, str, str]:
    """Return a small real file of a kind: its bytes, type and name."""
    name, mime_type = SAMPLES.get(kind, SAMPLES["document"])
    return (_SAMPLES / name).read_bytes(), mime_type, name
