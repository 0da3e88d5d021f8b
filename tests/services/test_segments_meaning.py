"""What a segment's SQL picks is what its definition says, whoever the people are and whatever is asked."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from platform_app.models.contacts import Contact
from platform_app.services.segments.compiling import Frame, compile_definition
from platform_app.services.segments.definitions import parse, segments_in
from platform_app.services.segments.lookups import load_filters
from tests.support.asking_people import Judge
from tests.support.crowds import Crowd, make_crowd
from tests.support.servers import TestDatabase

ZONE = "America/Sao_Paulo"


def picked(crowd: Crowd, definition: dict[str, Any], moment: datetime) -> set[str]:
    def ask(ctx: CompanyContext) -> set[str]:
        group = parse(definition)
        frame = Frame(ctx.company_id, moment, ZONE, load_filters(ctx, segments_in(group)))
        where = compile_definition(group, frame)
        found = ctx.db.exec(
            select(Contact.id).where(col(Contact.company_id) == ctx.company_id, where)
        )
        return set(map(str, found))

    return in_company(crowd.actor, ask)


@pytest.mark.parametrize("seed", range(3))
def test_sql_and_plain_python_pick_the_same_people(database: TestDatabase, seed: int) -> None:
    crowd, moment = make_crowd(seed), now()
    judge = Judge(crowd, moment, ZONE)

    @settings(
        max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
    )
    @given(st.data())
    def compare(data: st.DataObject) -> None:
        definition = data.draw(crowd.definitions())
        expected = {str(one.row.id) for one in crowd.people if judge.belongs(definition, one)}
        assert picked(crowd, definition, moment) == expected

    compare()
