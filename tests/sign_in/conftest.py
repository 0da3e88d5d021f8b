"""A town of two companies for every test of the checklist."""

import pytest

from platform_app.api.identity import forget_companies
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase


@pytest.fixture
def town(database: TestDatabase) -> Town:
    """Alice is admin, Carol manager, Bob agent of Acme; Mallory is another company's admin."""
    forget_companies()
    return make_town()
