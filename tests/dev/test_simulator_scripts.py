"""A test scripts any number with any code while the simulator runs."""

from typing import Any

import pytest

from platform_app.integrations.whatsapp.graph_json import JsonObject
from tests.dev.simulators import CompanyWebhook, Simulator, template_payload, wait_for

PERSON = "+351912000701"
SCRIPTS = "/simulator/api/scripts"


def give(simulator: Simulator, **script: object) -> Any:
    answer = simulator.http.post(SCRIPTS, json={"phone": PERSON, **script})
    assert answer.status_code == 200, answer.text
    return answer.json()


def send(simulator: Simulator, to: str = PERSON) -> tuple[int, int]:
    answer = simulator.send(template_payload(to, "scripted"))
    body: JsonObject = answer.json()
    return answer.status_code, body.get("error", {}).get("code", 0)


@pytest.mark.parametrize(("code", "status"), [(80007, 400), (1, 500), (2388999, 403), (4, 429)])
def test_any_code_can_be_refused(simulator: Simulator, code: int, status: int):
    give(simulator, trick="refuse", code=code, http_status=status)
    assert send(simulator) == (status, code)


def test_any_code_can_fail_later(simulator: Simulator, webhook: CompanyWebhook):
    give(simulator, trick="fail", code=130403, details="The business blocked them.")
    assert send(simulator) == (200, 0)
    wait_for(lambda: webhook.statuses("scripted"))
    (status,) = webhook.statuses("scripted")
    assert status.error is not None
    assert (status.error.code, status.error.details) == (130403, "The business blocked them.")


def test_a_script_is_used_as_often_as_it_says(simulator: Simulator):
    give(simulator, code=131000, http_status=500, times=2)
    assert [send(simulator)[1] for _ in range(3)] == [131000, 131000, 0]


def test_a_given_script_comes_before_the_last_digits(simulator: Simulator):
    ending = "+351910131021"
    assert send(simulator, ending) == (400, 131021)
    simulator.http.post(SCRIPTS, json={"phone": ending, "code": 368, "http_status": 403})
    assert send(simulator, ending) == (403, 368)


def test_a_script_for_everybody_can_be_taken_back(simulator: Simulator):
    rows = give(simulator, phone="*", code=190, http_status=401)["scripts"]
    assert [(row["phone"], row["code"]) for row in rows] == [("*", 190)]
    assert send(simulator) == (401, 190)
    assert simulator.http.delete(SCRIPTS).json() == {"scripts": []}
    assert send(simulator) == (200, 0)


@pytest.mark.parametrize("script", [{"phone": ""}, {"phone": PERSON, "trick": "dance"}])
def test_what_is_no_script_is_refused(simulator: Simulator, script: JsonObject):
    assert simulator.http.post(SCRIPTS, json=script).status_code == 422
