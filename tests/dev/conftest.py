"""One simulator for all tests of a worker, calm before each of them."""

from collections.abc import Iterator

import pytest

from tests.dev.simulators import (
    CompanyWebhook,
    Simulator,
    company_webhook,
    running_simulator,
    set_app_callback,
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
    simulator_process.http.delete("/simulator/api/conditions")
    return simulator_process


@pytest.fixture
def app_webhook(simulator: Simulator) -> Iterator[CompanyWebhook]:
    with company_webhook() as recorder:
        set_app_callback(simulator, recorder)
        yield recorder


@pytest.fixture
def webhook(simulator: Simulator) -> Iterator[CompanyWebhook]:
    with company_webhook() as recorder:
        subscribe(simulator, recorder)
        yield recorder
