"""The browser's half of the product: built when its sources changed, usable under any address."""

import fcntl
import gzip
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from platform_app.dev.folder import PROJECT

BUILD = PROJECT / ".web" / "build"
STAMP = BUILD / "sources.sha256"
# Neither changes what the browser gets.
NOT_SOURCES = ("dev", "jobs")
BAKED_SOCKET = re.compile(r"""([`"'])ws://localhost:\d+(/[^`"']*)\1""")
BAKED_ADDRESS = re.compile(r"""([`"'])http://localhost:\d+(/[^`"']*)\1""")
SOCKET_HERE = r'(globalThis.location?location.origin.replace(/^http/,"ws"):"ws://localhost")+"\2"'
ADDRESS_HERE = r'(globalThis.location?location.origin:"http://localhost")+"\2"'


class BuildFailed(Exception):
    """The front end could not be built."""


def is_current() -> bool:
    """Return whether what was built last still fits the sources."""
    return STAMP.exists() and STAMP.read_text() == _stamp(_hash_of(_sources()))


def build() -> None:
    """Build the front end unless it is current."""
    with _one_at_a_time():
        if is_current():
            return
        sources = _hash_of(_sources())
        STAMP.unlink(missing_ok=True)
        print("Building the front end; the first time takes about half a minute.", flush=True)
        _export()
        relocate(BUILD / "client" / "assets")
        STAMP.write_text(_stamp(sources))


def environment(base: Mapping[str, str]) -> dict[str, str]:
    """Return the environment in which Reflex finds our node and calls nobody."""
    beside_python = str(Path(sys.executable).parent)
    return {
        **base,
        "PATH": f"{beside_python}{os.pathsep}{base.get('PATH', os.defpath)}",
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
    }


def relocate(assets: Path) -> None:
    """Let the built pages call the address in the address bar instead of the one baked in."""
    for script in assets.glob("*.js"):
        code = script.read_text()
        moved = BAKED_SOCKET.sub(SOCKET_HERE, code)
        moved = BAKED_ADDRESS.sub(ADDRESS_HERE, moved)
        if "//localhost:" in moved:
            raise BuildFailed(
                f"{script.name} still calls localhost; Reflex has changed its output."
            )
        if moved != code:
            script.write_text(moved)
            compressed = script.with_name(script.name + ".gz")
            if compressed.exists():
                compressed.write_bytes(gzip.compress(moved.encode(), mtime=0))


def _export() -> None:
    own = environment(os.environ)
    # Reflex measures several registries when none is named; npm already knows its own.
    if "NPM_CONFIG_REGISTRY" not in own:
        command = ("npm", "config", "get", "registry")
        registry = subprocess.run(command, env=own, capture_output=True, text=True, check=True)
        own["NPM_CONFIG_REGISTRY"] = registry.stdout.strip()
    command = (sys.executable, "-m", "reflex", "export", "--no-zip", "--frontend-only")
    if subprocess.run(command, env=own, cwd=PROJECT, check=False).returncode != 0:
        raise BuildFailed("Reflex could not build the pages; the reason is above.")
    if not (BUILD / "client" / "assets").is_dir():
        raise BuildFailed("Reflex built no pages.")


def _sources() -> Iterator[Path]:
    for path in sorted((PROJECT / "platform_app").rglob("*.py")):
        if path.relative_to(PROJECT / "platform_app").parts[0] not in NOT_SOURCES:
            yield path
    yield from sorted(path for path in (PROJECT / "assets").rglob("*") if path.is_file())
    yield from (PROJECT / "rxconfig.py", PROJECT / "requirements.txt")


def _stamp(sources: str) -> str:
    # A build may write the lock, so the lock counts as it is after the build.
    return f"{sources} {_hash_of(sorted((PROJECT / 'reflex.lock').glob('*')))}"


def _hash_of(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(PROJECT)} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    lock = PROJECT / ".web" / "build.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
