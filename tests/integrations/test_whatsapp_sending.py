"""What the builders build is what WhatsApp takes, and what is unknown was sent at most once."""

import asyncio

import pytest

from platform_app.integrations.whatsapp.client import (
    Accepted,
    GraphClient,
    Refused,
    SendOutcome,
    Unknown,
)
from platform_app.integrations.whatsapp.graph_json import JsonObject
from platform_app.integrations.whatsapp.payloads import (
    compile_template,
    render_preview,
)
from platform_app.integrations.whatsapp.payloads import interactive as tap
from platform_app.integrations.whatsapp.payloads import messages as say
from platform_app.integrations.whatsapp.payloads.messages import MediaKind
from platform_app.integrations.whatsapp.signature import app_secret_proof
from platform_app.integrations.whatsapp.transport import Timeouts
from tests.dev.simulators import ACME, NUMBER, Simulator

APPROVED = [one for one in ACME.templates if one["status"] == "APPROVED"]
VALUES = {"header.media": "https://shop.example/a.jpg", "button.0": "A-1029/ä?b=1"}


def send(
    simulator: Simulator, payload: bytes, *, read_s: float = 10.0, proof: str = ""
) -> SendOutcome:
    async def run() -> SendOutcome:
        async with GraphClient(simulator.url, "v25.0", timeouts=Timeouts(read_s=read_s)) as graph:
            return await graph.send(NUMBER, payload, ACME.token, proof=proof)

    return asyncio.run(run())


def render(template: JsonObject, to: str, callback: str = "c1") -> tuple[bytes, str]:
    components, parameter_format = template["components"], template["parameter_format"]
    compiled = compile_template(
        template["name"], template["language"], components, parameter_format
    )
    values = {one.id: VALUES.get(one.id, f"tab\there {one.id}") for one in compiled.variables}
    preview = render_preview(components, values, parameter_format)
    return compiled.render(to, values, callback=callback), preview.body


@pytest.mark.parametrize(
    "template", APPROVED[:8], ids=lambda one: f"{one['name']}-{one['language']}"
)
def test_every_kind_of_template_is_taken_and_reads_like_its_preview(
    simulator: Simulator, template: JsonObject
):
    payload, preview = render(template, "+351912000801")
    assert isinstance(send(simulator, payload), Accepted)
    chat = {"number": NUMBER, "customer": "+351912000801"}
    assert preview in simulator.http.get("/simulator/chat", params=chat).text


@pytest.mark.parametrize("ending", ["9990001", "9990002", "9990004"])
def test_an_accident_after_accepting_is_unknown_and_sent_once(simulator: Simulator, ending: str):
    payload, _ = render(APPROVED[0], f"+35191{ending}", callback=f"accident-{ending}")
    assert isinstance(send(simulator, payload), Unknown)
    assert simulator.ledger(callback=f"accident-{ending}")["count"] == 1


def test_an_answer_that_never_comes_is_unknown_and_sent_once(simulator: Simulator):
    payload, _ = render(APPROVED[0], "+351919990003", callback="hanging")
    assert isinstance(send(simulator, payload, read_s=0.5), Unknown)
    assert simulator.ledger(callback="hanging")["count"] == 1


def test_a_held_message_is_told_apart(simulator: Simulator):
    payload, _ = render(APPROVED[0], "+351919990007")
    outcome = send(simulator, payload)
    assert isinstance(outcome, Accepted)
    assert outcome.held


def test_a_refusal_carries_code_and_details(simulator: Simulator):
    outcome = send(simulator, say.message("+351912000802", say.text("Hello")))
    assert isinstance(outcome, Refused)
    assert outcome.error.code == 131047
    assert outcome.error.details


FRAME = tap.Frame("Which day?", "Visit", footer="Clinic Norte")
ROWS = (tap.ListRow("1", "Monday", "From nine"), tap.ListRow("2", "Tuesday"))


@pytest.mark.parametrize(
    "content",
    [
        say.text("Olá"),
        say.media(MediaKind.IMAGE, "https://cdn.example.org/p.jpg", caption="Blue"),
        say.media(MediaKind.VIDEO, "https://cdn.example.org/v.mp4"),
        say.media(MediaKind.AUDIO, "https://cdn.example.org/a.ogg", is_voice=True),
        say.media(MediaKind.DOCUMENT, "https://cdn.example.org/q.pdf", filename="quote.pdf"),
        say.media(MediaKind.STICKER, "https://cdn.example.org/s.webp"),
        say.location(say.Place(38.7131, -9.144, "Shop", "Rua A 1")),
        say.contacts([say.ContactCard("Rui Sá", "Rui", phones=("+351210000222",))]),
        tap.buttons(FRAME, [tap.ReplyButton("1", "Monday"), tap.ReplyButton("2", "Tuesday")]),
        tap.choice_list(FRAME, "Choose", [tap.ListSection("", ROWS)]),
        tap.choice_list(
            FRAME,
            "Choose",
            [tap.ListSection("A", ROWS), tap.ListSection("B", (tap.ListRow("3", "Friday"),))],
        ),
        tap.link_button(FRAME, "Book", "https://example.org/book?c=88"),
        tap.flow(FRAME, tap.FlowCall("90011223344", "Open form", "tok-71", "START", {"k": "v"})),
        tap.location_request("Where are you?"),
    ],
    ids=lambda one: str(one.get("interactive", one)["type"]),
)
def test_every_kind_of_message_is_taken_by_a_judge_that_shares_no_builder(
    simulator: Simulator, content: JsonObject
):
    quoted = simulator.receive("+351912000803", "Hello")
    outcome = send(simulator, say.message("+351912000803", content, reply_to=quoted))
    assert isinstance(outcome, Accepted), outcome


def test_a_reaction_and_its_end_are_taken(simulator: Simulator):
    wamid = simulator.receive("+351912000804", "Hello")
    for emoji in ("👍", ""):
        payload = say.message("+351912000804", say.reaction(wamid, emoji))
        assert isinstance(send(simulator, payload), Accepted)


def test_a_person_is_reached_by_user_id(simulator: Simulator):
    payload, _ = render(APPROVED[0], "PT.84120099317755204611")
    outcome = send(simulator, payload)
    assert isinstance(outcome, Accepted)
    assert (outcome.wa_id, outcome.user_id) == (None, "PT.84120099317755204611")


def test_a_send_proves_that_token_and_app_secret_belong_together(simulator: Simulator):
    payload, _ = render(APPROVED[0], "+351912000321")
    right = app_secret_proof(ACME.token, ACME.app_secret)
    assert isinstance(send(simulator, payload, proof=right), Accepted)
    assert isinstance(send(simulator, payload, proof="0" * 64), Refused)
