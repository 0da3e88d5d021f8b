"""Somebody is taken out of a body; what it says about others stays as it was."""

import json

import pytest

from platform_app.core.redacting import without


def body(*parts: object) -> bytes:
    return json.dumps({"entry": [{"id": "1", "changes": list(parts)}]}).encode()


def test_only_the_elements_of_the_person_go():
    ana, bea = {"wa_id": "351912000001"}, {"wa_id": "351912000002", "name": "Bé"}
    left = without(body({"contacts": [ana, bea], "errors": []}, {"to": [ana]}), ["351912000001"])
    assert left is not None
    assert json.loads(left) == json.loads(body({"contacts": [bea], "errors": []}))


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(body({"contacts": [{"wa_id": "351912000001"}]}), id="about nobody else"),
        pytest.param(body({"to": "351912000001", "others": ["x"]}), id="beside the lists"),
        pytest.param(b'{"to": "351912000001", "entry": [1]}', id="outside of every list"),
        pytest.param(b"351912000001, and no JSON", id="no JSON"),
    ],
)
def test_a_body_that_cannot_be_parted_goes_whole(told):
    assert without(told, ["351912000001"]) is None
