"""The templates of all accounts, as they stand now, and the names that may not be used again."""

import copy
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from platform_app.dev.whatsapp_simulator.accounts import SimulatedAccount
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object

_DAY_S = 24 * 3600
NAME_BLOCK_S = 30 * _DAY_S


@dataclass(slots=True)
class TemplateShelf:
    """Templates by WABA, in the shape Graph returns them; private facts stand beside, by id."""

    by_waba: dict[str, list[JsonObject]]
    blocked_names: dict[str, float] = field(default_factory=dict)  # "waba name" -> until
    edits: dict[str, list[float]] = field(default_factory=dict)  # id -> when it was edited
    creations: dict[str, list[float]] = field(default_factory=dict)  # WABA -> when

    @classmethod
    def of(cls, accounts: Iterable[SimulatedAccount]) -> "TemplateShelf":
        """Return the templates that the accounts begin with."""
        return cls({one.waba_id: copy.deepcopy(list(one.templates)) for one in accounts})

    def of_waba(self, waba_id: str) -> list[JsonObject]:
        """Return an account's templates, the newest last."""
        return self.by_waba.setdefault(waba_id, [])

    def find(self, template_id: str) -> tuple[str, JsonObject] | None:
        """Return a template and its WABA."""
        for waba_id, template in self._all():
            if template["id"] == template_id:
                return waba_id, template
        return None

    def named(self, waba_id: str, name: object, language: object = None) -> list[JsonObject]:
        """Return an account's templates with a name, in one or in every language."""
        return [
            one
            for one in self.of_waba(waba_id)
            if one["name"] == name and language in (None, one["language"])
        ]

    def add(self, waba_id: str, template: JsonObject) -> JsonObject:
        """Put a new template on the shelf and give it an id."""
        template = {"id": str(10**15 + secrets.randbelow(9 * 10**15)), **template}
        self.of_waba(waba_id).append(template)
        self.creations.setdefault(waba_id, []).append(time.time())
        return template

    def remove(self, waba_id: str, template: JsonObject) -> None:
        """Take a template away; the name of an approved one is blocked for 30 days."""
        self.of_waba(waba_id).remove(template)
        if template["status"] == "APPROVED":
            self.blocked_names[f"{waba_id} {template['name']}"] = time.time() + NAME_BLOCK_S

    def is_blocked(self, waba_id: str, name: str) -> bool:
        """Tell whether a name was deleted less than 30 days ago."""
        return self.blocked_names.get(f"{waba_id} {name}", 0.0) > time.time()

    def created_since(self, waba_id: str, moment: float) -> int:
        """Count an account's creations."""
        return sum(1 for at in self.creations.get(waba_id, ()) if at > moment)

    def edited_since(self, template_id: str, moment: float) -> int:
        """Count a template's edits."""
        return sum(1 for at in self.edits.get(template_id, ()) if at > moment)

    def save(self) -> JsonObject:
        """Return everything as JSON."""
        return {"by_waba": self.by_waba, "blocked_names": self.blocked_names, "edits": self.edits}

    def load(self, state: JsonObject) -> None:
        """Read what `save` wrote, for the accounts that are still played."""
        for waba_id, templates in as_object(state.get("by_waba")).items():
            if waba_id in self.by_waba:
                self.by_waba[waba_id] = templates
        self.blocked_names = as_object(state.get("blocked_names"))
        self.edits = as_object(state.get("edits"))

    def _all(self) -> Iterator[tuple[str, JsonObject]]:
        for waba_id, templates in self.by_waba.items():
            for template in templates:
                yield waba_id, template
