"""What the fault matrix stands on: servers of its own, a fake Graph, lanes."""

from collections.abc import Iterator

import pytest

from tests.faults.lanes import Lanes
from tests.faults.own_servers import OwnServers, in_use, own_servers
from tests.faults.recording_graph import RecordingGraph, recording_graph
from tests.support.servers import TestDatabase


@pytest.fixture(scope="session")
def _servers(migrated: TestDatabase) -> Iterator[OwnServers]:
    with own_servers(migrated.worker) as servers:
        yield servers


@pytest.fixture
def servers(_servers: OwnServers, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnServers]:
    """Servers that a test may do anything to; the product uses them."""
    with in_use(_servers, monkeypatch) as servers:
        yield servers


@pytest.fixture
def graph() -> Iterator[RecordingGraph]:
    """A Graph that takes every message, until told otherwise."""
    with recording_graph() as graph:
        yield graph


@pytest.fixture
def lanes(graph: RecordingGraph) -> Iterator[Lanes]:
    """Lanes in processes of their own; a test that breaks servers asks for these first."""
    lanes = Lanes(graph)
    yield lanes
    lanes.end()
