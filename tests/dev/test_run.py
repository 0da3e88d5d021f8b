"""What stops the product from starting is said in a sentence."""

import socket
import subprocess
import sys

import pytest

from platform_app.dev.folder import AlreadyRunning, Folder


def test_a_taken_port_is_named_with_the_way_out(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        command = [sys.executable, "-m", "platform_app", "run", f"--port={port}"]
        runner = subprocess.run(
            [*command, f"--data={tmp_path}"], capture_output=True, text=True, check=False
        )
    assert runner.returncode == 1
    assert f"Port {port} is taken" in runner.stderr
    assert f"PORT={port + 1} make run" in runner.stderr


def test_a_second_runner_in_the_same_folder_is_refused(tmp_path):
    folder = Folder(tmp_path)
    refused = pytest.raises(AlreadyRunning, match="End it with: kill")
    with folder.lock(), refused, folder.lock(patience_s=0):
        pass


def test_secrets_are_made_once_and_for_the_owner_only(tmp_path):
    folder = Folder(tmp_path)
    first = folder.secrets()
    assert folder.secrets() == first
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0
    assert first.postgres not in repr(first)
