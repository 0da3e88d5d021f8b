"""Every error code that WhatsApp is known to give: whom it concerns, what is done, and what people read."""

from collections.abc import Iterable
from enum import StrEnum


class Scope(StrEnum):
    """How far a code reaches."""

    RECIPIENT = "recipient"
    TEMPLATE = "template"
    NUMBER = "number"
    WABA = "waba"
    PORTFOLIO = "portfolio"
    PLATFORM = "platform"  # WhatsApp itself, or our app's allowance there


class Action(StrEnum):
    """What a sender does; how far a pause reaches is the scope's matter."""

    RETRY = "retry"  # same recipient, growing waits
    PAIR = "pair"  # this recipient waits 4^n seconds, the others go on
    SLOW = "slow"  # this number slows down, the recipient is tried again
    DEFER = "defer"  # not before 24 hours, twice at the most
    PAUSE = "pause"  # everything in the scope stops; the row waits without blame
    STOP = "stop"  # final for this recipient
    BAD_NUMBER = "bad_number"  # final, and the person is marked as not reachable
    OPT_OUT = "opt_out"  # final, and the opt-out from marketing is recorded
    FIX = "fix"  # data, set-up or code is wrong: no retry


class Arrives(StrEnum):
    """Where a code is seen."""

    ANSWER = "answer"
    STATUS = "status"
    BOTH = "both"
    INBOUND = "inbound"  # in place of a customer's message
    HEALTH = "health"


Row = tuple[int | range, Scope, Action, Arrives, str, str]

_AGAIN = "We try again by ourselves."
_RENEW = "Renew the access token in Settings, WhatsApp."
_SUPPORT = "Tell support, with the code."
_TEMPLATE = "Check the template and the values mapped to its variables, then resume."
_MANAGER = "See the account's status in Meta Business Manager."
_VALUES = "Correct this person's values."
_SEND_AGAIN = "Ask the person to send it again."

_R, _T, _N, _W, _B, _P = Scope
_A, _S, _AS, _I, _H = Arrives
_RETRY, _STOP, _FIX, _PAUSE = Action.RETRY, Action.STOP, Action.FIX, Action.PAUSE

