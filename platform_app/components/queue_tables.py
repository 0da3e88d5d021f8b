"""Queues and workers, as tables."""

from typing import Any

import reflex as rx

from platform_app.components.feedback import empty_state
from platform_app.components.figures import count
from platform_app.components.layout import mute, strong, two_lines
from platform_app.components.moments import moment
from platform_app.components.tables import Column, Listing, data_table
from platform_app.services.platform.views import QueueRow, WorkerRow

Rows = Any  # Any: a list var of the page's row type


def queue_table(rows: Rows, listing: Listing) -> rx.Component:
    """Return how long each queue is, and for how long its oldest job has waited."""
    return data_table(
        [
            Column("Queue", lambda one: strong(one.name)),
            Column("Waiting", lambda one: count(one.waiting), is_numeric=True),
            Column("Oldest", _oldest, is_numeric=True),
            Column("Running", lambda one: count(one.running), is_numeric=True),
            Column("Failed", lambda one: count(one.failed), is_numeric=True),
        ],
        rows,
        label="Queues",
        listing=listing,
        empty=empty_state("list", "No queue", "Redis does not answer; see Health."),
    )


def worker_table(rows: Rows, listing: Listing) -> rx.Component:
    """Return every worker with what it does now."""
    return data_table(
        [
            Column("Worker", lambda one: two_lines(strong(one.queues), one.name)),
            Column("Does", _does),
            Column("Last sign", lambda one: mute(moment(one.heartbeat)), is_on_phone=False),
        ],
        rows,
        label="Workers",
        listing=listing,
        empty=empty_state(
            "circle-alert", "No worker is alive", "Start one: python -m platform_app worker default"
        ),
    )


def _oldest(one: QueueRow) -> rx.Component:
    return rx.cond(one.waiting > 0, rx.el.span(count(one.oldest_s), " s"), mute("–"))


def _does(one: WorkerRow) -> rx.Component:
    return rx.cond(one.job, one.job, one.state.capitalize())  # pyright: ignore[reportReturnType]  words are a node
