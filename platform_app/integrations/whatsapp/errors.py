"""What WhatsApp's error codes mean, and what a sender does about each.

Decide by code only: titles and HTTP statuses are not part of Meta's contract.
"""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What a sender does with the message, the number, the campaign or the company."""

    RETRY = "retry"  # same recipient, growing waits
    PAIR = "pair"  # this recipient waits 4^n seconds, the others go on
    SLOW = "slow"  # halve this number's rate, try the recipient again
    PAUSE_NUMBER = "pause_number"
    PAUSE_CAMPAIGN = "pause_campaign"
    PAUSE_COMPANY = "pause_company"
    DEFER = "defer"  # not before 24 hours, once or twice
    STOP = "stop"  # final for this recipient
    BAD_NUMBER = "bad_number"  # final, and the number is marked as not reachable
    OPT_OUT = "opt_out"  # final, and the opt-out from marketing is recorded
    FIX = "fix"  # our data or code is wrong: no retry


@dataclass(frozen=True, slots=True)
class ErrorMeaning:
    """One code in plain words; `pauses_when_repeated`: three in a row pause the campaign."""

    code: int | None
    action: Action
    sentence: str
    advice: str
    pauses_when_repeated: bool = False


_TRY_AGAIN = "We try again by ourselves."
_RENEW_ACCESS = "Renew the access token in Settings, WhatsApp."
_ASK_SUPPORT = "Tell support; nothing is sent twice."
_CHECK_TEMPLATE = "Check the template and the values mapped to its variables, then resume."
_BUSINESS_MANAGER = "See the account's status in Meta Business Manager."

_Row = tuple[Action, str, str]
_ROWS: dict[tuple[int, ...], _Row] = {
    (0, 190): (
        Action.PAUSE_COMPANY,
        "WhatsApp no longer accepts the access token.",
        _RENEW_ACCESS,
    ),
    (1, 2, 131000, 131016): (
        Action.RETRY,
        "WhatsApp had a problem of its own.",
        _TRY_AGAIN,
    ),
    (3, 131005): (
        Action.PAUSE_COMPANY,
        "The Meta app may not send messages.",
        "Give the app the whatsapp_business_messaging permission.",
    ),
    (10, *range(200, 300)): (
        Action.PAUSE_COMPANY,
        "The access token has no permission for this WhatsApp account.",
        "Assign the account to the system user in Business Manager, then renew the token.",
    ),
    (4, 613, 80007): (
        Action.RETRY,
        "Too many calls to WhatsApp in a short time.",
        _TRY_AGAIN,
    ),
    (33,): (
        Action.PAUSE_NUMBER,
        "The sending number does not exist any more.",
        "Choose another number in Settings, WhatsApp.",
    ),
    (100, 131008, 131009): (
        Action.FIX,
        "WhatsApp did not understand a value of this message.",
        _CHECK_TEMPLATE,
    ),
    (368,): (
        Action.PAUSE_COMPANY,
        "WhatsApp has blocked the account for a while because of its policies.",
        _BUSINESS_MANAGER,
    ),
    (130403,): (
        Action.STOP,
        "Your business has blocked this person.",
        "Unblock the person first.",
    ),
    (130429,): (
        Action.SLOW,
        "The number was sending faster than WhatsApp allows.",
        "We slow down and try again by ourselves.",
    ),
    (130472,): (
        Action.STOP,
        "WhatsApp left this person out as part of an experiment of its own.",
        "Nothing to do: it is not charged.",
    ),
    (130497,): (
        Action.STOP,
        "Your business may not message people in this country.",
        "Leave this country out of the audience.",
    ),
    (131014, 131053): (
        Action.FIX,
        "WhatsApp could not load the picture, video or document.",
        "Use a public address with the right file type and size.",
    ),
    (131020, 131041, 131059, *range(131201, 131216)): (
        Action.FIX,
        "WhatsApp refused this message to a group.",
        "Groups can't be messaged from here.",
    ),
    (131021,): (
        Action.STOP,
        "The person's number is the sending number itself.",
        "Take this number out of the audience.",
    ),
    (131026,): (
        Action.BAD_NUMBER,
        "The message can't be delivered: this number is not on WhatsApp or has an old version.",
        "Check the number, or reach the person another way.",
    ),
    (131030,): (
        Action.FIX,
        "A test number may only write to the people on its list.",
        "Add the person to the list in Meta's app, or use a real number.",
    ),
    (131031,): (
        Action.PAUSE_COMPANY,
        "WhatsApp has locked the account.",
        _BUSINESS_MANAGER,
    ),
    (131037,): (
        Action.PAUSE_NUMBER,
        "The number's display name is not approved yet.",
        "Have the name approved in Business Manager.",
    ),
    (131042, 131044): (
        Action.PAUSE_COMPANY,
        "WhatsApp could not charge the account's payment method.",
        "Repair the payment method in Business Manager, then resume.",
    ),
    (131045, 133010): (
        Action.PAUSE_NUMBER,
        "The number is not registered for the Cloud API.",
        "Register the number in Settings, WhatsApp.",
    ),
    (131047,): (
        Action.STOP,
        "More than 24 hours have passed since the person's last message.",
        "Send a template instead.",
    ),
    (131048,): (
        Action.PAUSE_NUMBER,
        "Too many people have blocked or reported this number.",
        "Wait a day, then write to fewer people who really asked for it.",
    ),
    (131049,): (
        Action.DEFER,
        "WhatsApp held this back so that the person does not get too much marketing.",
        "Wait a day or more before you write to this person again.",
    ),
    (131050,): (
        Action.OPT_OUT,
        "The person does not want marketing from you.",
        "Nothing to do: we keep the opt-out.",
    ),
    (131051, 131055, 131061): (
        Action.FIX,
        "WhatsApp does not take this kind of message here.",
        "Use another kind of message or template.",
    ),
    (131052, 131060): (
        Action.STOP,
        "WhatsApp could not hand over this message or its file.",
        "Ask the person to send it again.",
    ),
    (131056,): (
        Action.PAIR,
        "Too many messages to the same person in a short time.",
        "We wait a little and try again by ourselves.",
    ),
    (131057,): (
        Action.RETRY,
        "WhatsApp is upgrading the number.",
        "We try again in a few minutes.",
    ),
    (131062,): (
        Action.STOP,
        "This template can only be sent to a phone number.",
        "Ask the person for the number.",
    ),
    (131063,): (
        Action.PAUSE_CAMPAIGN,
        "This account may not send marketing this way.",
        "Ask Meta about the Marketing Messages API.",
    ),
    (131064,): (
        Action.PAUSE_CAMPAIGN,
        "WhatsApp limits the account's utility templates because of wrong categories.",
        "Wait a week, and correct the templates' categories.",
    ),
    (132000,): (
        Action.PAUSE_CAMPAIGN,
        "The number of values does not match the template's variables.",
        _CHECK_TEMPLATE,
    ),
    (132001,): (
        Action.PAUSE_CAMPAIGN,
        "The template does not exist in this language or is not approved.",
        "Pull the templates again and choose an approved one.",
    ),
    (132005,): (
        Action.STOP,
        "The text is too long once this person's values are filled in.",
        "Shorten this person's values.",
    ),
    (132007,): (
        Action.PAUSE_CAMPAIGN,
        "The template breaks one of WhatsApp's content rules.",
        "Correct the template and have it approved again.",
    ),
    (132008, 132012, 132018): (
        Action.STOP,
        "One of this person's values has a form that WhatsApp refuses.",
        "Correct this person's values.",
    ),
    (132015,): (
        Action.PAUSE_CAMPAIGN,
        "WhatsApp has paused the template because of its low quality.",
        "Wait until WhatsApp releases it, or use another template.",
    ),
    (132016,): (
        Action.PAUSE_CAMPAIGN,
        "WhatsApp has switched the template off for good.",
        "Make a new template.",
    ),
    (132068, 132069): (
        Action.PAUSE_CAMPAIGN,
        "WhatsApp has blocked or slowed down the form in this message.",
        "See the flow's health in Business Manager.",
    ),
    (132021, 139000, 139001, 139002, 139003, 139004, 139200): (
        Action.FIX,
        "WhatsApp refused the set-up of this message.",
        _ASK_SUPPORT,
    ),
    (133000, 133004, 133005, 133006, 133008, 133009, 133015, 133016): (
        Action.FIX,
        "WhatsApp could not register the number.",
        "Check the PIN and try again later.",
    ),
    (134011,): (
        Action.FIX,
        "The terms for payments have not been accepted.",
        "Accept them in Business Manager.",
    ),
    (134100, 134102): (
        Action.FIX,
        "This template can't be sent as a marketing message.",
        "Choose a marketing template.",
    ),
    (134101,): (
        Action.RETRY,
        "WhatsApp is still preparing the template.",
        "We try again in ten minutes.",
    ),
    (135000,): (
        Action.STOP,
        "WhatsApp could not deliver the message and gave no reason.",
        _ASK_SUPPORT,
    ),
    (137000,): (
        Action.STOP,
        "The person's identity on WhatsApp has changed.",
        "Confirm with the person before you write again.",
    ),
    (139102, 139103): (
        Action.RETRY,
        "WhatsApp was busy with the list of blocked people.",
        _TRY_AGAIN,
    ),
    (139100, 139101): (
        Action.FIX,
        "WhatsApp did not block everybody on the list.",
        "Only people who wrote in the last 24 hours can be blocked.",
    ),
}

_PAUSES_WHEN_REPEATED = frozenset({100, 131008, 131009, 131053, 132008, 132012, 132018})


def _meanings() -> dict[int, ErrorMeaning]:
    return {
        code: ErrorMeaning(code, *row, pauses_when_repeated=code in _PAUSES_WHEN_REPEATED)
        for codes, row in _ROWS.items()
        for code in codes
    }


_MEANINGS = _meanings()


def is_known(code: int | None) -> bool:
    """Tell whether this code has a meaning of its own."""
    return code in _MEANINGS


def explain(code: int | None) -> ErrorMeaning:
    """Return what `code` means; an unknown one is final for its recipient."""
    if code is not None and code in _MEANINGS:
        return _MEANINGS[code]
    number = "" if code is None else f" (code {code})"
    return ErrorMeaning(
        code,
        Action.STOP,
        f"WhatsApp refused the message for a reason we don't know{number}.",
        "Look the code up in Meta's documentation, or ask support.",
        pauses_when_repeated=True,
    )
