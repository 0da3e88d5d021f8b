"""Writing a template: one form that saves itself, checked and shown on a phone with every change."""

from dataclasses import replace
from typing import Literal
from uuid import UUID

import reflex as rx

from platform_app.core.errors import AppError, Conflict, InvalidInput, NotFound
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.payloads import template_forms as forms
from platform_app.integrations.whatsapp.payloads.template_languages import LANGUAGES
from platform_app.integrations.whatsapp.payloads.template_rules import (
    CARDS,
    HEADER_LENGTH,
    body_length,
)
from platform_app.services import templates
from platform_app.services.templates.views import (
    NOTHING,
    ButtonForm,
    CardForm,
    Editing,
    PhoneMessage,
    TemplateForm,
)
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id

# What the page's lists offer; the same for everybody, so it is part of the built page.
LANGUAGE_CHOICES = [(code, f"{name} ({code})") for code, name in LANGUAGES.items()]
MEDIA_WORDS = templates.SAMPLE_WORDS
MOST_CARDS = CARDS[1]
LONGEST_HEADER = HEADER_LENGTH
_CARDS_AT_FIRST = 2
_LONGEST_FILE = 16 * 1024 * 1024 + 1
Text = Literal[
    "name", "language", "header_text", "body", "footer", "offer_text", "ttl", "otp_minutes", "otp_kind",
    "app_package", "app_hash", "category", "layout", "parameter_format", "header_format", "cards_format",
]  # fmt: skip
Flag = Literal["offer_expires", "otp_warns"]
Place = Literal["buttons", "card"]
Field = Literal["text", "url", "example", "phone", "flow_id"]
_NO_CARD = CardForm()


