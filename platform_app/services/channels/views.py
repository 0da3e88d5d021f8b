"""What leaves the database about channels; never a token, never an app secret."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number as the settings page shows it."""

    id: str
    display_number: str
    verified_name: str
    status: str
    quality: str
    messaging_limit: str
    messages_per_second: int
    problem: str


@dataclass(frozen=True, slots=True)
class ChannelView:
    """The company's connection; the token is told apart by its last four characters."""

    id: str
    waba_id: str
    name: str
    status: str
    problem: str
    token_ending: str
    webhook_address: str
    verify_token: str
    verified: str
    first_event: str
    last_event: str
    numbers: list[NumberRow]


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """Something about an account or a number that people should know; `resolved` is empty while it is open."""

    id: str
    severity: str
    title: str
    text: str
    advice: str
    number: str
    happened: str
    resolved: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The number in the header: how it is doing, in one line."""

    number: str
    quality: str
    is_healthy: bool
