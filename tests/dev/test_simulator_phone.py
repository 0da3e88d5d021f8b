"""The phone page: a customer reads, taps and writes."""

import re

import httpx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from platform_app.api.simulator_proxy import simulator_routes
from platform_app.dev.whatsapp_simulator.media_store import sample
from platform_app.integrations.whatsapp.graph_json import JsonObject
from tests.dev.simulators import (
    ACME,
    GLOBEX,
    NUMBER,
    CompanyWebhook,
    Simulator,
    template_payload,
    wait_for,
)


def page(simulator: Simulator, customer: str = "", **query: str) -> httpx.Response:
    chosen = {"number": NUMBER, "customer": customer, **query}
    return simulator.http.get("/simulator/", params=chosen)


def write(simulator: Simulator, customer: str, text: str) -> httpx.Response:
    form = {"number": NUMBER, "customer": customer, "text": text}
    return simulator.http.post("/simulator/messages", data=form)


def test_the_page_works_below_any_prefix(simulator: Simulator):
    html = page(simulator, "+351912000901").text
    addresses = re.findall(r'(?:src|href|action)="([^"]*)"', html)
    assert addresses
    assert not [one for one in addresses if one.startswith(("/", "http"))]
    assert simulator.http.get("/simulator").headers["location"] == "/simulator/"


def test_the_page_needs_nothing_from_elsewhere(simulator: Simulator):
    answer = page(simulator)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<style" not in answer.text
    assert "style=" not in answer.text
    assert not re.search(r"<script(?! src=)", answer.text)
    for name in ("phone.js", "phone.css"):
        assert simulator.http.get(f"/simulator/static/{name}").status_code == 200


def test_the_page_has_its_landmarks_and_labels(simulator: Simulator):
    html = page(simulator, "+351912000901").text
    assert html.count("<h1>") == 1
    assert "<main>" in html
    labels = set(re.findall(r'<label for="([^"]+)"', html))
    fields = re.findall(r'<(?:input|select)(?![^>]*type="hidden")[^>]* id="([^"]+)"', html)
    assert set(fields) == labels
    for testid in ("input", "send", "messages"):
        assert f'data-testid="{testid}"' in html


def test_what_a_customer_writes_reaches_the_company(simulator: Simulator, webhook: CompanyWebhook):
    page(simulator, "+351912000902", name="Ana <Silva>")
    answer = write(simulator, "+351912000902", "Is the <b>chair</b> still there?")
    assert answer.status_code == 303
    wait_for(webhook.messages)
    (message,) = webhook.messages()
    assert message.text == "Is the <b>chair</b> still there?"
    assert message.profile_name == "Ana <Silva>"


def test_hostile_text_is_shown_as_text(simulator: Simulator):
    page(simulator, "+351912000903", name='"><script>')
    write(simulator, "+351912000903", "<script>alert(1)</script>")
    html = page(simulator, "+351912000903").text
    assert "<script>alert(1)" not in html
    assert '"><script>' not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_tapped_button_answers_its_template(simulator: Simulator, webhook: CompanyWebhook):
    names = ("first_name", "date", "time")
    parameters = [{"type": "text", "parameter_name": name, "text": "x"} for name in names]
    payload = template_payload(
        "+351912000904",
        name="appointment_reminder",
        components=[{"type": "body", "parameters": parameters}],
    )
    wamid = simulator.send(payload).json()["messages"][0]["id"]
    assert 'data-testid="quick-reply"' in page(simulator, "+351912000904").text
    simulator.http.post("/simulator/taps", data={"wamid": wamid, "index": "1"})
    wait_for(webhook.messages)
    (message,) = webhook.messages()
    assert (message.kind, message.text) == ("button", "Another day, please")
    assert (message.reply_id, message.context_wamid) == ("Another day, please", wamid)


def test_opening_a_chat_marks_its_messages_as_read(simulator: Simulator, webhook: CompanyWebhook):
    simulator.behave(read_odds=0.0)
    simulator.send(template_payload("+351912000905", "seen"))
    wait_for(lambda: len(webhook.statuses("seen")) == 2)
    query = {"number": NUMBER, "customer": "+351912000905"}
    simulator.http.get("/simulator/chat", params=query)
    wait_for(lambda: "read" in [one.status for one in webhook.statuses("seen")])


def test_the_companys_receipt_shows_on_the_customers_phone(simulator: Simulator):
    wamid = simulator.receive("+351912000906", "Did you see this?")
    payload = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
    assert simulator.send(payload).json() == {"success": True}
    assert 'aria-label="Read"' in page(simulator, "+351912000906").text


def test_a_chat_belongs_to_one_number(simulator: Simulator):
    write(simulator, "+351912000907", "Only for acme")
    other = page(simulator, "+351912000907", number=GLOBEX.numbers[0].id)
    assert "Only for acme" not in other.text


