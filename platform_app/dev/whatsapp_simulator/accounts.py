"""The WhatsApp accounts that the simulator plays."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from platform_app.dev.whatsapp_simulator.catalog import demo_templates
from platform_app.integrations.whatsapp.graph_json import JsonObject


@dataclass(frozen=True, slots=True)
class SimulatedNumber:
    """A business phone number; `messages_per_second` is its throughput."""

    id: str
    display_number: str
    verified_name: str
    status: str = "CONNECTED"
    quality: str = "GREEN"
    messaging_limit: str = "TIER_10K"
    throughput: str = "STANDARD"
    messages_per_second: int = 80


@dataclass(frozen=True, slots=True)
class SimulatedAccount:
    """A WABA together with the Meta app and the token that may use it."""

    waba_id: str
    business_name: str
    app_id: str
    token: str = field(repr=False)
    app_secret: str = field(repr=False)
    numbers: tuple[SimulatedNumber, ...] = ()
    templates: tuple[JsonObject, ...] = ()
    currency: str = "EUR"
    country: str = "PT"
    business_id: str = ""  # two accounts with the same one share a portfolio

    @property
    def portfolio_id(self) -> str:
        """Return the portfolio that the account belongs to at the beginning."""
        return self.business_id or f"5{self.waba_id[1:]}"

    def number(self, number_id: str) -> SimulatedNumber | None:
        """Find one of the account's numbers."""
        return next((one for one in self.numbers if one.id == number_id), None)


# Nothing here protects anything: the simulator plays with made-up accounts.
DEMO_ACCOUNTS: dict[str, SimulatedAccount] = {
    "acme": SimulatedAccount(
        waba_id="102290129340001",
        business_name="Acme Furniture",
        app_id="670843887430001",
        token="EAADemoAcmeToken0123456789",
        app_secret="0acme0demo0app0secret00000000001",
        numbers=(
            SimulatedNumber("106540352240001", "+351 21 000 0999", "Acme Furniture"),
            SimulatedNumber(
                "106540352240002",
                "+351 21 000 0998",
                "Acme Service",
                quality="YELLOW",
            ),
        ),
        templates=demo_templates(1_180_442_290_010_000, receipts=24),
    ),
    "globex": SimulatedAccount(
        waba_id="102290129340002",
        business_name="Globex Clinics",
        app_id="670843887430002",
        token="EAADemoGlobexToken0123456789",
        app_secret="0globex0demo0app0secret000000002",
        numbers=(SimulatedNumber("106540352240011", "+49 30 5550 0999", "Globex Clinics"),),
        templates=demo_templates(1_180_442_290_020_000),
        country="DE",
    ),
    # Belongs to no demo company, so that a new one can be connected by hand.
    "initech": SimulatedAccount(
        waba_id="102290129340003",
        business_name="Initech",
        app_id="670843887430003",
        token="EAADemoInitechToken0123456789",
        app_secret="0initech0demo0app0secret00000003",
        numbers=(SimulatedNumber("106540352240021", "+1 512 555 0142", "Initech"),),
        templates=demo_templates(1_180_442_290_030_000),
        country="US",
    ),
}


def load_accounts(file: Path) -> tuple[SimulatedAccount, ...]:
    """Read accounts from a JSON list whose keys are the fields above."""
    rows = json.loads(file.read_text())
    return tuple(
        SimulatedAccount(
            **{
                **row,
                "numbers": tuple(SimulatedNumber(**number) for number in row["numbers"]),
                "templates": tuple(row.get("templates", ())),
            }
        )
        for row in rows
    )
