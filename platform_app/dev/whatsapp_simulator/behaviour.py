"""How the simulated WhatsApp behaves: delays and accidents."""

from dataclasses import asdict, dataclass, fields

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
    give_up_after_s: float = 7 * 24 * 3600.0
    signature: str = "right"  # or "wrong", "missing"
    review: str = "approve"  # of new templates; or "reject", "wait"
    review_after_s: float = 4.0
    rejected_reason: str = "INVALID_FORMAT"
    media_url_valid_s: float = 300.0
    sha256_format: str = "hex"  # or "base64"
    free_service_messages: int = 1_000  # of a number in a month
    limit_code: int = 131048  # a `failed` status when the portfolio's limit is used up

    def change(self, changes: JsonObject) -> None:
        """Turn the named dials; raises ValueError for an unknown one or a wrong kind of value."""
        known = {one.name: one.type for one in fields(self)}
        for name, value in changes.items():
            wanted = known.get(name)
            is_right = type(value) is wanted or (wanted is float and type(value) is int)
            if not is_right or value not in _CHOICES.get(name, (value,)):
                raise ValueError(f"{name} is not a dial or {value!r} does not fit it.")
        for name, value in changes.items():
            setattr(self, name, value)

    def as_json(self) -> JsonObject:
        """Return every dial."""
        return asdict(self)


_CHOICES = {
    "signature": ("right", "wrong", "missing"),
    "review": ("approve", "reject", "wait"),
    "sha256_format": ("hex", "base64"),
}