def test_an_empty_message_is_not_sent(simulator: Simulator):
    assert write(simulator, "+351912000908", "   ").status_code == 422


def act(simulator: Simulator, **form: str) -> httpx.Response:
    return simulator.http.post("/simulator/acts", data=form)


def free_form(customer: str, kind: str, content: object) -> JsonObject:
    return {"messaging_product": "whatsapp", "to": customer, "type": kind, kind: content}


def test_a_row_of_a_list_can_be_tapped(simulator: Simulator, webhook: CompanyWebhook):
    simulator.receive("+351912000909", "Hello")
    row = {"id": "o1", "title": "Where is it?", "description": "Track"}
    action = {"button": "Choose", "sections": [{"rows": [row]}]}
    content = {"type": "list", "body": {"text": "Help?"}, "action": action}
    payload = free_form("+351912000909", "interactive", content)
    wamid = simulator.send(payload).json()["messages"][0]["id"]
    assert 'data-testid="list-row"' in page(simulator, "+351912000909").text
    simulator.http.post("/simulator/taps", data={"wamid": wamid, "row": "0"})
    wait_for(lambda: len(webhook.messages()) == 2)
    reply = webhook.messages()[1].raw
    assert reply["interactive"] == {"type": "list_reply", "list_reply": row}
    assert reply["context"]["id"] == wamid


def test_a_file_of_ones_own_is_sent_and_shown(simulator: Simulator, webhook: CompanyWebhook):
    form = {"number": NUMBER, "customer": "+351912000910", "caption": "Look"}
    files = {"file": ("a.jpg", sample("image")[0], "image/jpeg")}
    assert simulator.http.post("/simulator/attachments", data=form, files=files).is_redirect
    wait_for(webhook.messages)
    part = webhook.messages()[0].raw["image"]
    assert part["caption"] == "Look"
    assert f'src="media/{part["id"]}"' in page(simulator, "+351912000910").text
    shown = simulator.http.get(f"/simulator/media/{part['id']}")
    assert shown.content == sample("image")[0]
    assert shown.headers["content-security-policy"] == "sandbox"


def test_a_message_is_changed_reacted_to_and_deleted(simulator: Simulator, webhook: CompanyWebhook):
    wamid = simulator.receive("+351912000911", "Hallo")
    act(simulator, wamid=wamid, act="edit", text="Hello")
    act(simulator, wamid=wamid, act="react", emoji="👍")
    shown = page(simulator, "+351912000911").text
    assert "Hello" in shown
    assert '<p class="reaction">👍</p>' in shown
    act(simulator, wamid=wamid, act="revoke")
    assert "This message was deleted." in page(simulator, "+351912000911").text
    wait_for(lambda: len(webhook.messages()) == 4)
    kinds = {one.raw["type"] for one in webhook.messages()}
    assert kinds == {"text", "edit", "reaction", "revoke"}


@pytest.mark.parametrize("kind", ["voice", "sticker", "location", "contacts"])
def test_ready_made_messages_are_sent(simulator: Simulator, webhook: CompanyWebhook, kind: str):
    act(simulator, number=NUMBER, customer="+351912000912", act=kind)
    wait_for(webhook.messages)
    assert webhook.messages()[0].raw["type"] == {"voice": "audio"}.get(kind, kind)


def test_files_pass_through_the_products_own_address(simulator: Simulator):
    form = {"number": NUMBER, "customer": "+351912000913"}
    files = {"file": ("a.html", b"<script>alert(1)</script>", "text/html")}
    with TestClient(Starlette(routes=simulator_routes(simulator.url))) as product:
        answer = product.post(
            "/simulator/attachments", data=form, files=files, follow_redirects=False
        )
        assert answer.status_code == 303
        shown = product.get("/simulator/", params={"number": NUMBER, "customer": "+351912000913"})
        (address,) = re.findall(r'href="(media/[^"]+)"', shown.text)
        file = product.get(f"/simulator/{address}")
    assert file.content == b"<script>alert(1)</script>"
    # It never becomes a page of the product's.
    assert file.headers["content-disposition"] == "attachment"
    assert file.headers["content-security-policy"] == "sandbox"


def test_the_page_of_conditions_shows_every_template_and_number(simulator: Simulator):
    answer = simulator.http.get("/simulator/conditions", params={"account": ACME.waba_id})
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    for number in ACME.numbers:
        assert number.display_number in answer.text
    for template in ACME.templates:
        assert template["name"] in answer.text
    labels = set(re.findall(r'<label for="([^"]+)"', answer.text))
    fields = re.findall(r'<(?:input|select)(?![^>]*type="hidden")[^>]* id="([^"]+)"', answer.text)
    assert len(fields) == len(set(fields))
    assert set(fields) == labels
