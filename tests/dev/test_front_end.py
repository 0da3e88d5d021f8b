"""The built pages follow the address bar."""

import gzip

import pytest

from platform_app.dev.front_end import BuildFailed, relocate

BUILT = 'const a={PING:"http://localhost:3000/ping",EVENT:`ws://localhost:3000/_event`};'


def test_built_addresses_follow_the_address_bar(tmp_path):
    script = tmp_path / "env.js"
    script.write_text(BUILT)
    (tmp_path / "env.js.gz").write_bytes(b"old")
    relocate(tmp_path)
    moved = script.read_text()
    assert "localhost:3000" not in moved
    assert 'location.origin:"http://localhost")+"/ping"' in moved
    assert 'location.origin.replace(/^http/,"ws"):"ws://localhost")+"/_event"' in moved
    assert gzip.decompress((tmp_path / "env.js.gz").read_bytes()).decode() == moved


def test_an_address_that_stays_fails_the_build(tmp_path):
    (tmp_path / "env.js").write_text('fetch("https://localhost:3000/x")')
    with pytest.raises(BuildFailed, match=r"env\.js still calls localhost"):
        relocate(tmp_path)
