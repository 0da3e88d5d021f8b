"""Who is served next: numbers and companies in lines, campaigns of a line in turns, and those who rest left alone."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from platform_app.services import sending
from platform_app.services.sending import Source, Work

# The campaigns of one number, or the answers of one company.
Line = tuple[UUID, UUID | None]
# At most so many are served at a time; the others have the next turn.
MOST_AT_WORK = 100
SHORTEST_REST_S = 0.5
# A campaign whose people all wait for another day is looked at less and less often.
LONGEST_REST_S = 10.0


@dataclass(frozen=True, slots=True)
class Rest:
    """How long a campaign is left alone in which nothing was due."""

    until: float
    length_s: float


class Lines:
    """What the latest look has found, and who had the last turn."""

    def __init__(self) -> None:
        # After which campaign the next look goes on; None is the beginning.
        self.looked_to: UUID | None = None
        self.are_crowded = False
        self._works: dict[Line, list[Work]] = {}
        self._served_at: dict[Line, float] = {}
        self._rests: dict[Work, Rest] = {}
        # Campaigns with a rate of their own, and when each may have more.
        self._paces: dict[Work, float] = {}

    def take_down(self, found: list[Work]) -> None:
        """Keep what a look has found, and where the next one begins."""
        campaign_ids = [work.campaign_id for work in found if work.campaign_id is not None]
        is_whole = self.looked_to is None and len(campaign_ids) < sending.MOST_WORK
        self.looked_to = campaign_ids[-1] if len(campaign_ids) >= sending.MOST_WORK else None
        self._works = {}
        for work in found:
            self._works.setdefault((work.company_id, work.phone_number_id), []).append(work)
        if is_whole:
            # Whatever was paused meanwhile starts afresh.
            self._rests = {work: self._rests[work] for work in found if work in self._rests}
            self._paces = {work: self._paces[work] for work in found if work in self._paces}
            self._served_at = {
                line: at for line, at in self._served_at.items() if line in self._works
            }

    def choose(self, at_work: Collection[object]) -> list[Line]:
        """Return the lines to serve beside those at work: all answers to people, then who waited longest."""
        due = [line for line in self._works if line not in at_work and self._due_of(line)]
        answers = [line for line in due if line[1] is None]
        campaigns = sorted(
            (line for line in due if line[1] is not None),
            key=lambda line: self._served_at.get(line, 0.0),
        )
        places = max(0, MOST_AT_WORK - len(at_work))
        self.are_crowded = len(campaigns) > places
        return answers + campaigns[:places]

    def serve(self, line: Line) -> list[Work]:
        """Return the campaigns of a line that do not rest; it has its turn now."""
        self._served_at[line] = time.monotonic()
        due = self._due_of(line)
        for work in due:
            self._paces.pop(work, None)
        return due

    def rest(self, work: Work) -> None:
        """Leave something alone for a while, each time longer; answers to people until the next look only."""
        if work.source is Source.REPLY:
            self._works.pop((work.company_id, None), None)
            return
        before = self._rests[work].length_s if work in self._rests else SHORTEST_REST_S / 2
        length_s = min(2 * before, LONGEST_REST_S)
        self._rests[work] = Rest(time.monotonic() + length_s, length_s)

    def pause(self, work: Work, seconds: float) -> None:
        """Leave a campaign alone for a moment, because it goes slower than it could."""
        self._paces[work] = time.monotonic() + seconds

    def next_of(self, line: Line) -> float | None:
        """Return in how many seconds a campaign of a line goes on that was left alone for a moment, if one was."""
        works = self._works.get(line, ())
        paces = [self._paces[work] for work in works if work in self._paces]
        return max(0.0, min(paces) - time.monotonic()) if paces else None

    def end_rest(self, work: Work) -> None:
        """Forget how long something rested: it had something to send."""
        self._rests.pop(work, None)

    def _due_of(self, line: Line) -> list[Work]:
        return [work for work in self._works.get(line, ()) if not self._is_resting(work)]

    def _is_resting(self, work: Work) -> bool:
        moment = time.monotonic()
        is_held_back = self._paces.get(work, moment) > moment
        return is_held_back or (work in self._rests and self._rests[work].until > moment)
