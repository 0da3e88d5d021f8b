"""Numbers with a script: what WhatsApp does to messages for certain people."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from platform_app.dev.whatsapp_simulator.people import known_as
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_number, as_text

EVERYBODY = "*"


class Trick(StrEnum):
    """What a scripted number does."""

    REFUSE = "refuse"  # a Graph error in the answer
    FAIL = "fail"  # accepted, then a `failed` status
    CUT = "cut"  # accepted, then the connection is cut in the middle of the answer
    HTML = "html"  # accepted, then a 500 page that is not JSON
    HANG = "hang"  # accepted, answered after a minute
    NO_ID = "no_id"  # accepted, answered without a message id
    EARLY = "early"  # the statuses come before the answer
    USER_ID_ONLY = "user_id_only"  # webhooks carry no phone number
    HELD = "held"  # held for quality assessment, then released
    HELD_DROPPED = "held_dropped"  # held, then failed with 132015
    NEVER_DELIVERED = "never_delivered"  # nothing after `sent`


@dataclass(frozen=True, slots=True)
class Script:
    """One scripted number; `times` limits the trick to the first messages to it."""

    ending: str
    trick: Trick
    code: int = 0
    http_status: int = 400
    times: int | None = None
    details: str = ""


HANG_S = 60.0

# docs/simulator.md shows this table to people; a test keeps the two alike.
SCRIPTS: tuple[Script, ...] = (
    Script("0131026", Trick.FAIL, 131026),
    Script("0131042", Trick.FAIL, 131042),
    Script("0131048", Trick.FAIL, 131048),
    Script("0131049", Trick.FAIL, 131049),
    Script("0131050", Trick.FAIL, 131050),
    Script("0130472", Trick.FAIL, 130472),
    Script("0131053", Trick.FAIL, 131053),
    Script("0130429", Trick.REFUSE, 130429, 429, times=2),
    Script("0131056", Trick.REFUSE, 131056, 429, times=1),
    Script("0131000", Trick.REFUSE, 131000, 500, times=1),
    Script("0131021", Trick.REFUSE, 131021),
    Script("0131031", Trick.REFUSE, 131031, 403),
    Script("0132015", Trick.REFUSE, 132015),
    Script("0190190", Trick.REFUSE, 190, 401),
    Script("9990001", Trick.CUT),
    Script("9990002", Trick.HTML),
    Script("9990003", Trick.HANG),
    Script("9990004", Trick.NO_ID),
    Script("9990005", Trick.EARLY),
    Script("9990006", Trick.USER_ID_ONLY),
    Script("9990007", Trick.HELD),
    Script("9990008", Trick.HELD_DROPPED, 132015),
    Script("9990009", Trick.NEVER_DELIVERED),
)

TITLES: dict[int, str] = {
    4: "Application request limit reached",
    10: "Application does not have permission for this action",
    200: "Permissions error",
    368: "Temporarily blocked for policies violations",
    80007: "There have been too many calls to this WhatsApp Business account",
    130403: "The business has blocked this user",
    130429: "Rate limit hit",
    130497: "Business account is restricted from messaging users in this country",
    131005: "Access denied",
    131008: "Required parameter is missing",
    131009: "Parameter value is not valid",
    131016: "Service unavailable",
    131030: "Recipient phone number not in allowed list",
    131037: "Display name has not been approved",
    131051: "Unsupported message type",
    131057: "Account in maintenance mode",
    131062: "Business-scoped user ids are not supported for this message",
    131064: "Business account is limited for misclassified templates",
    132000: "Number of parameters does not match the expected number of params",
    132012: "Parameter format does not match format in the created template",
    132016: "Template is disabled",
    132018: "Template parameters are invalid",
    133004: "Server temporarily unavailable",
    133005: "Two step verification PIN mismatch",
    133008: "Too many two step verification PIN guesses",
    133009: "Two step verification PIN guessed too fast",
    133010: "Phone number not registered",
    133015: "Phone number was recently deleted",
    133016: "Account register deregister rate limit exceeded",
    135000: "Generic user error",
    136024: "Phone number is already verified",
    137000: "Recipient identity key hash mismatch",
    139100: "Some users could not be blocked",
    139101: "The block list is full",
    130472: "User's number is part of an experiment",
    131000: "Something went wrong",
    131021: "Recipient cannot be sender",
    131026: "Message undeliverable",
    131031: "Account has been locked",
    131042: "Business eligibility payment issue",
    131047: "Re-engagement message",
    131048: "Spam rate limit hit",
    131049: "This message was not delivered to maintain healthy ecosystem engagement.",
    131050: "Unable to deliver the message. This recipient has chosen to stop receiving marketing "
    "messages on WhatsApp from your business",
    131053: "Media upload error",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    132015: "Template is paused",
    190: "Error validating access token: Session has expired",
}


@dataclass(slots=True)
class ScriptBook:
    """The scripts in force: those of tests, then those of the last seven digits."""

    given: dict[str, Script] = field(default_factory=dict)
    uses: Counter[tuple[str, str]] = field(default_factory=Counter)

    def give(self, request: JsonObject) -> None:
        """Give a script to a phone, a user id, `*`, or a `call` such as `POST message_templates`.

        Raises ValueError for what is no script.
        """
        phone = as_text(request.get("phone")) or as_text(request.get("call"))
        if phone is None:
            raise ValueError("phone is missing: a number, a user id, or * for everybody.")
        phone = known_as(phone) if phone.startswith("+") else phone
        script = Script(
            ending=phone,
            trick=Trick(str(request.get("trick", Trick.REFUSE))),
            code=as_number(request.get("code")) or 0,
            http_status=as_number(request.get("http_status")) or 400,
            times=as_number(request.get("times")),
            details=as_text(request.get("details")) or "",
        )
        self.given[phone] = script
        self._forget_uses(phone)

    def withdraw(self, phone: str | None) -> None:
        """Take back the script of one phone, or every one."""
        for known in [phone] if phone else list(self.given):
            self.given.pop(known, None)
            self._forget_uses(known)

    def use(self, number_id: str, customer: str) -> Script | None:
        """Return the script for one more message to a person, if one is left."""
        script = self.peek(customer)
        is_for_all = script is not None and script.ending == EVERYBODY
        return self._left(script, (number_id, EVERYBODY if is_for_all else customer))

    def _left(self, script: Script | None, key: tuple[str, str]) -> Script | None:
        if script is None or script.times is None:
            return script
        self.uses[key] += 1
        return script if self.uses[key] <= script.times else None

    def use_call(self, call: str) -> Script | None:
        """Return the script for one more call of Graph, if one is left."""
        return self._left(self.given.get(call), (call, call))

    def peek(self, customer: str) -> Script | None:
        """Return a person's script without using it."""
        return self.given.get(customer) or self.given.get(EVERYBODY) or by_ending(customer)

    def as_json(self) -> list[JsonObject]:
        """List what was given."""
        rows = [asdict(script) for script in self.given.values()]
        return [{"phone": row.pop("ending"), **row} for row in rows]

    def _forget_uses(self, phone: str) -> None:
        for key in [key for key in self.uses if key[1] == phone]:
            del self.uses[key]


def by_ending(phone: str) -> Script | None:
    """Return the script of a phone number, if its last digits have one."""
    return next((one for one in SCRIPTS if phone.endswith(one.ending)), None)
