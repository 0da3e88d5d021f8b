"""The inbox: the list, and the conversation that the address names."""

from typing import ClassVar

import reflex as rx

from platform_app.core.errors import NotFound
from platform_app.core.ids import new_id
from platform_app.core.permissions import Permission
from platform_app.services import inbox
from platform_app.services.inbox.views import ConversationFilter, ConversationRow, Thread
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id

REPLY_FIELD = "reply"
# Only somebody who looks at a message has read it.
_IS_LOOKING = "document.visibilityState === 'visible' && document.hasFocus()"


class InboxState(AppState):
    """One page of the list beside one conversation."""

    topics: ClassVar[tuple[str, ...]] = ("inbox",)

    rows: list[ConversationRow] = []
    total: str = ""
    view: str = ConversationFilter.OPEN
    search: str = ""
    has_next: bool = False
    has_previous: bool = False
    is_loading: bool = True
    thread: Thread = inbox.NO_THREAD
    has_thread: bool = False
    is_missing: bool = False
    is_whole: bool = False
    # The page sends it along with an answer, so that an answer sent twice is one message.
    client_key: str = ""
    # The way back: the cursor of each page up to this one. The first page has none.
    _cursors: list[str] = []
    _next: str = ""

    @handler(Permission.CONVERSATIONS_READ)
    async def load(self):
        """Show what the address asks for."""
        wish = self.router.url.query_parameters.get("view", self.view)
        if wish in list(ConversationFilter) and wish != self.view:
            self.view, self._cursors = wish, []
        self.thread, self.is_whole, self.problems = inbox.NO_THREAD, False, {}
        await self._show_thread()
        if self.has_thread:
            self.client_key = new_id().hex
            await self._mark_read()
        await self._show_list()
        self.is_loading = False

    @handler(Permission.CONVERSATIONS_READ)
    async def refresh(self):
        """Show what is new; what somebody is looking at counts as read."""
        await self._show_list()
        await self._show_thread()
        if self.has_thread and self.thread.row.unread:
            return rx.call_script(_IS_LOOKING, callback=InboxState.look)

    @handler(Permission.CONVERSATIONS_READ)
    async def look(self, is_looking: bool):
        """Count the open conversation as read if the page says that somebody looks at it."""
        if is_looking:
            await self._mark_read()

    @handler(Permission.CONVERSATIONS_READ)
    async def mark_read(self):
        """Count the open conversation as read."""
        await self._mark_read()

    @handler(Permission.CONVERSATIONS_READ)
    async def choose_view(self, view: str):
        """Change between the views of the list."""
        if view in list(ConversationFilter):
            self.view, self._cursors = view, []
            await self._show_list()

    @handler(Permission.CONVERSATIONS_READ)
    async def set_search(self, text: str):
        """Narrow the list down to names and numbers that contain the text."""
        self.search, self._cursors = text[:100], []
        await self._show_list()

    @handler(Permission.CONVERSATIONS_READ)
    async def next_page(self):
        """Go on to older conversations."""
        if self._next:
            self._cursors = [*self._cursors, self._next]
            await self._show_list()

    @handler(Permission.CONVERSATIONS_READ)
    async def previous_page(self):
        """Go back to newer conversations."""
        self._cursors = self._cursors[:-1]
        await self._show_list()

    @handler(Permission.CONVERSATIONS_READ)
    async def show_earlier(self):
        """Show as many messages as a page can hold."""
        self.is_whole = True
        await self._show_thread()

    @handler(Permission.CONVERSATIONS_REPLY)
    async def send(self, form: dict[str, str]):
        """Send what was typed; what cannot be sent stays where it is."""
        conversation_id = parse_id(form.get("conversation_id", ""))
        if conversation_id is None:
            return None
        async with self._form():
            key = form.get("client_key", "")
            body = form.get(REPLY_FIELD, "")
            await self._call(inbox.reply, conversation_id, body=body, client_key=key)
            self.client_key = new_id().hex
            await self._show_thread()
            await self._show_list()
            return rx.set_value(REPLY_FIELD, "")

    @handler(Permission.CONVERSATIONS_REPLY)
    async def resolve(self):
        """Put the open conversation aside."""
        await self._act(inbox.resolve)

    @handler(Permission.CONVERSATIONS_REPLY)
    async def reopen(self):
        """Bring the open conversation back."""
        await self._act(inbox.reopen)

    @handler(Permission.CONVERSATIONS_REPLY)
    async def assign_to_me(self):
        """Make the open conversation this person's own."""
        await self._act(inbox.assign_to_me)

    async def _mark_read(self) -> None:
        conversation_id = parse_id(self.thread.row.id)
        if conversation_id is not None and self.thread.row.unread:
            await self._call(inbox.mark_read, conversation_id)

    async def _act(self, service: inbox.Act) -> None:
        conversation_id = parse_id(self.thread.row.id)
        if conversation_id is not None:
            await self._call(service, conversation_id)
            await self._show_thread()
            await self._show_list()

    async def _show_list(self) -> None:
        page = await self._call(
            inbox.list_conversations,
            filter=ConversationFilter(self.view),
            search=self.search,
            cursor=self._cursors[-1] if self._cursors else None,
        )
        self.rows, self.total = page.rows, page.total_label
        self._next = page.next_cursor or ""
        self.has_next, self.has_previous = bool(self._next), bool(self._cursors)

    async def _show_thread(self) -> None:
        address = self.router.url.path.rstrip("/")
        is_named = address != "/inbox"
        conversation_id = self._id_in_address("conversation_id") if is_named else None
        self.is_missing, self.has_thread = is_named, False
        if conversation_id is None:
            return
        messages = inbox.MOST_MESSAGES if self.is_whole else inbox.FIRST_MESSAGES
        try:
            self.thread = await self._call(
                inbox.open_conversation, conversation_id, messages=messages
            )
        except NotFound:
            # Somebody else's by now: what it said must not stay behind either.
            self.thread = inbox.NO_THREAD
            return
        self.is_missing, self.has_thread = False, True
