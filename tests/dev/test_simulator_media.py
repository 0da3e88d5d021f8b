"""Files: uploads with rules, addresses that expire, and what customers send."""

import base64
import hashlib

import httpx
import pytest

from platform_app.dev.whatsapp_simulator.media_store import sample
from platform_app.integrations.whatsapp.graph_json import JsonObject
from tests.dev.simulators import (
    ACME,
    GLOBEX,
    NUMBER,
    CompanyWebhook,
    Simulator,
    wait_for,
)

PERSON = "+351912000830"
JPEG, JPEG_TYPE, _ = sample("image")


def upload(simulator: Simulator, content: bytes, mime_type: str) -> httpx.Response:
    files = {"file": ("file", content, mime_type)}
    data = {"messaging_product": "whatsapp", "type": mime_type}
    return simulator.graph("POST", f"{NUMBER}/media", data=data, files=files)


def information(simulator: Simulator, media_id: str) -> JsonObject:
    return simulator.graph("GET", media_id).json()


def inbound(simulator: Simulator, **message: object) -> str:
    body = {"phone_number_id": NUMBER, "from": PERSON, **message}
    return simulator.control("inbound", **body)["wamid"]


def test_a_file_comes_back_as_it_went(simulator: Simulator):
    media_id = upload(simulator, JPEG, JPEG_TYPE).json()["id"]
    found = information(simulator, media_id)
    assert found["sha256"] == hashlib.sha256(JPEG).hexdigest()
    answer = httpx.get(found["url"], headers={"authorization": f"Bearer {ACME.token}"})
    assert answer.content == JPEG
    assert answer.headers["content-type"] == JPEG_TYPE


def test_an_address_needs_the_companys_token_and_expires(simulator: Simulator):
    media_id = upload(simulator, JPEG, JPEG_TYPE).json()["id"]
    address = information(simulator, media_id)["url"]
    assert httpx.get(address).status_code == 401
    strangers = {"authorization": f"Bearer {GLOBEX.token}"}
    assert httpx.get(address, headers=strangers).status_code == 404
    simulator.behave(media_url_valid_s=0)
    expired = information(simulator, media_id)["url"]
    own = {"authorization": f"Bearer {ACME.token}"}
    assert httpx.get(expired, headers=own).status_code == 404


def test_another_company_can_neither_read_nor_delete_nor_send_it(simulator: Simulator):
    media_id = upload(simulator, JPEG, JPEG_TYPE).json()["id"]
    for method in ("GET", "DELETE"):
        assert simulator.graph(method, media_id, GLOBEX.token).status_code == 400
    assert simulator.graph("DELETE", media_id).json() == {"success": True}
    assert simulator.graph("GET", media_id).status_code == 400


def test_an_expired_id_is_neither_read_nor_sent(simulator: Simulator):
    media_id = upload(simulator, JPEG, JPEG_TYPE).json()["id"]
    simulator.control(f"media/{media_id}")
    assert simulator.graph("GET", media_id).status_code == 400
    simulator.receive(PERSON, "Hello")
    payload = {"messaging_product": "whatsapp", "to": PERSON, "type": "image"}
    answer = simulator.send({**payload, "image": {"id": media_id}})
    assert answer.json()["error"]["code"] == 100


@pytest.mark.parametrize(
    ("size", "mime_type"),
    [
        (5 * 1024 * 1024 + 1, "image/png"),
        (500 * 1024 + 1, "image/webp"),
        (0, "image/png"),
        (10, "image/gif"),
        (10, "font/ttf"),
    ],
)
def test_what_whatsapp_does_not_take_is_refused(simulator: Simulator, size: int, mime_type: str):
    answer = upload(simulator, b"x" * size, mime_type)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


def test_a_file_of_the_wrong_kind_fails_after_it_was_accepted(
    simulator: Simulator, webhook: CompanyWebhook
):
    media_id = upload(simulator, JPEG, JPEG_TYPE).json()["id"]
    simulator.receive(PERSON, "Hello")
    payload = {"messaging_product": "whatsapp", "to": PERSON, "type": "video"}
    assert simulator.send({**payload, "video": {"id": media_id}}).status_code == 200
    wait_for(webhook.statuses)
    error = webhook.statuses()[0].error
    assert error is not None
    assert error.code == 131053


@pytest.mark.parametrize("kind", ["image", "video", "audio", "document", "sticker"])
def test_a_customers_file_can_be_fetched(simulator: Simulator, webhook: CompanyWebhook, kind: str):
    inbound(simulator, type=kind)
    wait_for(webhook.messages)
    part = webhook.messages()[0].raw[kind]
    found = information(simulator, part["id"])
    own = {"authorization": f"Bearer {ACME.token}"}
    content = httpx.get(found["url"], headers=own).content
    assert content == sample(kind)[0]
    assert part["sha256"] == hashlib.sha256(content).hexdigest()


def test_given_bytes_and_a_base64_checksum(simulator: Simulator, webhook: CompanyWebhook):
    simulator.behave(sha256_format="base64")
    data = base64.b64encode(b"hello").decode()
    inbound(simulator, type="document", data=data, mime_type="text/plain", filename="a.txt")
    wait_for(webhook.messages)
    part = webhook.messages()[0].raw["document"]
    assert part["filename"] == "a.txt"
    assert base64.b64decode(part["sha256"]) == hashlib.sha256(b"hello").digest()


def test_a_header_is_uploaded_in_two_pieces(simulator: Simulator):
    path = f"{ACME.app_id}/uploads"
    asked = {"file_name": "a.jpg", "file_length": len(JPEG), "file_type": JPEG_TYPE}
    session = simulator.graph("POST", path, params=asked).json()["id"]
    address = f"/v25.0/{session}"
    headers = {"authorization": f"OAuth {ACME.token}", "file_offset": "0"}
    half = simulator.http.post(address, content=JPEG[:100], headers=headers).json()
    assert half["file_offset"] == 100
    wrong = simulator.http.post(address, content=JPEG[100:], headers=headers)
    assert wrong.status_code == 400
    headers["file_offset"] = "100"
    whole = simulator.http.post(address, content=JPEG[100:], headers=headers).json()
    assert whole["h"].startswith("4::")
