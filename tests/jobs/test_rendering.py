"""What an agent writes becomes the message that WhatsApp takes."""

import json

import pytest

from platform_app.core.db import in_company
from platform_app.core.ids import new_id
from platform_app.jobs.rendering import Renderer
from platform_app.services import inbox, sending
from platform_app.services.sending import Source, Work
from tests.support import factories
from tests.support.conversations import act, hears, only_id, says
from tests.support.webhooks import connect

pytestmark = pytest.mark.usefixtures("database")


def test_an_answer_typed_into_the_inbox_is_a_text_with_its_words() -> None:
    acme = factories.company("Acme")
    channel = connect(acme.id)
    hears(channel, says("wamid.1"))
    act(channel.system, inbox.reply, only_id(channel), body="Yes, until Friday.", client_key="k")
    work = Work(acme.id, Source.REPLY)
    (claim,) = in_company(
        channel.system, lambda ctx: sending.claim(ctx, work, lane=new_id(), size=5)
    )
    payload = Renderer(None).render(claim, "callback")
    assert isinstance(payload, bytes)
    sent = json.loads(payload)
    assert (sent["type"], sent["text"]["body"]) == ("text", "Yes, until Friday.")
