"""/settings/company: who the company is, and the addresses that lead to it."""

from zoneinfo import available_timezones

import reflex as rx

from platform_app.components.buttons import button
from platform_app.components.dialogs import confirm_dialog, dialog
from platform_app.components.feedback import notice, page_skeleton
from platform_app.components.fields import (
    copy_field,
    form,
    form_actions,
    form_problem,
    option,
    select_field,
    text_field,
)
from platform_app.components.history import history
from platform_app.components.layout import card, facts, halves, mute, row, stack, strong
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tabs import settings_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.companies.views import INDUSTRIES, LANGUAGES, SIZES, DomainRow
from platform_app.state.regions import REGIONS
from platform_app.state.settings_company import SettingsCompanyState as S

COMPANY = S.company
_ADDRESS = S.address_start + COMPANY.subdomain + S.address_end
_ZONES = [
    "UTC",
    *sorted(zone for zone in available_timezones() if "/" in zone and zone[:3] != "Etc"),
]


@company_page(
    "/settings/company",
    title="Company settings",
    permission=Permission.COMPANY_MANAGE,
    on_load=[S.load],
)
def settings_company_page() -> rx.Component:
    """Return the company's settings."""
    content = stack(
        page_header("Company", "Who you are, and how people find you."),
        settings_tabs("/settings/company"),
        form_problem(S.notice),
        halves(_profile(), stack(_subdomain(), _domains())),
        history("company", COMPANY.id, title="History"),
        _moving(),
    )
    return rx.cond(S.is_loaded, content, page_skeleton())


def _profile() -> rx.Component:
    fields = form(
        text_field(
            "Name",
            "name",
            default_value=COMPANY.name,
            required=True,
            max_length=100,
            help_text="Your team and your mails show it.",
            error=S.problems["name"],
            data_testid="company-name",
        ),
        text_field(
            "Website",
            "website",
            default_value=COMPANY.website,
            max_length=200,
            error=S.problems["website"],
            data_testid="website",
        ),
        _choice("Industry", "industry", INDUSTRIES, COMPANY.industry),
        _choice("Size", "size", SIZES, COMPANY.size),
        _choice(
            "Time zone",
            "time_zone",
            {zone: zone.replace("_", " ") for zone in _ZONES},
            COMPANY.time_zone,
            help_text="Times are shown in it.",
        ),
        _choice(
            "Language",
            "language",
            LANGUAGES,
            COMPANY.language,
            help_text="The one that most of your customers write in.",
        ),
        _choice(
            "Country of phone numbers",
            "default_region",
            {"": "As the time zone says", **dict(REGIONS)},
            COMPANY.default_region,
            help_text="Where numbers without a country code are read: in imports, and when you add people by hand.",
        ),
        form_actions(
            button("Save profile", look="primary", type="submit", data_testid="save-profile")
        ),
        on_submit=S.save_profile,
        test_id="profile",
    )
    return card(fields, title="Profile")


def _choice(
    label: str, name: str, known: dict[str, str], value: rx.Var[str] | str, *, help_text: str = ""
) -> rx.Component:
    return select_field(
        label,
        name,
        [option(words, key) for key, words in known.items()],
        default_value=value,
        help_text=help_text,
        error=S.problems[name],
        data_testid=name,
    )


def _subdomain() -> rx.Component:
    return card(
        row(
            strong(_ADDRESS),
            button("Change …", on_click=S.set_moving(is_open=True), data_testid="move"),
            class_name="wrap between gap-4",
        ),
        title="Address",
    )


def _moving() -> rx.Component:
    example = rx.cond(S.wanted, S.wanted, "SUBDOMAIN")
    fields = form(
        form_problem(S.notice),
        facts(("Now", _ADDRESS)),
        text_field(
            "New subdomain",
            "subdomain",
            required=True,
            max_length=40,
            on_change=S.set_wanted.debounce(200),
            auto_complete="off",
            help_text=f"Everybody will sign in at {S.address_start}{example}{S.address_end}",
            error=S.problems["subdomain"],
            data_testid="new-subdomain",
        ),
        form_actions(
            button("Back", on_click=S.set_moving(is_open=False)),
            button("Move", look="danger", type="submit", data_testid="move-now"),
        ),
        on_submit=S.move,
    )
    return dialog(
        "Move to another subdomain?",
        "Everybody signs in anew, at the new address, and is told by mail. The old one leads there for 90 days.",
        fields,
        is_open=S.is_moving,
        on_open_change=S.set_moving,
    )


def _domains() -> rx.Component:
    add = form(
        text_field(
            "Domain of your own",
            "domain",
            auto_complete="off",
            placeholder="chat.example.org",
            help_text="Point it to this platform, and prove with a TXT record that it is yours.",
            error=S.problems["domain"],
            data_testid="domain",
        ),
        form_actions(button("Add domain", type="submit", data_testid="add-domain")),
        on_submit=S.add_domain,
    )
    return card(rx.foreach(S.domains, _domain), add, title="Own domains", test_id="domains")


def _domain(one: DomainRow) -> rx.Component:
    head = row(strong(one.domain), badge("domain", one.status), mute(_checked(one)))
    proof = stack(
        mute("Set this TXT record at your DNS provider:"),
        copy_field("Name", "record-name-" + one.id, one.record),
        copy_field("Value", "record-value-" + one.id, one.value),
    )
    remove = confirm_dialog(
        button("Remove", data_testid="remove-domain"),
        "Remove this domain?",
        "Its address stops working at once.",
        confirm=("Remove", S.remove_domain(one.id)),
        repeated=[("Domain", one.domain)],
        look="danger",
    )
    check = button("Check now", on_click=S.check_domain(one.id), data_testid="check-domain")
    return stack(
        head,
        rx.cond(one.problem, notice(one.problem, tone="amber"), None),
        rx.cond((one.status == "waiting") | (one.problem != ""), proof, None),
        row(check, remove),
    )


def _checked(one: DomainRow) -> rx.Var[str]:
    return rx.cond(one.checked, f"Checked {one.checked}", "Not checked yet")
