"""/contacts/new: one person, by hand."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.fields import (
    checkbox_field,
    form,
    form_actions,
    form_problem,
    option,
    select_field,
    text_field,
)
from platform_app.components.layout import card, stack
from platform_app.components.shell import page_header
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.state.contacts_new import ContactsNewState as S
from platform_app.state.regions import REGIONS


@company_page(
    "/contacts/new", title="Add a contact", permission=Permission.CONTACTS_EDIT, on_load=[S.load]
)
def contacts_new_page() -> rx.Component:
    """Return the form for one person."""
    return stack(
        page_header(
            "Add a contact",
            "One person by hand. For many at once, import a file.",
            link_button("All contacts", href="/contacts", icon="arrow-left"),
        ),
        card(_form(), title="Who is it?"),
    )


def _form() -> rx.Component:
    regions = [option("None: the number has its code", "")]
    regions += [option(label, code) for code, label in REGIONS]
    return form(
        form_problem(S.notice),
        text_field("Name", "name", error=S.problems["name"], auto_complete="off"),
        text_field(
            "Phone",
            "phone",
            help_text="With country code, as in +351 912 345 678, or as it is dialled in the country below.",
            error=S.problems["phone"],
            type="tel",
            auto_complete="off",
            required=True,
        ),
        select_field("Country", "region", regions, default_value=S.region, key=S.region),
        checkbox_field(
            "This person has agreed to marketing on WhatsApp",
            "has_consent",
            help_text="Only if they have. It stands in the consent ledger with your name.",
        ),
        text_field(
            "Where and how they agreed",
            "consent_source",
            help_text="Such as: form at the counter, 3 November.",
            error=S.problems["consent_source"],
            auto_complete="off",
        ),
        form_actions(
            button("Add contact", type="submit", look="primary", data_testid="add-contact")
        ),
        on_submit=S.add,
    )
