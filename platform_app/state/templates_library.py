"""WhatsApp's library of templates: looked through, and taken over."""

import reflex as rx

from platform_app.core.errors import AppError
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.payloads import template_forms as forms
from platform_app.integrations.whatsapp.payloads.template_languages import language_name
from platform_app.services import templates
from platform_app.services.templates.views import NOTHING, LibraryRow
from platform_app.state.access import handler
from platform_app.state.base import AppState

# What the page's lists offer; the same for everybody, so it is part of the built page.
TOPIC_CHOICES = list(templates.TOPICS.items())
USECASE_CHOICES = sorted(templates.USECASES.items(), key=lambda one: one[1])
# Those that Meta keeps its library in.
_LANGUAGES = (
    "en",
    "en_US",
    "en_GB",
    "es",
    "es_ES",
    "es_MX",
    "fr",
    "de",
    "it",
    "pt_BR",
    "pt_PT",
    "id",
    "hi",
    "ar",
)
LANGUAGE_CHOICES = [(code, f"{language_name(code)} ({code})") for code in _LANGUAGES]
_NOBODY = LibraryRow("", "", "", "", "", "", "", "", NOTHING, [])


class TemplatesLibraryState(AppState):
    """The first templates of the library that fit, and the one that is looked at."""

    rows: list[LibraryRow] = []
    picked: LibraryRow = _NOBODY
    search: str = ""
    topic: str = ""
    usecase: str = ""
    language: str = "en_US"
    problem: str = ""
    is_loaded: bool = False
    is_taking: bool = False

    @handler(Permission.TEMPLATES_MANAGE)
    async def load(self):
        """Show what the library has."""
        self.rows, self.picked, self.is_loaded, self.is_taking = [], _NOBODY, False, False
        self.search, self.topic, self.usecase = "", "", ""
        await self._show()

    @handler(Permission.TEMPLATES_MANAGE)
    async def set_search(self, text: str):
        """Look for words."""
        self.search = text[:100]
        await self._show()

    @handler(Permission.TEMPLATES_MANAGE)
    async def set_topic(self, topic: str):
        """Narrow the library down to a topic."""
        self.topic = topic
        await self._show()

    @handler(Permission.TEMPLATES_MANAGE)
    async def set_usecase(self, usecase: str):
        """Narrow the library down to a use."""
        self.usecase = usecase
        await self._show()

    @handler(Permission.TEMPLATES_MANAGE)
    async def set_language(self, language: str):
        """Look at another language."""
        self.language = language
        await self._show()

    @handler(Permission.TEMPLATES_MANAGE)
    async def pick(self, row_id: str):
        """Show a template as on a phone."""
        self.picked = next((one for one in self.rows if one.id == row_id), _NOBODY)

    @handler(Permission.TEMPLATES_MANAGE)
    async def set_taking(self, is_open: bool):
        """Open or close the window that asks for a name."""
        self.is_taking, self.problems, self.notice = is_open, {}, ""

    @handler(Permission.TEMPLATES_MANAGE)
    async def change_first(self):
        """Begin a draft with the text, to be changed before it is submitted."""
        draft_id = await self._call(templates.start_from_library, None, self.picked)
        return rx.redirect(f"/templates/{draft_id}/edit")

    @handler(Permission.TEMPLATES_MANAGE)
    async def take(self, form: dict[str, str]):
        """Make a template as it stands in the library; it is approved at once."""
        row = self.picked
        choice = templates.LibraryChoice(
            channel_id=None,
            library_name=row.name,
            name=forms.tidy_name(form.get("name", "")),
            language=row.language,
            category=row.category,
            url=form.get("url", "").strip(),
            phone=form.get("phone", "").strip(),
        )
        async with self._form():
            order = await self._call(templates.prepare_from_library, row, choice)
            answer = await self._outside(templates.submit, order)
            made = await self._call(templates.note_from_library, order, row, choice, answer)
            self.is_taking = False
            return rx.redirect(f"/templates/{made}")

    async def _show(self) -> None:
        self.problem = ""
        try:
            credentials = await self._call(templates.prepare_library, None)
            self.rows = await self._outside(
                templates.browse,
                credentials,
                search=self.search,
                topic=self.topic,
                usecase=self.usecase,
                language=self.language,
            )
        except AppError as error:
            self.rows, self.problem = [], error.message
        self.picked = self.rows[0] if self.rows else _NOBODY
        self.is_loaded = True
