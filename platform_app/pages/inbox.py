"""/inbox and /inbox/[conversation_id]: the list, the conversation, and the person on the other side."""

import reflex as rx

from platform_app.components.buttons import button, link, link_button
from platform_app.components.feedback import empty_state, skeleton
from platform_app.components.fields import search_field
from platform_app.components.layout import mute, row, stack
from platform_app.components.permissions import may
from platform_app.components.statuses import badge, plain_badge
from platform_app.components.tabs import view_tabs
from platform_app.components.tags import tag_pills
from platform_app.components.theme import Words
from platform_app.components.ticker import every_minute
from platform_app.core.permissions import Permission
from platform_app.pages.inbox_thread import composer, messages
from platform_app.pages.registry import company_page
from platform_app.services.inbox.views import CampaignLine, ConversationRow
from platform_app.state.inbox import InboxState as S

VIEWS: list[tuple[str, Words]] = [
    ("open", "Open"),
    ("mine", "Mine"),
    ("unassigned", "Unassigned"),
    ("resolved", "Resolved"),
    ("all", "All"),
]
THREAD = S.thread
PERSON = S.thread.contact
_SEARCH = rx.cond(may(Permission.CONTACTS_SEE_NUMBERS), "Search name or number", "Search name")
_TAGS = rx.Var.create(PERSON.tags)
_ATTRIBUTES = rx.Var.create(PERSON.attributes)
_CAMPAIGNS = rx.Var.create(PERSON.campaigns)


@company_page(
    "/inbox",
    title="Inbox",
    permission=Permission.CONVERSATIONS_READ,
    on_load=[S.load],
    is_filling=True,
)
def inbox_page() -> rx.Component:
    """Return the list with nothing opened yet."""
    return _inbox()


@company_page(
    "/inbox/[conversation_id]",
    title="Conversation",
    permission=Permission.CONVERSATIONS_READ,
    on_load=[S.load],
    is_filling=True,
)
def inbox_conversation_page() -> rx.Component:
    """Return the list beside one conversation."""
    return _inbox()


def _inbox() -> rx.Component:
    is_opened = S.has_thread | S.is_missing
    return rx.el.div(
        rx.el.h1("Inbox", class_name="hidden"),
        _list(),
        rx.cond(S.has_thread, _thread(), _no_thread()),
        rx.cond(S.has_thread, _panel(), None),
        every_minute(S.refresh),
        class_name=rx.cond(is_opened, "inbox opened", "inbox"),
    )


def _list() -> rx.Component:
    head = rx.el.div(
        view_tabs(VIEWS, S.view, S.choose_view, label="Which conversations"),
        search_field(_SEARCH, value=S.search, on_change=S.set_search),
        class_name="inbox-list-head",
    )
    conversations = rx.el.ul(rx.foreach(S.rows, _conversation), class_name="conversations")
    shown = rx.cond(rx.Var.create(S.rows).length() > 0, conversations, _empty_list())
    return rx.el.section(
        head,
        rx.cond(S.is_loading, _loading(), shown),
        _paging(),
        class_name="inbox-list",
        aria_label="Conversations",
    )


def _conversation(one: ConversationRow) -> rx.Component:
    is_current = one.id == THREAD.row.id
    name = rx.el.bdi(one.name, class_name=rx.cond(one.unread > 0, "clip strong", "clip"))
    unread = rx.el.span(
        one.unread,
        rx.el.span(" unread", class_name="hidden"),
        class_name="unread",
        data_testid="unread",
    )
    first = rx.el.div(name, rx.el.span(one.at, class_name="mute small end"), class_name="row gap-2")
    second = rx.el.div(
        rx.el.div(rx.el.bdi(one.preview), class_name="clip mute grow"),
        rx.cond(one.unread > 0, unread, None),
        class_name="row gap-2",
    )
    third = rx.el.div(
        rx.cond(one.is_window_closing, plain_badge(one.window, "amber"), None),
        rx.cond(one.assignee, mute(one.assignee), None),
        class_name="row gap-2",
    )
    return rx.el.li(
        link(
            first,
            second,
            third,
            href=f"/inbox/{one.id}?view={S.view}",
            class_name="conversation",
            aria_current=rx.cond(is_current, "true", "false"),
            data_testid="conversation",
        )
    )


def _window(one: ConversationRow) -> rx.Component:
    words = f"Window {one.window}"
    return rx.cond(one.is_window_closing, plain_badge(words, "amber"), plain_badge(words))


def _loading() -> rx.Component:
    return stack(*(skeleton("block") for _ in range(3)), class_name="inbox-list-head")


