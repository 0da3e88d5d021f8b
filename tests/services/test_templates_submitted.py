"""What happens between the question to WhatsApp and its answer."""

from dataclasses import replace
from uuid import UUID

from platform_app.services import templates
from tests.dev.simulators import Simulator
from tests.services.test_templates_written import (
    GOOD,
    channel_id,
    detail,
    inside,
    town,
    whatsapp,
    written,
)
from tests.support.people import Town

__all__ = ["channel_id", "town", "whatsapp"]


def test_what_is_written_while_whatsapp_is_asked_is_a_change_of_its_own(
    town: Town, whatsapp: Simulator, channel_id: UUID
) -> None:
    template_id = written(town)
    order = inside(town, lambda ctx: templates.prepare_submission(ctx, template_id))
    answer = templates.submit(order)
    later = replace(GOOD, name="other", footer="Too late")
    inside(town, lambda ctx: templates.save(ctx, template_id, later))
    inside(town, lambda ctx: templates.note_submitted(ctx, template_id, order, answer))
    found = detail(town, template_id)
    assert (found.name, found.status, found.has_changes) == ("spring_sale", "PENDING", True)
    assert found.message.footer == GOOD.footer