class TemplatesEditState(AppState):
    """The form of one template, and what stands against submitting it."""

    form: TemplateForm = TemplateForm()
    message: PhoneMessage = NOTHING
    missing: list[str] = []
    advice: list[str] = []
    is_loaded: bool = False
    is_known: bool = False
    is_approved: bool = False
    edit_words: str = ""
    saved: str = ""
    # Why it cannot be changed, if it cannot.
    obstacle: str = ""
    # The card of a carousel that is being written, from 1.
    card: int = 1
    is_busy: bool = False
    # Once somebody has tried to submit it, what is missing is marked as well.
    _is_checked: bool = False

    @rx.var
    def card_form(self) -> CardForm:
        """Return the card that is being written."""
        return self.form.cards[self.card - 1] if self.card <= len(self.form.cards) else _NO_CARD

    @rx.var
    def body_length(self) -> int:
        """Return how long the text may be."""
        return body_length(self.form)

    @handler(Permission.TEMPLATES_MANAGE)
    async def load(self):
        """Show the template of the address as it is being written."""
        self.form, self.message, self.obstacle = TemplateForm(), NOTHING, ""
        self.is_loaded, self.is_busy, self._is_checked, self.card = False, False, False, 1
        try:
            self._show(await self._call(templates.get_editing, self._id()))
        except (NotFound, Conflict) as error:
            self.obstacle = error.message
        self.is_loaded = True

    @handler(Permission.TEMPLATES_MANAGE)
    async def set_text(self, name: Text, value: str):
        """Change one text, or one choice."""
        if name == "name":
            value = forms.tidy_name(value)
        await self._save(self._with_defaults(replace(self.form, **{name: value})), name)

    @handler(Permission.TEMPLATES_MANAGE)
    async def set_flag(self, name: Flag, is_on: bool):
        """Tick or untick a box."""
        await self._save(replace(self.form, **{name: is_on}), name)

    @handler(Permission.TEMPLATES_MANAGE)
    async def set_sample(self, sample_id: str, value: str):
        """Give a variable another example."""
        samples = [
            replace(one, value=value) if one.id == sample_id else one for one in self.form.samples
        ]
        await self._save(replace(self.form, samples=samples), sample_id)

    @handler(Permission.TEMPLATES_MANAGE)
    async def insert_variable(self, place: Literal["header_text", "body", "card"], at: int):
        """Put the next variable where the cursor stands."""
        text = self.card_form.body if place == "card" else getattr(self.form, place)
        at = min(max(at, 0), len(text))
        longer = text[:at] + forms.next_variable(self.form, text) + text[at:]
        if place == "card":
            await self._save_card(replace(self.card_form, body=longer), "body")
        else:
            await self._save(replace(self.form, **{place: longer}), place)

    @handler(Permission.TEMPLATES_MANAGE)
    async def take_file(self, files: list[rx.UploadFile]):
        """Hand a sample file for the header to WhatsApp."""
        handed = await self._upload(self.form.header_format, files, "media")
        if handed is not None:
            handle, name = handed
            await self._save(replace(self.form, media_handle=handle, media_name=name), "media")

    @handler(Permission.TEMPLATES_MANAGE)
    async def take_card_file(self, files: list[rx.UploadFile]):
        """Hand a sample file for the card to WhatsApp."""
        handed = await self._upload(self.form.cards_format, files, f"card{self.card}.media")
        if handed is not None:
            handle, name = handed
            card = replace(self.card_form, media_handle=handle, media_name=name)
            await self._save_card(card, "media")

    @handler(Permission.TEMPLATES_MANAGE)
    async def add_button(self, place: Place, kind: str):
        """Add a button; quick replies go to the others of their kind, a card's button to every card."""
        button = ButtonForm(kind=kind)
        if place == "card":
            await self._save_cards(
                [replace(one, buttons=[*one.buttons, button]) for one in self.form.cards]
            )
            return
        buttons = list(self.form.buttons)
        last = max((n for n, one in enumerate(buttons) if one.kind == kind), default=-1)
        is_reply = kind == forms.QUICK_REPLY and last >= 0
        buttons.insert(last + 1 if is_reply else len(buttons), button)
        await self._save(replace(self.form, buttons=buttons), "buttons")

    @handler(Permission.TEMPLATES_MANAGE)
    async def remove_button(self, place: Place, index: int):
        """Take a button away, from every card if it is a card's."""
        if place == "card":
            cards = [replace(one, buttons=_without(one.buttons, index)) for one in self.form.cards]
            await self._save_cards(cards)
        else:
            buttons = _without(self.form.buttons, index)
            await self._save(replace(self.form, buttons=buttons), "buttons")

    @handler(Permission.TEMPLATES_MANAGE)
    async def raise_button(self, index: int):
        """Let a button and the one above it change places."""
        buttons = list(self.form.buttons)
        if 0 < index < len(buttons):
            buttons[index - 1], buttons[index] = buttons[index], buttons[index - 1]
            await self._save(replace(self.form, buttons=buttons), "buttons")

    @handler(Permission.TEMPLATES_MANAGE)
    async def set_button(self, place: Place, index: int, field: Field, value: str):
        """Change one field of a button."""
        if place == "card":
            buttons = _changed(self.card_form.buttons, index, field, value)
            changed = f"buttons.{index}.{field}"
            await self._save_card(replace(self.card_form, buttons=buttons), changed)
        else:
            buttons = _changed(self.form.buttons, index, field, value)
            await self._save(replace(self.form, buttons=buttons), f"buttons.{index}.{field}")

    @handler(Permission.TEMPLATES_MANAGE)
    async def pick_card(self, number: str):
        """Write another card."""
        self.card = min(int(number) if number.isdecimal() else 1, len(self.form.cards) or 1)

    @handler(Permission.TEMPLATES_MANAGE)
    async def set_card_body(self, value: str):
        """Change the text of the card."""
        await self._save_card(replace(self.card_form, body=value), "body")

    @handler(Permission.TEMPLATES_MANAGE)
    async def add_card(self):
        """Add a card with the same kinds of buttons as the others."""
        if len(self.form.cards) < MOST_CARDS:
            kinds = self.form.cards[0].buttons if self.form.cards else []
            card = CardForm(buttons=[ButtonForm(kind=one.kind) for one in kinds])
            self.card = len(self.form.cards) + 1
            await self._save_cards([*self.form.cards, card])

    @handler(Permission.TEMPLATES_MANAGE)
    async def remove_card(self):
        """Take the card away."""
        cards = [one for n, one in enumerate(self.form.cards, 1) if n != self.card]
        self.card = max(1, min(self.card, len(cards)))
        await self._save_cards(cards)

    # In the background, because WhatsApp may take longer than a tab's state may be held.
    @handler(Permission.TEMPLATES_MANAGE, background=True)
    async def submit(self):
        """Submit it to WhatsApp; refused, it stays here with WhatsApp's words at its fields."""
        template_id, submission = self._id(), None
        async with self:
            self._is_checked = True
            async with self._form():
                submission = await self._call(templates.prepare_submission, template_id)
            self.is_busy = submission is not None
        if submission is None:
            return None
        try:
            answer = await self._outside(templates.submit, submission)
            await self._call(templates.note_submitted, template_id, submission, answer)
        except AppError as error:
            await self._call(templates.note_refused, template_id, error)
            async with self:
                self._show(await self._call(templates.get_editing, template_id))
            return None
        finally:
            async with self:
                self.is_busy = False
        words = "WhatsApp has it. The page shows by itself what it says."
        return [rx.toast.success(words), rx.redirect(f"/templates/{template_id}")]

    @handler(Permission.TEMPLATES_MANAGE)
    async def discard(self):
        """Throw away what has been written."""
        is_known = self.is_known
        await self._call(templates.discard, self._id())
        return rx.redirect(f"/templates/{self._id()}" if is_known else "/templates")

    async def _upload(
        self, kind: str, files: list[rx.UploadFile], field: str
    ) -> tuple[str, str] | None:
        try:
            content = await files[0].read(_LONGEST_FILE) if files else b""
            file = templates.check_sample(kind, (files[0].name or "") if files else "", content)
            order = await self._call(templates.prepare_upload, self._id())
            return await self._outside(templates.upload, order, file), file.name
        except InvalidInput as error:
            self.problems = self.problems | {field: error.fields.get("media", error.message)}
        except AppError as error:
            self.problems = self.problems | {field: error.message}
        return None

    async def _save_card(self, card: CardForm, field: str) -> None:
        cards = [card if n == self.card else one for n, one in enumerate(self.form.cards, 1)]
        await self._save(replace(self.form, cards=cards), f"card{self.card}.{field}")

    async def _save_cards(self, cards: list[CardForm]) -> None:
        await self._save(replace(self.form, cards=cards), "cards")

    async def _save(self, form: TemplateForm, changed: str) -> None:
        self._show(await self._call(templates.save, self._id(), form, changed=changed))

    def _show(self, editing: Editing) -> None:
        self.form, self.message = editing.form, editing.message
        # Several empty fields may say the same.
        self.missing = list(dict.fromkeys(editing.missing.values()))
        self.advice = editing.advice
        self.is_known, self.is_approved = editing.is_known, editing.is_approved
        self.edit_words, self.saved = editing.edit_words, editing.saved
        said = {field: words for field, words in editing.refused.items() if field}
        marked = editing.missing if self._is_checked else {}
        self.problems = editing.wrong | marked | said
        self.notice = editing.refused.get("", "")

    def _with_defaults(self, form: TemplateForm) -> TemplateForm:
        """Give a layout that has just been chosen what it cannot do without."""
        if form.is_code:
            return replace(form, layout=forms.STANDARD)
        if form.layout == forms.OFFER and self.form.layout != forms.OFFER:
            buttons = [ButtonForm(kind=forms.COPY_CODE), ButtonForm(kind=forms.URL)]
            return replace(form, buttons=buttons, header_format=forms.NO_HEADER)
        if form.layout == forms.CAROUSEL and not form.cards:
            card = CardForm(buttons=[ButtonForm(kind=forms.QUICK_REPLY)])
            return replace(form, cards=[card] * _CARDS_AT_FIRST)
        if (
            form.header_format != self.form.header_format
            or form.cards_format != self.form.cards_format
        ):
            # Another kind of file needs another file.
            cards = [replace(one, media_handle="", media_name="") for one in form.cards]
            same = form.cards_format == self.form.cards_format
            return replace(
                form, media_handle="", media_name="", cards=form.cards if same else cards
            )
        return form

    def _id(self) -> UUID:
        # /templates/[id]/edit
        parts = self.router.url.path.split("/")
        template_id = parse_id(parts[2]) if len(parts) > 2 else None
        if template_id is None:
            raise NotFound("This template does not exist.")
        return template_id


def _without(buttons: list[ButtonForm], index: int) -> list[ButtonForm]:
    return [one for n, one in enumerate(buttons) if n != index]


def _changed(buttons: list[ButtonForm], index: int, field: str, value: str) -> list[ButtonForm]:
    return [replace(one, **{field: value}) if n == index else one for n, one in enumerate(buttons)]
