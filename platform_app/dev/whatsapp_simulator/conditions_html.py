"""The page of conditions: how everything stands, and a form for each thing that can be changed."""

import json
from html import escape

from platform_app.dev.whatsapp_simulator.accounts import SimulatedAccount, SimulatedNumber
from platform_app.dev.whatsapp_simulator.conditions import LIMITS
from platform_app.dev.whatsapp_simulator.scripts import Trick
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Conditions · WhatsApp simulator</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="static/phone.css">
<link rel="stylesheet" href="static/conditions.css">
<script src="static/conditions.js" defer></script>
</head>
<body>
<main>
<header>
<h1>Conditions</h1>
<p>How WhatsApp treats a company. What WhatsApp would tell of a change is told.
<a href="./">Back to the phone</a></p>
</header>
<p role="status" aria-live="polite" class="said" data-role="said" data-testid="said"></p>
<form method="get" class="choose account">
<label for="account">Account</label>
<select id="account" name="account" data-testid="account">{accounts}</select>
<noscript><button>Show</button></noscript>
</form>
{sections}
</main>
</body>
</html>
"""
_QUALITIES = ("GREEN", "YELLOW", "RED", "UNKNOWN")
_STATUSES = ("CONNECTED", "FLAGGED", "RESTRICTED", "RATE_LIMITED", "BANNED", "DISCONNECTED")
_NAMES = ("APPROVED", "PENDING_REVIEW", "DECLINED", "EXPIRED")
_RESTRICTIONS = (
    "RESTRICTED_BIZ_INITIATED_MESSAGING",
    "RESTRICTED_CUSTOMER_INITIATED_MESSAGING",
    "RESTRICTED_UTILITY_TEMPLATES",
    "RESTRICTED_ADD_PHONE_NUMBER_ACTION",
)
_TEMPLATE_ACTS = (
    ("Approve", {"status": "APPROVED"}),
    ("Reject", {"status": "REJECTED", "reason": "INVALID_FORMAT"}),
    ("Pause", {"status": "PAUSED", "title": "FIRST_PAUSE"}),
    ("Disable", {"status": "DISABLED", "title": "DISABLED"}),
)
_DIALS = {
    "latency_s": "Seconds until an answer",
    "sent_after_s": "Seconds until sent",
    "delivered_after_s": "Seconds until delivered",
    "read_after_s": "Seconds until read",
    "read_odds": "Odds of being read (0 to 1)",
    "duplicate_odds": "Odds of a doubled status (0 to 1)",
    "messages_per_second": "Messages a second (0: the number's own)",
    "review_after_s": "Seconds until a template is reviewed",
    "limit_code": "Code when the limit is used up",
}


def page(world: World, account: SimulatedAccount) -> str:
    """Return the page of one account, its numbers and templates, and what holds for everybody."""
    options = "".join(
        _option(one.waba_id, one.business_name, account.waba_id) for one in world.memory.accounts
    )
    sections = [
        _account(world, account),
        *(_number(world, account, one) for one in account.numbers),
        _templates(world, account),
        _people(world),
        _events(account),
        _dials(world),
    ]
    return _PAGE.format(accounts=options, sections="".join(sections))


def _account(world: World, account: SimulatedAccount) -> str:
    conditions = world.memory.conditions.accounts[account.waba_id]
    portfolio = world.memory.conditions.portfolio(account.waba_id)
    path = f"api/accounts/{account.waba_id}"
    facts = {
        "Review": conditions.review,
        "Payment": "Valid" if conditions.has_payment else "Missing",
        "State": conditions.ban_state or "Active",
        "Restrictions": ", ".join(str(one["restriction_type"]) for one in conditions.restrictions)
        or "None",
        "Token": "Valid" if conditions.has_living_token() else "Expired",
        "Reached in 24 hours": f"{len(portfolio.openings)} of {portfolio.limit}",
    }
    restrictions = _select("Restriction", "restriction_type", _RESTRICTIONS, "", account.waba_id)
    forms = [
        _buttons(
            path, ("Payment missing", {"payment": False}), ("Payment valid", {"payment": True})
        ),
        _buttons(
            path,
            ("Expire the token", {"token": {"is_valid": False}}),
            ("Renew the token", {"token": {"is_valid": True, "expires_at": 0}}),
        ),
        _form(path, restrictions, "Restrict", wrap="restrictions"),
        _buttons(
            path,
            ("Lift restrictions", {"restrictions": []}),
            ("Warn of a violation", {"violation": "SPAM"}),
            ("Disable", {"ban_state": "DISABLE"}),
            ("Reinstate", {"ban_state": "REINSTATE"}),
        ),
    ]
    return _section(f"Account {account.business_name}", facts, "".join(forms))


def _number(world: World, account: SimulatedAccount, number: SimulatedNumber) -> str:
    conditions = world.memory.conditions.numbers[number.id]
    limit = world.memory.conditions.portfolio(account.waba_id).limit
    path = f"api/numbers/{number.id}"
    facts = {"Name": conditions.verified_name, "Id": number.id, "Mode": conditions.account_mode}
    if conditions.new_name:
        facts["Name asked for"] = f"{conditions.new_name} ({conditions.new_name_status})"
    selects = (
        ("Quality", "quality", _QUALITIES, conditions.quality),
        ("Status", "status", _STATUSES, conditions.status),
        ("Limit of the portfolio", "limit", tuple(LIMITS), limit),
        ("Throughput", "throughput", ("STANDARD", "HIGH"), conditions.throughput),
        ("Display name", "name_status", _NAMES, conditions.name_status),
    )
    forms = "".join(
        _form(path, _select(label, name, choices, value, number.id), "Set")
        for label, name, choices, value in selects
    )
    return _section(f"Number {number.display_number}", facts, f'<div class="grid">{forms}</div>')


def _templates(world: World, account: SimulatedAccount) -> str:
    rows = "".join(_template(one) for one in world.memory.templates.of_waba(account.waba_id))
    return (
        '<section aria-label="Templates"><h2>Templates</h2>'
        f'<ul class="templates" data-testid="templates">{rows}</ul></section>'
    )


def _template(template: JsonObject) -> str:
    path = f"api/templates/{template['id']}"
    score = as_object(template.get("quality_score")).get("score", "UNKNOWN")
    facts = f"{template['language']} · {template['category']} · {template['status']} · {score}"
    other = "UTILITY" if template["category"] == "MARKETING" else "MARKETING"
    acts = _buttons(
        path,
        *_TEMPLATE_ACTS,
        ("Quality red", {"quality": "RED"}),
        ("Quality green", {"quality": "GREEN"}),
        (f"Announce {other.lower()}", {"impending_category": other}),
        (f"Make it {other.lower()}", {"category": other}),
        ("Hold", {"pacing": "hold"}),
        ("Release", {"pacing": "release"}),
    )
    return (
        f"<li><details><summary>{escape(str(template['name']))}"
        f"<small>{escape(facts)}</small></summary>{acts}</details></li>"
    )


def _people(world: World) -> str:
    given = ", ".join(
        f"{row['phone']}: {row['trick']} {row['code'] or ''}" for row in world.scripts.as_json()
    )
    fields = (
        _input("Phone, user id, or * for everybody", "phone", "+351912000111")
        + _select("What happens", "trick", tuple(Trick), Trick.FAIL, "script")
        + _input("Code", "code", "131026", kind="number")
        + _input("HTTP status", "http_status", "400", kind="number")
        + _input("Times (empty: always)", "times", "", kind="number")
    )
    form = _form("api/scripts", f'<div class="grid">{fields}</div>', "Give the script")
    take_back = _buttons("api/scripts", ("Take all back", {}), method="DELETE")
    return _section("Messages that fail", {"In force": given or "None"}, form + take_back)


def _events(account: SimulatedAccount) -> str:
    emit = (
        f'<input type="hidden" name="waba_id" value="{account.waba_id}">'
        + _input("Field", "field", "account_alerts")
        + _input("Value, as JSON", "value", "{}", kind="json")
    )
    callback = (
        f'<input type="hidden" name="app_id" value="{account.app_id}">'
        + _input("Address of the app's callback", "url", "")
        + _input("Verify token", "verify_token", "")
    )
    batch = (
        f'<input type="hidden" name="wabas" data-type="list" value="{account.waba_id}">'
        + _input("Good changes", "changes", "1000", kind="number")
        + _input("Bad ones among them", "bad", "5", kind="number")
        + _input("Unknown ones", "unknown", "5", kind="number")
    )
    forms = (
        _form("api/emit", f'<div class="grid">{emit}</div>', "Send the webhook")
        + _form("api/batch", f'<div class="grid">{batch}</div>', "Send one large webhook")
        + _form("api/webhook", f'<div class="grid">{callback}</div>', "Set the app's callback")
    )
    return _section("Webhooks", {}, forms)


def _dials(world: World) -> str:
    values = world.behaviour.as_json()
    fields = "".join(
        _input(words, name, str(values[name]), kind="number") for name, words in _DIALS.items()
    )
    form = _form("api/behaviour", f'<div class="grid">{fields}</div>', "Turn the dials")
    restore = _buttons(
        "api/conditions",
        ("Put accounts, numbers and templates back to how they began", {}),
        method="DELETE",
    )
    return _section("Dials", {}, form + restore)


def _section(title: str, facts: dict[str, str], forms: str) -> str:
    rows = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in facts.items()
    )
    shown = f"<dl>{rows}</dl>" if rows else ""
    name = escape(title)
    return f'<section aria-label="{name}"><h2>{name}</h2>{shown}{forms}</section>'


def _form(path: str, fields: str, words: str, *, wrap: str = "") -> str:
    wrapped = f' data-wrap="{wrap}"' if wrap else ""
    return (
        f'<form class="control" data-path="{escape(path)}"{wrapped}>{fields}'
        f"<button>{escape(words)}</button></form>"
    )


def _buttons(path: str, *acts: tuple[str, JsonObject], method: str = "POST") -> str:
    made = "".join(
        f'<button type="button" data-path="{escape(path)}" data-method="{method}" '
        f'data-body="{escape(_json(body))}">{escape(words)}</button>'
        for words, body in acts
    )
    return f'<p class="acts">{made}</p>'


def _json(body: JsonObject) -> str:
    return json.dumps(body)


def _select(label: str, name: str, choices: tuple[str, ...], chosen: str, where: str) -> str:
    options = "".join(_option(one, one, chosen) for one in choices)
    identity = f"{name}-{where}"
    return (
        f'<div><label for="{identity}">{escape(label)}</label>'
        f'<select id="{identity}" name="{name}">{options}</select></div>'
    )


def _input(label: str, name: str, value: str, *, kind: str = "text") -> str:
    return (
        f'<div><label for="field-{name}">{escape(label)}</label>'
        f'<input id="field-{name}" name="{name}" value="{escape(value)}" data-type="{kind}" '
        'autocomplete="off"></div>'
    )


def _option(value: str, words: str, chosen: str) -> str:
    selected = " selected" if value == chosen else ""
    return f'<option value="{escape(value)}"{selected}>{escape(words)}</option>'
