"""The webhook address over real HTTP: whatever comes, it is no fault of ours, and nothing good is lost."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from platform_app.api.app import edge, routes
from platform_app.api.webhooks import PATH
from platform_app.core.ids import new_id
from platform_app.dev.product import free_port
from platform_app.integrations.whatsapp.payloads import parse_webhook
from platform_app.integrations.whatsapp.signature import sign
from platform_app.models.inbox import Message
from platform_app.models.webhooks import WebhookUnknown
from tests.support import factories
from tests.support.buckets import serving
from tests.support.conversations import all_of
from tests.support.servers import TestDatabase
from tests.support.webhooks import TestChannel, connect, status, text_message

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "webhook-samples"
BODIES = [json.loads(path.read_bytes()) for path in sorted(SAMPLES.glob("*.json"))]
# A busy machine makes no example wrong.
OF_A_TEST = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
FEW = settings(max_examples=60, deadline=None, database=None, suppress_health_check=OF_A_TEST)
MANY = settings(FEW, max_examples=400)
ODD_TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["\x00", "\ud800", "99999999999999999999", "-1", "null", "💥" * 50, "' or 1=1"]
    ),
)
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    ODD_TEXTS,
    st.builds(list),
    st.builds(dict),
    st.builds(lambda: {"id": {"id": [[[]]]}}),
)
JSON = st.recursive(
    ODD,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(ODD_TEXTS, inner, max_size=4)
    ),
    max_leaves=15,
)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    port = free_port()
    with serving(edge(routes(), is_private=lambda _: True), port):
        yield f"http://127.0.0.1:{port}{PATH}"


@pytest.fixture
def channel(database: TestDatabase) -> TestChannel:
    return connect(factories.company("Acme").id)


def post(server: str, channel: TestChannel, body: bytes) -> int:
    signed = {"host": "localhost:3000", "x-hub-signature-256": sign(channel.app_secret, body)}
    return httpx.post(server + channel.key, content=body, headers=signed, timeout=30).status_code


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """Return a sample of which some places hold something else, or nothing, or twice the same."""
    body = deepcopy(draw(st.sampled_from(BODIES)))
    for _ in range(draw(st.integers(1, 4))):
        places = list(_places(body))
        if not places:
            break
        holder, key = draw(st.sampled_from(places))
        act = draw(st.sampled_from(["replace", "remove", "repeat"]))
        if act == "replace":
            holder[key] = deepcopy(draw(JSON))
        elif act == "remove" and isinstance(holder, dict):
            del holder[key]
        elif isinstance(holder, list):
            holder.append(deepcopy(holder[key]))
    return body


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])


def as_ours(body: dict[str, Any], channel: TestChannel) -> None:
    """Make it about this account and number wherever it still names one, so that it is applied."""
    for entry in body.get("entry") or []:
        if isinstance(entry, dict) and isinstance(entry.get("changes"), list):
            entry["id"] = channel.waba_id
            for change in entry["changes"]:
                value = change.get("value") if isinstance(change, dict) else None
                if isinstance(value, dict) and isinstance(value.get("metadata"), dict):
                    value["metadata"]["phone_number_id"] = channel.wa_number_id


@MANY
@given(body=mutated())
def test_mutated_sample_is_read_without_exception(body: dict[str, Any]):
    raw = json.dumps(body).encode("utf-8", "surrogatepass")
    parsed = parse_webhook(raw)
    assert repr(parsed)


@FEW
@given(body=mutated())
def test_mutated_sample_never_costs_a_neighbour(channel: TestChannel, body: dict[str, Any]):
    wamid = f"wamid.{new_id().hex}"
    good = json.loads(channel.body(channel.value(messages=[text_message(wamid)])))
    if isinstance(body.get("entry"), list):
        as_ours(body, channel)
        body["entry"].append(good["entry"][0])
    else:
        body = good
    channel.store(json.dumps(body).encode("utf-8", "surrogatepass"))
    assert channel.apply() == 1
    event = channel.events()[-1]
    assert (event.attempts, event.applied_at is None) == (0, False), event.problem
    assert wamid in {one.wamid for one in all_of(channel, Message)}


@FEW
@given(
    body=st.one_of(
        st.binary(max_size=300),
        JSON.map(lambda one: json.dumps(one).encode("utf-8", "surrogatepass")),
    )
)
def test_signed_bytes_of_any_kind_are_kept_and_applied(
    server: str, channel: TestChannel, body: bytes
):
    assert post(server, channel, body) == 200
    assert channel.apply() == 1
    event = channel.events()[-1]
    assert (event.body, event.attempts) == (body, 0)


HEADER = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\x00"), max_size=80)


HEADERS = st.sampled_from(
    ["content-type", "content-encoding", "cookie", "x-forwarded-for", "expect", "accept"]
)
METHODS = st.sampled_from(["POST", "GET", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH"])
QUERIES = st.dictionaries(
    st.sampled_from(["hub.mode", "hub.verify_token", "hub.challenge", "x"]),
    st.text(st.characters(codec="utf-8"), max_size=20),
    max_size=3,
)
PATHS = st.sampled_from(["", "/", "%00", "%ff/.."])
SIGNATURES = st.one_of(HEADER, st.binary(max_size=40).map(lambda raw: f"sha256={raw.hex()}"))
REQUESTS = st.tuples(METHODS, PATHS, QUERIES, SIGNATURES, HEADERS, HEADER)


@FEW
@given(request=REQUESTS)
def test_odd_requests_are_refused_and_never_our_fault(
    server: str, channel: TestChannel, request: tuple[str, str, dict[str, str], str, str, str]
):
    method, path, query, signature, name, value = request
    headers = [
        (b"host", b"localhost:3000"),
        (b"x-hub-signature-256", signature.strip().encode("latin-1")),
        (name.encode(), value.strip().encode("latin-1")),
    ]
    address = f"{server}{channel.key}{path}"
    try:
        answer = httpx.request(method, address, content=b"{}", headers=headers, params=query)
    except (httpx.LocalProtocolError, httpx.RemoteProtocolError):
        return  # No client can send this, or the server has hung up on it.
    assert 400 <= answer.status_code < 500
    assert channel.events() == []


def test_thousand_changes_of_three_megabytes_are_taken_at_once(server: str, channel: TestChannel):
    values = [
        channel.value(messages=[text_message(f"wamid.{number}", "x" * 2_700)])
        for number in range(1_000)
    ]
    values[500:500] = [channel.value(messages=["bad", None, {"id": "x"}])]
    body = channel.body(*values)
    assert 2_900_000 < len(body) < 3_145_728
    assert post(server, channel, body) == 200
    assert channel.apply() == 1
    assert len(all_of(channel, Message)) == 1_000
    assert channel.events()[0].attempts == 0


def test_two_accounts_of_one_company_in_one_post_get_each_their_own(
    server: str, channel: TestChannel
):
    second = connect(channel.company_id, waba_id="303", wa_number_id="404")
    stranger = connect(factories.company("Globex").id, waba_id="505", wa_number_id="606")
    entries = [
        json.loads(one.body(one.value(messages=[text_message(wamid)])))["entry"][0]
        for one, wamid in ((channel, "wamid.1"), (second, "wamid.2"), (stranger, "wamid.3"))
    ]
    assert post(server, channel, json.dumps({"entry": entries}).encode()) == 200
    assert channel.apply() == 1
    assert {one.wamid for one in all_of(channel, Message)} == {"wamid.1", "wamid.2"}
    assert all_of(stranger, Message) == []


def test_bad_elements_of_every_field_leave_the_good_ones(server: str, channel: TestChannel):
    bad = [{"field": field, "value": value} for field in ("messages", "history", "account_update", "security", "user_preferences", "smb_app_state_sync", "smb_message_echoes", "flows", "brand_new") for value in (None, [], "x", {}, {"history": 5}, {"messages": 5})]  # fmt: skip
    good = channel.value(messages=[text_message("wamid.1")], statuses=[status("wamid.2", "read")])
    changes = [*bad, {"field": "messages", "value": good}, *bad]
    entry = {"id": channel.waba_id, "changes": changes}
    assert post(server, channel, json.dumps({"entry": [entry]}).encode()) == 200
    assert channel.apply() == 1
    assert [one.wamid for one in all_of(channel, Message)] == ["wamid.1"]
    assert channel.events()[0].attempts == 0
    assert "brand_new" in {one.field for one in all_of(channel, WebhookUnknown)}
