"""What the simulator's page for people says is what the simulator does."""

from pathlib import Path

from platform_app.dev.whatsapp_simulator.accounts import DEMO_ACCOUNTS
from platform_app.dev.whatsapp_simulator.behaviour import Behaviour
from platform_app.dev.whatsapp_simulator.scripts import SCRIPTS

TEXT = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text()


def test_every_scripted_number_is_in_the_table():
    rows = [line for line in TEXT.splitlines() if line.startswith("| `…")]
    assert len(rows) == len(SCRIPTS)
    for script, row in zip(SCRIPTS, rows, strict=True):
        assert f"`…{script.ending}`" in row
        assert str(script.code or "") in row


def test_every_dial_is_named():
    for dial in Behaviour().as_json():
        assert f"`{dial}`" in TEXT


def test_every_demo_account_is_named():
    for account in DEMO_ACCOUNTS.values():
        for value in (account.business_name, account.token, account.waba_id, account.app_secret):
            assert value in TEXT
