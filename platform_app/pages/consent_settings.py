"""The views of /consent that set something: words and answers, standard texts, the limit for one person."""

import reflex as rx

from platform_app.components.buttons import button, icon_button
from platform_app.components.feedback import empty_state
from platform_app.components.fields import form, form_actions, text_area_field, text_field
from platform_app.components.layout import card, halves, mute, paragraph, row, stack, strong
from platform_app.components.permissions import may
from platform_app.components.theme import Row, Words
from platform_app.core.permissions import Permission
from platform_app.state.consent import LANGUAGES
from platform_app.state.consent import ConsentState as S

_MAY_CHANGE = may(Permission.CONSENT_MANAGE)
_OF = S.settings


def words() -> rx.Component:
    """Return what people may write to stop and to start, and what they are told."""
    own = form(
        halves(
            stack(
                _area(
                    "Words of your own to stop", "stop_words", _OF.stop_words, "One on each line."
                ),
                _area(
                    "Answer to people who stop",
                    "stop_reply",
                    _OF.stop_reply,
                    "Said once. Left empty, the words shown are used.",
                    placeholder=_OF.usual_stop_reply,
                ),
            ),
            stack(
                _area(
                    "Words of your own to start",
                    "start_words",
                    _OF.start_words,
                    "One on each line. They opt in new people too, so make them known with what they mean.",
                ),
                _area(
                    "Answer to people who start again",
                    "start_reply",
                    _OF.start_reply,
                    "Said once. Left empty, the words shown are used.",
                    placeholder=_OF.usual_start_reply,
                ),
            ),
        ),
        _save("save-keywords"),
        on_submit=S.save_keywords,
        test_id="keywords",
    )
    return stack(card(own, title="Your words"), card(_built_in(), title="Words that count always"))


def texts() -> rx.Component:
    """Return the standard texts under which people agree."""
    known = rx.el.ul(rx.foreach(S.wordings, _wording), class_name="plain-list stack gap-3")
    nothing = empty_state(
        "scroll-text",
        "No texts yet",
        "Keep the text here that people see when they agree, so that acts by hand and imports can show it.",
    )
    fresh = form(
        text_field(
            "Name",
            "name",
            required=True,
            max_length=100,
            placeholder="Web form, 2026",
            error=S.problems["name"],
            data_testid="wording-name",
        ),
        text_area_field(
            "Text that people see",
            "body",
            required=True,
            max_length=2000,
            error=S.problems["body"],
            data_testid="wording-body",
        ),
        form_actions(button("Add text", type="submit", data_testid="add-wording")),
        on_submit=S.add_wording,
    )
    return halves(
        card(rx.cond(S.wordings.length() > 0, known, nothing), title="Standard texts"),  # pyright: ignore[reportAttributeAccessIssue]  a var
        rx.cond(_MAY_CHANGE, card(fresh, title="Another text"), None),
    )


def limit() -> rx.Component:
    """Return how much marketing one person gets at most."""
    numbers = form(
        paragraph(
            "Nobody gets more marketing than this, from all campaigns and the inbox together. "
            "Who has had enough is skipped, and the campaign says so."
        ),
        _number("In 24 hours", "day", _OF.cap_day),
        _number("In 7 days", "week", _OF.cap_week),
        _save("save-cap"),
        on_submit=S.save_cap,
        test_id="cap",
    )
    return card(numbers, title="Marketing messages to one person")


def _built_in() -> rx.Component:
    shown = [
        rx.el.li(
            strong(one.name),
            rx.el.div(mute("Stop: "), rx.el.bdi(one.stop), class_name="small"),
            rx.el.div(mute("Start: "), rx.el.bdi(one.start), class_name="small"),
        )
        for one in LANGUAGES
    ]
    return stack(
        paragraph(
            "Case and accents don't matter, and words such as “please” may stand beside them. "
            "To stop also counts in a short sentence; to start only takes an opt-out back."
        ),
        rx.el.details(
            rx.el.summary(f"{len(shown)} languages"),
            rx.el.ul(*shown, class_name="plain-list stack gap-3"),
            class_name="folded",
        ),
    )


def _wording(one: Row) -> rx.Component:
    remove = icon_button("trash-2", "Remove this text", on_click=S.remove_wording(one.id))
    return rx.el.li(
        row(strong(rx.el.bdi(one.name)), rx.cond(_MAY_CHANGE, remove, None), class_name="between"),
        paragraph(rx.el.bdi(one.body)),
    )


def _area(
    label: str, name: str, value: Words, help_text: str, *, placeholder: Words = ""
) -> rx.Component:
    return text_area_field(
        label,
        name,
        default_value=value,
        placeholder=placeholder,
        max_length=1000,
        help_text=help_text,
        error=S.problems[name],
        read_only=~_MAY_CHANGE,
        data_testid=name.replace("_", "-"),
    )


def _number(label: str, name: str, value: Words) -> rx.Component:
    return text_field(
        label,
        name,
        default_value=value,
        input_mode="numeric",
        placeholder="No limit",
        help_text="Left empty, there is no limit.",
        error=S.problems[name],
        read_only=~_MAY_CHANGE,
        data_testid=f"cap-{name}",
    )


def _save(test_id: str) -> rx.Component:
    return rx.cond(
        _MAY_CHANGE,
        form_actions(button("Save", look="primary", type="submit", data_testid=test_id)),
        None,
    )
