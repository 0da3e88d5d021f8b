"""Drafts of templates: kept however unfinished they are, and still of a size that a row and a page can hold."""

import pytest

from platform_app.core.db import in_company
from platform_app.core.errors import InvalidInput
from platform_app.services import templates
from platform_app.services.templates.views import ButtonForm, CardForm, TemplateForm
from tests.support.people import make_town
from tests.support.servers import TestDatabase
from tests.support.webhooks import connect


@pytest.mark.parametrize(
    "endless",
    [
        TemplateForm(otp_minutes="9" * 5_000),
        TemplateForm(language="x" * 200_000),
        TemplateForm(buttons=[ButtonForm(text="x" * 2_000)] * 60),
        TemplateForm(cards=[CardForm(body="x" * 50_000)] * 3),
    ],
)
def test_a_draft_does_not_grow_without_end(database: TestDatabase, endless: TemplateForm) -> None:
    alice = make_town().alice.actor
    connect(alice.company_id)
    draft = in_company(alice, lambda ctx: templates.start(ctx, None, TemplateForm()))
    with pytest.raises(InvalidInput, match="far more"):
        in_company(alice, lambda ctx: templates.save(ctx, draft, endless))
    kept = in_company(alice, lambda ctx: templates.get_editing(ctx, draft))
    assert kept.form == TemplateForm()
