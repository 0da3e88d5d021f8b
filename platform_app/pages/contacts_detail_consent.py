"""The panel of one person's consent on the contact's page: what holds, how it is known, what can be taken down."""

import reflex as rx

from platform_app.components.buttons import button
from platform_app.components.dialogs import dialog
from platform_app.components.fields import (
    form,
    form_actions,
    form_problem,
    option,
    select_field,
    text_area_field,
    text_field,
)
from platform_app.components.layout import card, facts, mute, row, stack
from platform_app.components.permissions import may
from platform_app.components.statuses import badge
from platform_app.core.permissions import Permission
from platform_app.services.consent.views import EventRow
from platform_app.state.contacts_detail_consent import ContactConsentState as S

_MAY_EDIT = may(Permission.CONTACTS_EDIT)
_MARKETING = option("Marketing messages", "marketing")


def contact_consent() -> rx.Component:
    """Return the panel."""
    acts = row(
        button("Record consent …", on_click=S.set_granting(True), data_testid="record-consent"),
        button("Record opt-out …", on_click=S.set_withdrawing(True), data_testid="record-opt-out"),
        button("Proof as CSV", icon="download", on_click=S.take_proof, data_testid="proof"),
    )
    panel = stack(
        facts(("Marketing", S.person.marketing), ("Service", S.person.service)),
        rx.cond(_MAY_EDIT, acts, None),
        _ledger(),
        _granting(),
        _withdrawing(),
        _proof_form(),
    )
    return card(panel, title="Consent", test_id="contact-consent")


def _ledger() -> rx.Component:
    entries = rx.el.ol(rx.foreach(S.person.events, _entry), class_name="plain-list stack gap-2")
    return rx.cond(
        S.person.events.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]  a var
        entries,
        mute("Nothing is recorded yet."),
    )


def _entry(one: EventRow) -> rx.Component:
    text = rx.el.details(
        rx.el.summary("Text they were shown"), rx.el.bdi(one.wording), class_name="folded small"
    )
    return rx.el.li(
        row(badge("consent_kind", one.kind), badge("consent_purpose", one.purpose), one.happened),
        rx.el.div(
            one.source,
            rx.cond(one.detail, rx.fragment(" · ", rx.el.bdi(one.detail)), None),
            rx.cond(one.actor, rx.fragment(" · by ", rx.el.bdi(one.actor)), None),
            class_name="mute small",
        ),
        rx.cond(one.wording, text, None),
        custom_attrs={"data-testid": "consent-entry"},
    )


def _granting() -> rx.Component:
    standard = select_field(
        "Standard text",
        "standard",
        [option("None", ""), rx.foreach(S.wordings, lambda one: option(one.name, one.body))],
        on_change=S.pick_wording,
    )
    fields = form(
        form_problem(S.notice),
        select_field(
            "For",
            "purpose",
            [_MARKETING, option("Service messages", "service")],
            error=S.problems["purpose"],
        ),
        text_field(
            "Where and how they agreed",
            "where",
            required=True,
            max_length=200,
            placeholder="At the counter in Lisbon",
            error=S.problems["where"],
            data_testid="consent-where",
        ),
        text_field(
            "Day",
            "day",
            type="date",
            required=True,
            help_text="An earlier day counts from its beginning.",
            error=S.problems["day"],
            data_testid="consent-day",
        ),
        rx.cond(S.wordings.length() > 0, standard, None),  # pyright: ignore[reportAttributeAccessIssue]  a var
        text_area_field(
            "Text they were shown",
            "wording",
            required=True,
            max_length=2000,
            default_value=S.wording,
            key=S.wording,
            error=S.problems["wording"],
            data_testid="consent-wording",
        ),
        form_actions(button("Record", look="primary", type="submit", data_testid="grant")),
        on_submit=S.grant,
    )
    return dialog(
        "Record consent",
        "For what this person has told you. It is kept as the proof, and never changed.",
        fields,
        is_open=S.is_granting,
        on_open_change=S.set_granting,
    )


def _withdrawing() -> rx.Component:
    fields = form(
        form_problem(S.notice),
        select_field(
            "They want no more of",
            "purpose",
            [_MARKETING, option("Any messages at all", "service")],
        ),
        text_field(
            "How they asked for it",
            "reason",
            required=True,
            max_length=200,
            placeholder="On the phone",
            error=S.problems["reason"],
            data_testid="opt-out-reason",
        ),
        form_actions(button("Record", look="primary", type="submit", data_testid="withdraw")),
        on_submit=S.withdraw,
    )
    return dialog(
        "Record an opt-out",
        "It counts at once, in running campaigns too. Only they can take it back.",
        fields,
        is_open=S.is_withdrawing,
        on_open_change=S.set_withdrawing,
    )


def _proof_form() -> rx.Component:
    return rx.el.form(
        id="consent-proof",
        action="/api/consent/" + S.person.contact_id + "/proof.csv",
        method="post",
        on_submit=None,
        class_name="hidden",
    )
