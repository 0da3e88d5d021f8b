"""One simulator for all tests of a worker, calm before each of them."""

from collections.abc import Iterator

import pytest

from tests.dev.simulators import (
    CompanyWebhook,
    Simulator,
    company_webhook,
    running_simulator,
    subscribe,
)


@pytest.fixture(scope="session")
def simulator_process() -> Iterator[Simulator]:
    with running_simulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(simulator_process: Simulator) -> Simulator:
    simulator_process.behave()
    simulator_process.http.delete("/simulator/api/chats")
    return simulator_process


@pytest.fixture
def webhook(simulator: Simulator) -> Iterator[CompanyWebhook]:
    with company_webhook() as recorder:
        subscribe(simulator, recorder)
        yield recorder
