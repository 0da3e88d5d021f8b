"""From a definition to SQL, in expressions only: what is denied holds for everybody for whom the rest does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, and_, false, or_, true
from sqlmodel import col, select

from platform_app.core.errors import InvalidInput
from platform_app.models.contacts import Contact
from platform_app.models.segments import SegmentMember
from platform_app.services.segments import behaviours, facts
from platform_app.services.segments.definitions import Condition, Group, Node
from platform_app.services.segments.vocabulary import OF_ATTRIBUTES, Match, Subject

# Segments that ask for segments multiply; beyond this nobody understands them any more.
MOST_COMPILED = 500
_BEHAVIOURS = {
    Subject.CAMPAIGN: behaviours.in_campaign,
    Subject.CAMPAIGNS: behaviours.in_campaigns,
    Subject.CONVERSATION: behaviours.has_conversation,
    Subject.ASSIGNEE: behaviours.is_assigned,
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What a definition is asked within: company, time, and the definitions that it leads to; a list has none."""

    company_id: UUID
    now: datetime
    zone: str
    filters: Mapping[UUID, Group | None]

    @property
    def today(self) -> date:
        """Return the day that it is for the company."""
        return facts.day_of(self.now, self.zone)


class _Compiler:
    """Compiles one definition with all that it leads to."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._path: list[UUID] = []
        self._compiled = 0

    def node(self, node: Node, *, holds: bool) -> ColumnElement[bool]:
        return (
            self._group(node, holds=holds)
            if isinstance(node, Group)
            else self._one(node, holds=holds)
        )

    def _group(self, group: Group, *, holds: bool) -> ColumnElement[bool]:
        # None of them holds where each is denied; denying a group denies its parts.
        part_holds = holds != (group.match is Match.NONE)
        if not group.parts:
            return true() if holds else false()
        parts = [self.node(part, holds=part_holds) for part in group.parts]
        needs_all = holds != (group.match is Match.ANY)
        return and_(*parts) if needs_all else or_(*parts)

    def _one(self, condition: Condition, *, holds: bool) -> ColumnElement[bool]:
        self._compiled += 1
        if self._compiled > MOST_COMPILED:
            raise InvalidInput(
                f"With all the segments that it asks for, this one has more than {MOST_COMPILED} conditions. Ask for fewer."
            )
        denied = condition.said.denies
        holds, operator = holds != bool(denied), denied or condition.operator
        if condition.subject is Subject.SEGMENT:
            return self._segment(UUID(condition.values[0]), holds=holds)
        return _or_not(self._plain(condition, operator), holds=holds)

    def _plain(self, condition: Condition, operator: str) -> ColumnElement[bool]:
        subject, values = condition.subject, condition.values
        if subject in _BEHAVIOURS:
            return _BEHAVIOURS[subject](self._frame.company_id, operator, values, self._frame.now)
        if subject in OF_ATTRIBUTES:
            return facts.attribute(condition, operator, self._frame.today)
        return facts.field(condition, operator, self._frame.now, self._frame.zone)

    def _segment(self, segment_id: UUID, *, holds: bool) -> ColumnElement[bool]:
        if segment_id in self._path:
            raise InvalidInput(
                "This segment asks for itself, by way of others. Take one of them out."
            )
        definition = self._frame.filters[segment_id]
        if definition is None:
            return _or_not(is_member(self._frame.company_id, segment_id), holds=holds)
        self._path.append(segment_id)
        compiled = self.node(definition, holds=holds)
        self._path.pop()
        return compiled


def compile_definition(group: Group, frame: Frame) -> ColumnElement[bool]:
    """Return the condition that picks a segment's people among the company's contacts."""
    return _Compiler(frame).node(group, holds=True)


def is_member(company_id: UUID, segment_id: UUID) -> Exists:
    """Return the condition that picks the people of a list."""
    return (
        select(SegmentMember.id)
        .where(
            col(SegmentMember.company_id) == company_id,
            col(SegmentMember.segment_id) == segment_id,
            col(SegmentMember.contact_id) == col(Contact.id),
        )
        .exists()
    )


def _or_not(expression: ColumnElement[bool], *, holds: bool) -> ColumnElement[bool]:
    if holds:
        return expression
    # What exists is never unknown, and its plain denial lets the database look for those who are missing.
    return ~expression if isinstance(expression, Exists) else expression.is_not(true())
