"""/admin/operations: what is running, what stands still, and the emergency stop."""

import reflex as rx

from platform_app.components.buttons import button, link
from platform_app.components.dialogs import confirm_dialog, dialog
from platform_app.components.feedback import empty_state, page_skeleton
from platform_app.components.fields import form, form_actions, text_field
from platform_app.components.figures import count
from platform_app.components.layout import card, halves, mute, row, stack, strong, two_lines
from platform_app.components.moments import moment
from platform_app.components.queue_tables import queue_table, worker_table
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, Listing, data_table
from platform_app.components.theme import Words
from platform_app.components.ticker import every_minute
from platform_app.components.webhook_replays import (
    replay_button,
    replay_window,
    unknown_table,
)
from platform_app.pages.registry import platform_page
from platform_app.services.platform.views import (
    FailedJob,
    RunningCampaign,
    StuckRow,
    WebhookProblem,
)
from platform_app.state.admin_operations import STOP_WORD
from platform_app.state.admin_operations import AdminOperationsState as S
from platform_app.state.webhook_replays import WebhookReplaysState

_LISTING = Listing(is_loading=~S.is_loaded, on_retry=S.load)


@platform_page("/admin/operations", title="Operations", on_load=[S.load, WebhookReplaysState.load])
def admin_operations_page() -> rx.Component:
    """Return everything that moves, and what should."""
    content = stack(
        page_header(
            "Operations",
            "Over all companies, as it stands now. The page looks again every minute.",
            button(
                "Look again",
                icon="rotate-cw",
                on_click=[S.look_again, WebhookReplaysState.look_again],
                data_testid="look-again",
            ),
            replay_button(),
            _stop_all_button(),
        ),
        _running(),
        halves(_stuck(), _webhooks()),
        halves(
            card(queue_table(S.queues, _LISTING), title="Queues", is_flush=True),
            card(worker_table(S.workers, _LISTING), title="Workers", is_flush=True),
        ),
        _failed(),
        unknown_table(),
        _stop_all(),
        replay_window(),
        every_minute(S.look_again),
    )
    return rx.cond(S.is_loaded, content, page_skeleton())


def _stop_all_button() -> rx.Component:
    stop = button(
        "Stop all campaigns",
        look="danger",
        icon="octagon-x",
        on_click=S.set_stopping(is_open=True),
        data_testid="stop-all",
    )
    return rx.cond(S.running.length() > 0, stop, None)  # pyright: ignore[reportAttributeAccessIssue]  a list var


def _stop_all() -> rx.Component:
    return dialog(
        "Stop every campaign of every company?",
        "Messages that are on their way arrive; nothing else goes out. Each company sees that the platform "
        "stopped it, and can resume its campaigns by itself. To hold one back for longer, suspend it.",
        form(
            text_field(
                f"Type {STOP_WORD} to confirm",
                "typed",
                auto_complete="off",
                required=True,
                error=S.problems["typed"],
                data_testid="stop-word",
            ),
            form_actions(
                button("Back", on_click=S.set_stopping(is_open=False)),
                button("Stop all", look="danger", type="submit", data_testid="stop-all-now"),
            ),
            on_submit=S.stop_all,
        ),
        is_open=S.is_stopping,
        on_open_change=S.set_stopping,
    )


def _running() -> rx.Component:
    table = data_table(
        [
            Column("Campaign", lambda one: two_lines(strong(one.name), one.note), width="wide"),
            Column("Company", lambda one: _company(one.company_id, one.company)),
            Column("State", lambda one: badge("campaign", one.status)),
            Column("People", lambda one: count(one.people), is_numeric=True, is_on_phone=False),
            Column("Waiting", lambda one: count(one.waiting), is_numeric=True, is_on_phone=False),
            Column("Failed", lambda one: count(one.failed), is_numeric=True, is_on_phone=False),
            Column("Launched", lambda one: mute(moment(one.launched)), is_on_phone=False),
            Column("", _stop),
        ],
        S.running,
        label="Running campaigns",
        listing=_LISTING,
        empty=empty_state(
            "send", "Nothing is being sent", "Running campaigns of all companies stand here."
        ),
    )
    return card(table, title="Running campaigns", is_flush=True, test_id="running")


def _stop(one: RunningCampaign) -> rx.Component:
    return confirm_dialog(
        button("Stop", look="danger", data_testid="stop-campaign"),
        "Stop this campaign?",
        "Messages that are on their way arrive; nothing else goes out. The company sees that the platform "
        "stopped it, and can resume it.",
        confirm=("Stop the campaign", S.stop(one.company_id, one.id)),
        repeated=[
            ("Company", one.company),
            ("Campaign", one.name),
            ("Still waiting", count(one.waiting)),
        ],
        look="danger",
    )


def _stuck() -> rx.Component:
    table = data_table(
        [
            Column("What", lambda one: two_lines(strong(one.what), _since(one))),
            Column("Company", lambda one: _company(one.company_id, one.company)),
            Column("How many", lambda one: count(one.total), is_numeric=True),
        ],
        S.stuck,
        label="Stuck work",
        listing=_LISTING,
        empty=empty_state(
            "circle-check", "Nothing is stuck", "Nothing has stood still for ten minutes."
        ),
    )
    return card(table, title="Stuck for ten minutes", is_flush=True, test_id="stuck")


def _since(one: StuckRow) -> rx.Component:
    return rx.el.span("since ", moment(one.since))


def _webhooks() -> rx.Component:
    table = data_table(
        [
            Column("What", lambda one: two_lines(strong(one.what), _heard(one))),
            Column("Company", lambda one: _company(one.company_id, one.company)),
        ],
        S.webhooks,
        label="Failing webhooks",
        listing=_LISTING,
        empty=empty_state(
            "circle-check", "Every webhook answers", "Refused and silent ones stand here."
        ),
    )
    return card(table, title="Failing webhooks", is_flush=True)


def _heard(one: WebhookProblem) -> rx.Component:
    last = rx.el.span("last heard ", moment(one.last_event))
    return rx.el.span(one.account, " · ", rx.cond(one.last_event, last, "never heard"))


def _failed() -> rx.Component:
    table = data_table(
        [
            Column("Job", lambda one: two_lines(strong(one.name), one.error), width="wide"),
            Column("Queue", lambda one: one.queue, is_on_phone=False),
            Column("Failed", lambda one: mute(moment(one.ended)), is_on_phone=False),
            Column("", _job_acts),
        ],
        S.failed,
        label="Failed jobs",
        listing=_LISTING,
        empty=empty_state(
            "circle-check",
            "No job has failed",
            "Failed jobs are kept for a week, with their error.",
        ),
    )
    return card(table, title="Failed jobs", is_flush=True, test_id="failed-jobs")


def _job_acts(one: FailedJob) -> rx.Component:
    again = button("Start again", look="quiet", on_click=S.requeue(one.id), data_testid="requeue")
    delete = confirm_dialog(
        button("Delete", look="quiet"),
        "Delete this job?",
        "What it was to do is not done. What is due by itself is started again by the clock.",
        confirm=("Delete the job", S.delete_job(one.id)),
        repeated=[("Job", one.name), ("Error", one.error)],
        look="danger",
    )
    return row(again, delete, gap=1)


def _company(company_id: Words, name: Words) -> rx.Component:
    return link(name, href=f"/admin/companies/{company_id}")
