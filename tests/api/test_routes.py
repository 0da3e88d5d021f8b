"""Every route of ours, asked by people who may not; the cases are made from the routes that exist."""

import pytest
from starlette.routing import Route

from platform_app.api.edge import Edge
from platform_app.api.identity import forget_companies
from tests.support.asking import ACME, PLATFORM, ask
from tests.support.doors import GUARDED, OF_THE_PLATFORM, OURS, filled
from tests.support.people import Town, make_super_admin, make_town
from tests.support.servers import TestDatabase

OF_COMPANIES = [one for one in GUARDED if not one[1].startswith(OF_THE_PLATFORM)]
# Every built-in role may read conversations; whose, tests/api/test_media.py asks.
READ_BY_AGENTS = ("/api/media/{media_id:uuid}", "/api/consent/{contact_id:uuid}/proof.csv")
IN_COMPANIES = [one for one in OF_COMPANIES if "{" in one[1]]


@pytest.fixture
def town(database: TestDatabase) -> Town:
    forget_companies()
    return make_town()


def test_every_route_is_known_to_this_test() -> None:
    assert GUARDED
    assert all(isinstance(route, Route) for route in OURS.routes)


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_a_route_needs_a_session_of_this_company(town: Town, method: str, path: str) -> None:
    edge = Edge(OURS)
    assert ask(edge, method, filled(path)).status_code == 401
    foreign = ask(edge, method, filled(path), host=ACME, cookie=town.mallory.sign_in())
    assert foreign.status_code == 401


@pytest.mark.parametrize(("method", "path"), IN_COMPANIES)
def test_what_does_not_exist_is_absent_for_those_who_may(
    town: Town, method: str, path: str
) -> None:
    answer = ask(Edge(OURS), method, filled(path), cookie=town.alice.sign_in())
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("method", "path"), [one for one in OF_COMPANIES if one[1] not in READ_BY_AGENTS]
)
def test_a_route_is_refused_to_a_role_that_may_not(town: Town, method: str, path: str) -> None:
    answer = ask(Edge(OURS), method, filled(path), cookie=town.bob.sign_in())
    assert answer.status_code == 403


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_a_route_of_companies_is_none_of_the_platform_s_and_the_other_way_round(
    town: Town, method: str, path: str
) -> None:
    is_platform_s = path.startswith(OF_THE_PLATFORM)
    cookie = town.alice.sign_in() if is_platform_s else make_super_admin()
    answer = ask(
        Edge(OURS), method, filled(path), host=ACME if is_platform_s else PLATFORM, cookie=cookie
    )
    assert answer.status_code == 401
