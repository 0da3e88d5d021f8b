"""What leaves the database about trials; moments are words in the company's time zone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """A template that can be sent with its own samples; `body` is what arrives."""

    id: str
    label: str
    body: str


@dataclass(frozen=True, slots=True)
class TrialStep:
    """A step of the message's life; `at` is empty until it has been reached."""

    label: str
    at: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A test message; `problem` and `advice` are filled when it has failed."""

    id: str
    phone: str
    body: str
    status: str
    steps: list[TrialStep]
    problem: str
    advice: str


NO_TRIAL = Trial("", "", "", "", [], "", "")