def _empty_list() -> rx.Component:
    nobody = empty_state("search-x", "Nobody matches", "Nobody has this name or number here.")
    nothing = empty_state(
        "inbox",
        "Nothing here",
        "Conversations appear when customers write to you, or answer a campaign.",
    )
    return rx.cond(S.search, nobody, nothing)


def _paging() -> rx.Component:
    newer = button("Newer", on_click=S.previous_page, disabled=~S.has_previous)
    older = button("Older", on_click=S.next_page, disabled=~S.has_next)
    foot = rx.el.div(mute(S.total, " in all"), newer, older, class_name="table-foot")
    return rx.cond(S.has_next | S.has_previous, foot, None)


def _no_thread() -> rx.Component:
    missing = empty_state(
        "message-circle-off",
        "This conversation does not exist",
        "It may have been merged with another one, or the address is not complete.",
        link_button("All conversations", href="/inbox", look="primary"),
    )
    none = empty_state("message-circle", "No conversation chosen", "Choose one from the list.")
    return rx.el.section(
        rx.cond(S.is_missing, missing, none), class_name="thread", aria_label="Conversation"
    )


def _thread() -> rx.Component:
    return rx.el.section(
        _thread_head(),
        messages(),
        rx.cond(may(Permission.CONVERSATIONS_REPLY), composer(), None),
        class_name="thread",
        aria_label="Conversation",
    )


def _thread_head() -> rx.Component:
    back = link(
        rx.icon("arrow-left", size=16),
        rx.el.span("All conversations", class_name="hidden"),
        href="/inbox",
        class_name="button icon quiet only-narrow",
    )
    return rx.el.header(
        back,
        rx.el.h2(rx.el.bdi(THREAD.row.name), class_name="clip", data_testid="thread-name"),
        badge("conversation", THREAD.row.status),
        rx.el.span(_window(THREAD.row), data_testid="window"),
        rx.cond(THREAD.row.assignee, mute(THREAD.row.assignee), None),
        rx.cond(may(Permission.CONVERSATIONS_REPLY), _acts(), None),
        class_name="thread-head",
    )


def _acts() -> rx.Component:
    mine = rx.cond(
        THREAD.row.is_mine,
        None,
        button("Assign to me", on_click=S.assign_to_me, data_testid="assign-to-me"),
    )
    settle = rx.cond(
        THREAD.row.status == "resolved",
        button("Reopen", on_click=S.reopen, data_testid="reopen"),
        button("Resolve", look="primary", on_click=S.resolve, data_testid="resolve"),
    )
    return rx.el.div(mine, settle, class_name="row gap-2 end")


def _panel() -> rx.Component:
    head = stack(rx.el.h2(rx.el.bdi(PERSON.name)), mute(PERSON.phone), gap=1)
    return rx.el.aside(
        head,
        _part(
            "Consent",
            stack(row(badge("consent", PERSON.consent)), mute(PERSON.consent_label), gap=1),
        ),
        rx.cond(
            _TAGS.length() > 0,
            _part("Tags", tag_pills(PERSON.tags, PERSON.colours)),
            None,
        ),
        rx.cond(_ATTRIBUTES.length() > 0, _part("Attributes", _attributes()), None),
        rx.cond(
            _CAMPAIGNS.length() > 0,
            _part("Campaigns", stack(rx.foreach(PERSON.campaigns, _campaign))),
            None,
        ),
        _part("Number", mute(THREAD.number)),
        class_name="contact-panel",
        aria_label="Contact",
        data_testid="contact-panel",
    )


def _part(title: str, content: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.h3(title, class_name="mute small"), content, class_name="stack gap-1"
    )


def _attributes() -> rx.Component:
    return rx.el.dl(
        rx.foreach(
            PERSON.attributes,
            lambda pair: rx.fragment(rx.el.dt(pair[0]), rx.el.dd(pair[1])),
        ),
        class_name="facts",
    )


def _campaign(one: CampaignLine) -> rx.Component:
    return rx.el.div(
        row(
            rx.el.bdi(one.name, class_name="clip"),
            badge("delivery", one.status),
            mute(one.at),
            class_name="wrap gap-2",
        ),
        rx.cond(one.offer, rx.el.div(rx.el.bdi(one.offer), class_name="strong small"), None),
        rx.cond(one.brief, _brief(one), None),
        class_name="stack gap-1",
        custom_attrs={"data-testid": "panel-campaign"},
    )


def _brief(one: CampaignLine) -> rx.Component:
    return rx.el.details(
        rx.el.summary("What to know about it", class_name="mute small"),
        rx.el.div(one.brief, dir="auto", class_name="pre small"),
    )