# fmt: off
_ACCESS: tuple[Row, ...] = (
    (0, _W, _PAUSE, _A, "WhatsApp cannot tell who is calling: the access token is not known any more.", _RENEW),
    (190, _W, _PAUSE, _A, "WhatsApp no longer accepts the access token.", _RENEW),
    (3, _W, _PAUSE, _A, "The Meta app lacks a capability that this needs.",
     "Give the app the whatsapp_business_messaging permission in Meta's app dashboard."),
    (10, _W, _PAUSE, _A, "The access token lacks a permission.",
     "Make a token with whatsapp_business_messaging and whatsapp_business_management."),
    (range(200, 300), _W, _PAUSE, _A, "The access token may not use this WhatsApp account.",
     "Assign the account to the system user in Business Manager, then renew the token."),
    (131005, _W, _PAUSE, _A, "WhatsApp denied the access.",
     "Check the system user's rights on the account in Business Manager."),
    (368, _B, _PAUSE, _AS, "WhatsApp has blocked the business for a while because of its policies.", _MANAGER),
    (131031, _W, _PAUSE, _AS, "WhatsApp has locked the account.", _MANAGER),
    (131042, _W, _PAUSE, _S, "WhatsApp could not charge the account's payment method.",
     "Repair the payment method in Business Manager, then resume."),
    (131044, _W, _PAUSE, _S, "WhatsApp could not charge the account's payment method for a call.",
     "Repair the payment method in Business Manager, then resume."),
    (131063, _W, _PAUSE, _A, "This account may not send marketing this way.",
     "Ask Meta about the Marketing Messages API, or send utility templates."),
    (131064, _W, _PAUSE, _AS, "WhatsApp limits the account's utility templates because some had the wrong category.",
     "Wait a week, and correct the templates' categories."),
    (134011, _W, _FIX, _A, "The terms for payments have not been accepted.", "Accept them in Business Manager."),
)
_TROUBLES: tuple[Row, ...] = (
    (1, _P, _RETRY, _A, "WhatsApp had a problem that it did not name.", _AGAIN),
    (2, _P, _RETRY, _A, "WhatsApp is down for a moment.", _AGAIN),
    (4, _P, _RETRY, _A, "The Meta app made too many calls in a short time.", _AGAIN),
    (613, _P, _RETRY, _A, "A limit on this kind of call is reached.", _AGAIN),
    (80007, _W, _RETRY, _A, "The account made too many calls in a short time.", _AGAIN),
    (131000, _P, _RETRY, _AS, "Something went wrong at WhatsApp.", _AGAIN),
    (131016, _P, _RETRY, _AS, "WhatsApp's service is overloaded or under repair.", _AGAIN),
    (131056, _R, Action.PAIR, _AS, "Too many messages to the same person in a short time.",
     "We wait a little and try again by ourselves."),
    (130429, _N, Action.SLOW, _AS, "The number was sending faster than WhatsApp allows.",
     "We slow down and try again by ourselves."),
    (131057, _N, _RETRY, _AS, "WhatsApp is upgrading the number.", "We try again in a few minutes."),
    (33, _N, _PAUSE, _A, "The sending number does not exist any more.",
     "Choose another number in Settings, WhatsApp."),
    (131037, _N, _PAUSE, _AS, "The number's display name is not approved yet.",
     "Have the name approved in WhatsApp Manager."),
    (131045, _N, _PAUSE, _AS, "The number's registration is not valid.",
     "Register the number again in Settings, WhatsApp."),
    (131048, _N, _PAUSE, _S, "Too many people have blocked or reported this number.",
     "Wait a day, then write to fewer people who really asked for it."),
)
_PEOPLE: tuple[Row, ...] = (
    (130403, _R, _STOP, _AS, "Your business has blocked this person.", "Unblock the person first."),
    (130472, _R, _STOP, _S, "WhatsApp left this person out as part of an experiment of its own.",
     "Nothing to do: it is not charged."),
    (130497, _R, _STOP, _AS, "Your business may not message people in this country.",
     "Leave this country out of the audience."),
    (131021, _R, _STOP, _A, "The person's number is the sending number itself.",
     "Take this number out of the audience."),
    (131026, _R, Action.BAD_NUMBER, _S,
     "The message can't be delivered: this number is not on WhatsApp or has an old version.",
     "Check the number, or reach the person another way."),
    (131030, _R, _FIX, _A, "A test number may only write to the people on its list.",
     "Add the person to the list in Meta's app, or use a real number."),
    (131047, _R, _STOP, _AS, "More than 24 hours have passed since the person's last message.",
     "Send a template instead."),
    (131049, _R, Action.DEFER, _S,
     "WhatsApp held this back so that the person does not get too much marketing.",
     "Wait a day or more before you write to this person again."),
    (131050, _R, Action.OPT_OUT, _S, "The person does not want marketing from you.",
     "Nothing to do: we keep the opt-out."),
    (131062, _R, _STOP, _A, "This template can only be sent to a phone number, and this person's is not known.",
     "Ask the person for the number."),
    (132005, _R, _STOP, _A, "The text is too long once this person's values are filled in.",
     "Shorten this person's values."),
    (135000, _R, _STOP, _S, "WhatsApp could not deliver the message and gave no reason.", _SUPPORT),
    (137000, _R, _STOP, _A, "The person's identity on WhatsApp has changed.",
     "Confirm with the person before you write again."),
    (131052, _R, _STOP, _I, "The person's file could not be fetched from WhatsApp.", _SEND_AGAIN),
    (131060, _R, _STOP, _I, "WhatsApp could not hand over this message.", _SEND_AGAIN),
)
_CONTENT: tuple[Row, ...] = (
    (100, _T, _FIX, _A, "WhatsApp did not understand a part of this message.", _TEMPLATE),
    (131008, _T, _FIX, _A, "Something that WhatsApp requires is missing in this message.", _TEMPLATE),
    (131009, _T, _FIX, _AS, "WhatsApp did not accept a value of this message.", _TEMPLATE),
    (131014, _T, _FIX, _S, "WhatsApp could not fetch the file from its address.",
     "Use a public address that needs no sign-in and does not redirect."),
    (131051, _T, _FIX, _AS, "WhatsApp does not take this kind of message.", "Use another kind of message."),
    (131053, _T, _FIX, _S, "WhatsApp could not use the picture, video or document.",
     "Use a file of the right type and size, and an address that names its type."),
    (131055, _T, _FIX, _A, "This template can't be sent this way: only marketing may be.",
     "Choose another template."),
    (131061, _T, _FIX, _A, "A template with a highest price can't be sent this way.",
     "Use a template without a highest price."),
    (132000, _T, _PAUSE, _A, "The number of values does not match the template's variables.", _TEMPLATE),
    (132001, _T, _PAUSE, _A, "The template does not exist in this language or is not approved.",
     "Pull the templates again and choose an approved one."),
    (132007, _T, _PAUSE, _AS, "The template breaks one of WhatsApp's content rules.",
     "Correct the template and have it approved again."),
    (132008, _T, _STOP, _AS, "One of this person's values has a format that the template does not allow.", _VALUES),
    (132012, _T, _STOP, _AS, "One of this person's values is of the wrong kind.", _VALUES),
    (132018, _T, _STOP, _AS, "One of this person's values is empty or holds line breaks or too many blanks.", _VALUES),
    (132015, _T, _PAUSE, _AS, "WhatsApp has paused the template because of its low quality.",
     "Wait until WhatsApp releases it, or use another template."),
    (132016, _T, _PAUSE, _AS, "WhatsApp has switched the template off for good.", "Make a new template."),
    (132021, _T, _FIX, _A, "WhatsApp refused the set-up of this direct message.", _SUPPORT),
    (132068, _T, _PAUSE, _AS, "WhatsApp has blocked the form in this message.",
     "See the flow's health in WhatsApp Manager."),
    (132069, _T, _PAUSE, _AS, "WhatsApp lets only a few people have the form in this message for now.",
     "See the flow's health in WhatsApp Manager, then resume."),
    (134100, _T, _FIX, _A, "Only a marketing template can be sent as a marketing message.",
     "Choose a marketing template."),
    (134101, _T, _RETRY, _A, "WhatsApp is still preparing the template.", "We try again in ten minutes."),
    (134102, _T, _FIX, _A, "This template is not available for marketing messages.", "Choose another template."),
    (139200, _T, _FIX, _A, "WhatsApp has blocked direct messages of this account.", "Use an approved template."),
    (141002, _T, _FIX, _H, "The template is not approved.", "Wait for the approval, or choose another template."),
)
_GROUPS_AND_CALLS: tuple[Row, ...] = (
    (131020, _R, _FIX, _AS, "This message to a group can't be sent.", "Groups can't be messaged from here."),
    (131041, _R, _FIX, _AS, "The group is not known.", "Groups can't be messaged from here."),
    (131059, _R, _FIX, _AS, "The group does not take this message.", "Groups can't be messaged from here."),
    (range(131201, 131216), _R, _FIX, _AS, "WhatsApp refused this for a group.",
     "Groups can't be messaged from here."),
    (range(138000, 138019), _R, _FIX, _AS, "WhatsApp refused this for a call.", "Calls can't be made from here."),
)
_REGISTRATION: tuple[Row, ...] = (
    (133000, _N, _FIX, _A, "An earlier deregistration of the number is not complete.",
     "Deregister the number once more, then register it."),
    (133004, _N, _FIX, _A, "WhatsApp's registration server is busy.", "Try again in a few minutes."),
    (133005, _N, _FIX, _A, "The PIN is wrong.", "Use the PIN of the number's two-step verification, or reset it in WhatsApp Manager."),
    (133006, _N, _FIX, _A, "The number must be verified again.", "Ask for a new code, enter it, then register."),
    (133008, _N, _FIX, _A, "Too many wrong PINs.", "Wait as long as WhatsApp says before you try again."),
    (133009, _N, _FIX, _A, "The PIN was entered too quickly after the last try.", "Wait a minute, then try again."),
    (133010, _N, _PAUSE, _A, "The number is not registered for the Cloud API.",
     "Register the number in Settings, WhatsApp."),
    (133015, _N, _FIX, _A, "The number was deleted a moment ago.", "Wait five minutes before you register it again."),
    (133016, _N, _FIX, _A, "The number was registered too often.", "Wait 72 hours before you register it again."),
    (136024, _N, _FIX, _A, "The number is already verified.", "Go on with registering it."),
    (2388012, _N, _FIX, _A, "The number exists already in an account.", "Remove it there first, or move it."),
    (2388091, _N, _FIX, _A, "WhatsApp could not hand over a code for this number.", "Try again later, or by a call."),
    (2388093, _N, _FIX, _A, "WhatsApp could not send the code.", "Check that the number takes SMS and calls."),
    (2388103, _N, _FIX, _A, "The number can't be moved.", "See the requirements for moving numbers in WhatsApp Manager."),
    (2494100, _N, _FIX, _A, "The number is under maintenance.", "Try again in a few minutes."),
    (2593107, _N, _FIX, _AS, "The 24 hours for taking over the chats of the phone app are over.",
     "Disconnect the number and connect it again to start anew."),
    (2593108, _N, _FIX, _AS, "The chats of the phone app have already been taken over.", "Nothing to do."),
    (2593109, _N, _FIX, _AS, "The business does not share its earlier chats.",
     "Switch sharing on in the phone app, when connecting."),
)
_MANAGEMENT: tuple[Row, ...] = (
    (139000, _T, _FIX, _A, "WhatsApp has blocked changes to this form.", "See the flow's health in WhatsApp Manager."),
    (139001, _T, _FIX, _A, "The form could not be changed.", "Try again, or change it in WhatsApp Manager."),
    (139002, _T, _FIX, _A, "The form could not be published.", "See its errors in WhatsApp Manager."),
    (139003, _T, _FIX, _A, "The form could not be withdrawn.", "Only published forms can be withdrawn."),
    (139004, _T, _FIX, _A, "The form could not be deleted.", "Only drafts can be deleted."),
    (139100, _R, _FIX, _A, "Some of these people could not be blocked.",
     "Only people who wrote in the last 24 hours can be blocked."),
    (139101, _R, _FIX, _A, "The list of blocked people is full.", "Unblock somebody first."),
    (139102, _R, _RETRY, _A, "Somebody else changed the list of blocked people at the same time.", "Try again in a moment."),
    (139103, _R, _RETRY, _A, "WhatsApp had a problem with the list of blocked people.", "Try again in a moment."),
    (147001, _N, _FIX, _A, "This username is taken.", "Choose another one."),
    (147002, _N, _FIX, _A, "This number can't have a username yet.", "See the requirements in WhatsApp Manager."),
    (147003, _N, _FIX, _A, "This username belongs to a Facebook or Instagram page.",
     "Link that page to the business, or choose another one."),
    (147004, _N, _FIX, _A, "This username can't be moved to this number.", "Remove it from the other number first."),
    (147005, _N, _FIX, _A, "The username could not be moved.", "Try again later."),
    (200005, _W, _FIX, _A, "The templates' figures are not switched on.", "Switch them on; this can't be undone."),
    (200006, _W, _FIX, _A, "The templates' figures can't be switched off again.", "Nothing to do."),
    (200007, _W, _FIX, _A, "The templates' figures are not available for this account.", "Try again tomorrow."),
    (1752041, _W, _FIX, _A, "The account already takes part in marketing messages.", "Nothing to do."),
    (2388019, _T, _FIX, _A, "The account has as many templates as WhatsApp allows.", "Delete some that are not used."),
    (2388024, _T, _FIX, _A, "A template of this name exists already in this language.", "Choose another name."),
    (2388039, _T, _FIX, _A, "WhatsApp does not accept the template's buttons.", "Check their kinds, number and order."),
    (2388040, _T, _FIX, _A, "A text of the template is too long.", "Shorten it."),
    (2388047, _T, _FIX, _A, "WhatsApp does not accept the template's header.", "Check its text or file."),
    (2388072, _T, _FIX, _A, "WhatsApp does not accept the template's body.", "Check its text and variables."),
    (2388073, _T, _FIX, _A, "WhatsApp does not accept the template's footer.", "Use plain text without variables."),
    (2388293, _T, _FIX, _A, "The template has too many variables for its length.", "Write more text, or use fewer variables."),
    (2388299, _T, _FIX, _A, "A variable stands at the very start or end of the template.", "Write some text around it."),
    (range(2494164, 2494180), _W, _FIX, _A, "WhatsApp did not accept the sign-up link.", "Check its texts in WhatsApp Manager."),
)
# fmt: on

ROWS: tuple[Row, ...] = (
    *_ACCESS,
    *_TROUBLES,
    *_PEOPLE,
    *_CONTENT,
    *_GROUPS_AND_CALLS,
    *_REGISTRATION,
    *_MANAGEMENT,
)


def codes_of(row: Row) -> Iterable[int]:
    """Return the codes that a row stands for."""
    return row[0] if isinstance(row[0], range) else (row[0],)
