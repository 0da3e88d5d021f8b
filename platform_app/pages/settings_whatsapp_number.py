"""/settings/whatsapp/…: one number, side by side."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.feedback import (
    Segment,
    empty_state,
    notice,
    page_skeleton,
    progress_bar,
)
from platform_app.components.fields import (
    form,
    form_actions,
    form_problem,
    option,
    select_field,
    text_field,
)
from platform_app.components.figures import count
from platform_app.components.history import history
from platform_app.components.layout import card, facts, halves, mute, row, stack, strong, two_lines
from platform_app.components.messaging_limits import limit_words
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge, plain_badge
from platform_app.components.strips import limit_strip, quality_strip, strip_ends
from platform_app.components.tables import Column, Listing, data_table
from platform_app.components.tabs import view_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.pages.settings_whatsapp_kept import links_side, profile_side, registration_side
from platform_app.services.channels.views import ChangeRow, HealthRow
from platform_app.services.trials.views import TrialStep
from platform_app.state.settings_whatsapp_number import SettingsWhatsAppNumberState as S

_TABS: list[tuple[str, str]] = [
    ("standing", "How it stands"),
    ("test", "Test message"),
    ("profile", "Profile"),
    ("links", "Links and QR codes"),
    ("registration", "Registration"),
    ("history", "History"),
]
_NEAR = 80


@company_page(
    "/settings/whatsapp/[number_id]",
    title="WhatsApp number",
    permission=Permission.WHATSAPP_MANAGE,
    on_load=[S.load],
)
def settings_whatsapp_number_page() -> rx.Component:
    """Return one number, side by side."""
    one = S.detail
    content = stack(
        page_header(
            one.row.display_number,
            _whose(),
            link_button("All numbers", href="/settings/whatsapp"),
            button("Check now", icon="refresh-cw", on_click=S.check, data_testid="check"),
            badge=badge("number", one.row.status),
        ),
        rx.cond(
            one.row.problem, notice(one.row.problem, tone="red", test_id="number-problem"), None
        ),
        rx.cond(one.is_silent, _silence(), None),
        view_tabs(list(_TABS), S.view, S.choose_view, label="Sides of the number"),
        rx.match(
            S.view,
            ("test", _test()),
            ("profile", profile_side()),
            ("links", links_side()),
            ("registration", registration_side(one.row.status, one.code_verification)),
            ("history", history("channel", one.channel.id)),
            _standing(),
        ),
    )
    return rx.cond(one.row.id, content, rx.cond(S.is_missing, _missing(), page_skeleton()))


def _whose() -> rx.Component:
    name, account = S.detail.row.verified_name, S.detail.channel.name
    return rx.el.span(name, rx.cond(name == account, "", rx.el.span(" · ", account)))


def _missing() -> rx.Component:
    return empty_state(
        "phone-off",
        "There is no such number",
        "It may no longer be connected, or the address is cut off.",
        link_button("All numbers", href="/settings/whatsapp"),
    )


def _silence() -> rx.Component:
    return notice(
        "Usually people write to this number at this time, and now nothing comes in. "
        "Look at where its messages go, below.",
        tone="amber",
    )


def _standing() -> rx.Component:
    left, right = stack(_facts(), _health()), stack(_limit(), _token())
    return stack(halves(left, right), _days(), _changes())


def _facts() -> rx.Component:
    one = S.detail
    asked = row(one.new_name, badge("display_name", one.new_name_status))
    return card(
        facts(
            ("Display name", row(one.row.verified_name, badge("display_name", one.name_status))),
            ("Name asked for", rx.cond(one.new_name, asked, mute("None"))),
            ("Quality", badge("quality", one.row.quality)),
            ("Throughput", _throughput()),
            ("Username", rx.cond(one.username, one.username, mute("None"))),
            ("Official account", rx.cond(one.is_official, "Yes", "No")),
            ("Mode", rx.cond(one.account_mode == "SANDBOX", "Test number", "Live")),
            ("Latest event", rx.cond(one.row.last_event, one.row.last_event, mute("None yet"))),
            ("Last checked", one.checked),
        ),
        title="Number",
        test_id="number-facts",
    )


def _throughput() -> rx.Component:
    rate = count(S.detail.row.messages_per_second)
    return rx.el.span(
        rate, " messages a second", rx.cond(S.detail.throughput == "HIGH", " (high)", "")
    )


def _limit() -> rx.Component:
    one = S.detail
    words = rx.el.div(
        rx.el.span(count(one.used), class_name="stat-number"),
        mute(" of ", count(one.limit), " people in the last 24 hours"),
    )
    unlimited = rx.el.div(
        rx.el.span(count(one.used), class_name="stat-number"),
        mute(" people in the last 24 hours. ", limit_words(one.row.messaging_limit)),
    )
    tone = rx.cond(one.used_percent >= _NEAR, "amber", "accent")
    bar = progress_bar(
        Segment(one.used_percent, tone),  # pyright: ignore[reportArgumentType]  one of the bar's colours
        label="Messaging limit used",
        percent=one.used_percent,
    )
    return card(
        rx.cond(one.limit > 0, stack(words, bar, mute(one.row.left)), unlimited),
        mute(
            "How many people you may write to first in a moving 24 hours. The limit belongs to the business "
            "portfolio: all its numbers share it. Answers to people who wrote do not count."
        ),
        title="Messaging limit",
        test_id="messaging-limit",
    )


def _health() -> rx.Component:
    table = data_table(
        [
            Column("Part", lambda part: two_lines(part.part, _reasons(part))),
            Column("State", lambda part: badge("can_send", part.state), width="narrow"),
        ],
        S.detail.health,
        label="Health",
        listing=Listing(is_loading=False, on_retry=S.load),
        empty=_nothing("WhatsApp has named no part yet."),
    )
    return card(
        table, title="Health, as WhatsApp sees it", aside=badge("can_send", S.detail.can_send),
        is_flush=True, test_id="health",
    )  # fmt: skip


def _reasons(part: HealthRow) -> rx.Component:
    return rx.el.div(rx.foreach(part.reasons, rx.el.div))


def _token() -> rx.Component:
    one = S.detail.channel
    override = row(plain_badge("Elsewhere", "amber"), S.detail.override_address)
    messages = rx.match(
        one.subscription,
        ("ours", plain_badge("Come here", "green")),
        ("elsewhere", plain_badge("Go elsewhere", "amber")),
        ("missing", plain_badge("Not subscribed", "red")),
        mute("Not checked yet"),
    )
    return card(
        facts(
            ("Account", one.name),
            (
                "Access token",
                rx.cond(
                    one.token_problem, plain_badge("Refused", "red"), plain_badge("Valid", "green")
                ),
            ),
            ("Ends", rx.cond(one.token_expires, one.token_expires, "Never")),
            (
                "Permissions",
                rx.cond(
                    one.missing_scopes,
                    rx.el.span("May not ", one.missing_scopes),
                    "All that are needed",
                ),
            ),
            ("Messages of this number", rx.cond(S.detail.override_address, override, messages)),
            (
                "Campaigns",
                rx.cond(S.detail.campaigns_pause, S.detail.campaigns_pause, "May go out"),
            ),
        ),
        title="Access",
        test_id="access",
    )


def _days() -> rx.Component:
    first, last = S.detail.days[0].day, "today"
    return card(
        halves(
            stack(
                strong("Quality"),
                quality_strip(S.detail.days, label="Quality over the last 30 days"),
                strip_ends(first, last),
            ),
            stack(
                strong("Messaging limit, in people a day"),
                limit_strip(S.detail.days, label="Messaging limit over the last 30 days"),
                strip_ends(first, last),
            ),
        ),
        title="The last 30 days",
        test_id="days",
    )


def _changes() -> rx.Component:
    def words(one: ChangeRow) -> rx.Component:
        return two_lines(one.words, one.happened)

    table = data_table(
        [Column("Change", words)],
        S.detail.changes,
        label="Changes",
        listing=Listing(is_loading=False, on_retry=S.load),
        empty=_nothing("Nothing has changed since this number was connected."),
    )
    return card(table, title="Changes", is_flush=True)


def _nothing(words: str) -> rx.Component:
    return rx.el.p(words, class_name="nothing mute small")


def _test() -> rx.Component:
    return halves(_test_form(), rx.cond(S.trial.id, _life(), _before_the_test()))


def _test_form() -> rx.Component:
    choices = rx.foreach(S.choices, lambda one: option(one.label, one.id))
    sending = form(
        form_problem(S.notice),
        select_field(
            "Template",
            "template",
            [option("Choose one", ""), choices],
            help_text="Approved ones that can be sent with their own samples.",
            error=S.problems["template"],
            data_testid="trial-template",
        ),
        text_field(
            "Phone",
            "phone",
            type="tel",
            help_text="One that you have at hand, with its country code.",
            error=S.problems["phone"],
            data_testid="trial-phone",
        ),
        form_actions(button("Send", look="primary", type="submit", data_testid="send-trial")),
        on_submit=S.send_trial,
    )
    none = empty_state(
        "layout-template",
        "No template can be sent as it is",
        "Pull your templates first, or write one whose variables all have samples.",
        link_button("Open templates", href="/templates"),
    )
    return card(
        mute(
            "It goes out as a campaign's messages do, and WhatsApp charges for it as for any other."
        ),
        rx.cond(rx.Var.create(S.choices).length() > 0, sending, none),
        title="Send a test message",
    )


def _before_the_test() -> rx.Component:
    return card(
        empty_state(
            "radio", "What becomes of it shows here", "Each step, as soon as WhatsApp reports it."
        )
    )


def _life() -> rx.Component:
    one = S.trial
    return card(
        mute("To ", one.phone),
        rx.el.p(one.body, dir="auto"),
        rx.el.ol(rx.foreach(one.steps, _step), class_name="life"),
        rx.cond(one.problem, notice(strong(one.problem), rx.el.div(one.advice), tone="red"), None),
        title="What became of it",
        aside=badge("delivery", one.status),
        test_id="trial",
    )


def _step(step: TrialStep) -> rx.Component:
    icon = rx.match(
        step.label,
        ("Failed", rx.icon("circle-x", size=16)),
        rx.cond(step.at, rx.icon("circle-check", size=16), rx.icon("circle-dashed", size=16)),
    )
    state = rx.cond(step.label == "Failed", "failed", rx.cond(step.at, "done", "todo"))
    return rx.el.li(icon, rx.el.span(step.label), mute(step.at), class_name=state)
