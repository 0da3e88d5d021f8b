"""How the simulated WhatsApp behaves: delays, accidents, and numbers with a script."""

from dataclasses import asdict, dataclass, fields
from enum import StrEnum

from platform_app.integrations.whatsapp.graph_json import JsonObject


@dataclass(slots=True)
class Behaviour:
    """Dials that tests and demonstrations turn; times in seconds, odds from 0 to 1."""

    latency_s: float = 0.06
    sent_after_s: float = 0.4
    delivered_after_s: float = 1.5
    read_after_s: float = 6.0
    read_odds: float = 0.6
    skip_delivered_odds: float = 0.02
    duplicate_odds: float = 0.02
    shuffle: bool = False
    messages_per_second: int = 0  # 0: each number's own throughput
    pair_limit: bool = True
    batch_size: int = 50
    batch_every_s: float = 0.1
    first_retry_s: float = 0.5
    last_retry_s: float = 60.0

    def change(self, changes: JsonObject) -> None:
        """Turn the named dials; raises ValueError for an unknown one or a wrong kind of value."""
        known = {one.name: one.type for one in fields(self)}
        for name, value in changes.items():
            wanted = known.get(name)
            is_right = type(value) is wanted or (wanted is float and type(value) is int)
            if not is_right:
                raise ValueError(f"{name} is not a dial or {value!r} does not fit it.")
        for name, value in changes.items():
            setattr(self, name, value)

    def as_json(self) -> JsonObject:
        """Return every dial."""
        return asdict(self)


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
    130429: "Rate limit hit",
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


def script_for(phone: str) -> Script | None:
    """Return the script of a phone number, if its last digits have one."""
    return next((one for one in SCRIPTS if phone.endswith(one.ending)), None)
