"""The answers that people wrote, and the window in which one is written."""

from datetime import date
from typing import ClassVar

import reflex as rx

from platform_app.core.errors import InvalidInput
from platform_app.core.permissions import Permission
from platform_app.services import knowledge
from platform_app.services.knowledge import AnswerForm
from platform_app.services.knowledge.views import AnswerRow
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id
from platform_app.state.paging import Paged

_NEW = AnswerRow("", "", 0, "", "", "", "", "")
_SEARCH_CHARACTERS = 200


class KnowledgeAnswersState(Paged, AppState):
    """One page of answers, the newest first."""

    topics: ClassVar[tuple[str, ...]] = ("knowledge",)

    rows: list[AnswerRow] = []
    search: str = ""
    is_loading: bool = True
    is_editing: bool = False
    # Its id is empty while a new answer is written.
    editing: AnswerRow = _NEW

    @handler(Permission.KNOWLEDGE_READ)
    async def load(self):
        """Show the newest answers."""
        self.is_editing, self.search = False, ""
        self._to_first_page()
        await self.refresh()
        self.is_loading = False

    @handler(Permission.KNOWLEDGE_READ)
    async def refresh(self):
        """Show what has changed; what is being written stays."""
        page = await self._call(knowledge.list_answers, search=self.search, cursor=self._cursor())
        self.rows = page.rows
        self._note_page(page)

    @handler(Permission.KNOWLEDGE_READ)
    async def set_search(self, text: str):
        """Narrow the list down to what contains the text."""
        self.search = text[:_SEARCH_CHARACTERS]
        self._to_first_page()
        await self.refresh()

    @handler(Permission.KNOWLEDGE_READ)
    async def next_page(self):
        """Go on to older answers."""
        self._to_next_page()
        await self.refresh()

    @handler(Permission.KNOWLEDGE_READ)
    async def previous_page(self):
        """Go back to newer answers."""
        self._to_previous_page()
        await self.refresh()

    @handler(Permission.KNOWLEDGE_MANAGE)
    async def open_new(self):
        """Open the window for a new answer."""
        self._open(_NEW)

    @handler(Permission.KNOWLEDGE_READ)
    async def open_one(self, answer_id: str):
        """Open an answer as it stands now."""
        if (found := parse_id(answer_id)) is not None:
            self._open(await self._call(knowledge.get_answer, found))

    @handler(Permission.KNOWLEDGE_READ)
    async def close(self, is_open: bool):
        """Close the window; what was typed in it is forgotten."""
        self.is_editing = is_open and self.is_editing

    @handler(Permission.KNOWLEDGE_MANAGE)
    async def save(self, form: dict[str, str]):
        """Keep the answer as it is in the window."""
        answer_id = parse_id(self.editing.id)
        async with self._form():
            answer = _read(form)
            if answer_id is None:
                await self._call(knowledge.add_answer, answer)
            else:
                await self._call(knowledge.save_answer, answer_id, answer)
            self.is_editing = False
            await self.refresh()
            return rx.toast.success("Saved.")

    @handler(Permission.KNOWLEDGE_MANAGE)
    async def delete(self, answer_id: str):
        """Forget an answer."""
        if (found := parse_id(answer_id)) is not None:
            await self._call(knowledge.delete_answer, found)
            await self.refresh()
            return rx.toast.success("Deleted.")

    def _open(self, answer: AnswerRow) -> None:
        self.editing, self.is_editing = answer, True
        self.problems, self.notice = {}, ""


def _read(form: dict[str, str]) -> AnswerForm:
    return AnswerForm(
        form.get("questions", "").splitlines(),
        form.get("text", ""),
        form.get("source_url", "").strip(),
        _day(form, "valid_from"),
        _day(form, "valid_until"),
    )


def _day(form: dict[str, str], name: str) -> date | None:
    written = form.get(name, "").strip()
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise InvalidInput("Choose a day.", {name: "Choose a day, or leave it empty."}) from error
