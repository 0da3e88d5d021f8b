"""The state file: what a restart of the simulator remembers."""

import json
from dataclasses import asdict
from pathlib import Path

from platform_app.dev.whatsapp_simulator.chats import Bubble, EntryPoint, Memory, Webhook
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object

# What a restart remembers; a phone shows the latest chats, and the file is rewritten often.
_SAVED_BUBBLES = 5_000
_WEBHOOKS = ("waba_webhooks", "number_webhooks", "app_webhooks")


def save(memory: Memory, file: Path) -> None:
    """Write what a restart needs; the file is replaced as a whole or not at all."""
    bubbles = list(memory.bubbles.values())[-_SAVED_BUBBLES:]
    state: JsonObject = {
        "bubbles": [asdict(bubble) for bubble in bubbles],
        "names": memory.names,
        "usernames": memory.usernames,
        "hidden": sorted(memory.hidden),
        "subscribed": sorted(memory.subscribed),
        "notices": memory.notices,
        "entry_points": [[*key, asdict(one)] for key, one in memory.entry_points.items()],
        "conditions": memory.conditions.save(),
        "templates": memory.templates.save(),
        "media": memory.media.save(),
    }
    for name in _WEBHOOKS:
        state[name] = {key: asdict(one) for key, one in getattr(memory, name).items()}
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(state))
    draft.replace(file)
    memory.is_dirty = False


def load(memory: Memory, file: Path) -> None:
    """Read what an earlier run wrote; an older one may have known less."""
    state = as_object(json.loads(file.read_text()))
    for bubble in state.get("bubbles", []):
        memory.add(Bubble(**bubble))
    memory.names = as_object(state.get("names"))
    memory.usernames = as_object(state.get("usernames"))
    memory.hidden = set(state.get("hidden", []))
    memory.subscribed = set(state.get("subscribed", []))
    memory.notices = as_object(state.get("notices"))
    for number_id, customer, entry in state.get("entry_points", []):
        memory.entry_points[number_id, customer] = EntryPoint(**entry)
    memory.conditions.load(as_object(state.get("conditions")))
    memory.templates.load(as_object(state.get("templates")))
    memory.media.load(as_object(state.get("media")))
    for name in _WEBHOOKS:
        rows = as_object(state.get(name))
        setattr(memory, name, {key: Webhook(**one) for key, one in rows.items()})
    memory.is_dirty = False
