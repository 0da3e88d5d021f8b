"""Every law of the house holds, and every law can be broken."""

from collections.abc import Callable, Iterable, Iterator

import pytest

from tests.architecture import rules
from tests.architecture.modules import Module, everything, product

Rule = Callable[[Iterable[Module]], Iterator[str]]

DOOR = Module(
    "platform_app/services/campaigns/__init__.py",
    "from platform_app.services.campaigns.drafts import pause\n",
)

# One offence per law: the path where it stands, and the code.
OFFENCES: list[tuple[Rule, str, str]] = [
    (
        rules.context_comes_first,
        "platform_app/services/campaigns/drafts.py",
        "def pause(campaign_id: UUID, ctx: CompanyContext) -> None: ...\n",
    ),
    (
        rules.context_comes_first,
        "platform_app/services/campaigns/drafts.py",
        "def pause(db: Session, campaign_id: UUID) -> None: ...\n",
    ),
    (rules.only_core_commits, "platform_app/services/campaigns/drafts.py", "ctx.db.commit()\n"),
    (rules.only_core_connects, "platform_app/jobs/campaigns.py", "Session(engine)\n"),
    (
        rules.only_edges_open_transactions,
        "platform_app/services/campaigns/drafts.py",
        "from platform_app.core.db import company_transaction\n",
    ),
    (
        rules.sql_is_never_put_together,
        "platform_app/core/db.py",
        "text(f'select * from {table}')\n",
    ),
    (
        rules.sql_is_never_put_together,
        "platform_app/core/db.py",
        "cursor.execute('select * from company where id = %s' % name)\n",
    ),
    (
        rules.state_methods_are_declared,
        "platform_app/state/campaigns.py",
        "class CampaignsState(AppState):\n    async def pause(self): ...\n",
    ),
    (rules.modules_stay_short, "platform_app/core/db.py", "x = 1\n" * 401),
    (
        rules.enqueued_jobs_exist,
        "platform_app/services/campaigns/drafts.py",
        "ctx.enqueue('campaigns.send_them_all')\n",
    ),
    (
        rules.services_are_entered_by_the_door,
        "platform_app/services/inbox/replies.py",
        "from platform_app.services.campaigns.drafts import create\n",
    ),
    (rules.pages_hold_no_raw_markup, "platform_app/pages/inbox.py", "rx.html(message.text)\n"),
    (
        rules.pages_hold_no_raw_markup,
        "platform_app/state/inbox.py",
        "rx.call_script(f'open({url})')\n",
    ),
    (
        rules.only_settings_read_the_environment,
        "platform_app/services/mail/delivery.py",
        "os.environ['SMTP_URL']\n",
    ),
    (rules.suppressions_give_a_reason, "platform_app/core/db.py", "x = 1  # noqa: E741\n"),
]
LAWS = list(dict.fromkeys(rule for rule, _, _ in OFFENCES))
FOR_TESTS_TOO = (rules.modules_stay_short, rules.suppressions_give_a_reason)


@pytest.fixture(scope="module")
def house() -> list[Module]:
    return product()


@pytest.mark.parametrize("rule", LAWS, ids=lambda rule: rule.__name__)
def test_law_holds(rule: Rule, house: list[Module]) -> None:
    modules = everything() if rule in FOR_TESTS_TOO else house
    broken = list(rule(modules))
    assert not broken, "\n".join([rule.__doc__ or "", *broken])


@pytest.mark.parametrize(("rule", "path", "code"), OFFENCES)
def test_law_can_be_broken(rule: Rule, path: str, code: str) -> None:
    assert list(rule([DOOR, Module(path, code)])) != []


def test_constants_may_be_joined_to_sql() -> None:
    code = "A = text(_PAUSE + ' and id = :id')\nB = text(f'{_CLAIM} returning id')\n"
    assert not list(rules.sql_is_never_put_together([Module("platform_app/core/db.py", code)]))


def test_every_law_is_listed() -> None:
    public = {name for name in vars(rules) if not name.startswith("_")}
    laws = {
        name for name in public if getattr(vars(rules)[name], "__module__", "") == rules.__name__
    }
    assert {rule.__name__ for rule in LAWS} == laws
