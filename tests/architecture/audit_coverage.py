"""Which exported service functions change data, and which of them leave an audit event: read off the source."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.architecture.modules import FUNCTIONS, Module

_SESSION_CHANGES = ("add", "add_all", "delete", "merge")
_STATEMENTS = ("insert", "update", "delete")
_WRITES = re.compile(
    r"\b(insert\s+into|update\s+\w+(\s+(as\s+)?\w+)?\s+set|delete\s+from)\b", re.IGNORECASE
)
_EVENTS = ("AuditEvent", "PlatformAuditEvent")
Place = tuple[str, str]  # a module's path, and a name in it


@dataclass
class Deed:
    """What a function does itself, and whom it calls."""

    changes: bool = False
    audits: bool = False
    calls: set[Place] = field(default_factory=set)


def unaudited(modules: Iterable[Module]) -> set[str]:
    """Return every exported service function, as `feature.function`, that changes data and records no event."""
    services = {m.path: m for m in modules if m.layer == "services"}
    deeds = {
        (path, node.name): _deed(node, module, services)
        for path, module in services.items()
        for node in module.tree.body
        if isinstance(node, FUNCTIONS)
    }
    return {
        f"{services[path].feature}.{name}"
        for path in services
        if path.endswith("/__init__.py")
        for name, place in _exports(services[path], services)
        if place in deeds and _does(place, deeds, "changes") and not _does(place, deeds, "audits")
        for path in (place[0],)
    }


def _exports(door: Module, services: dict[str, Module]) -> Iterator[tuple[str, Place]]:
    for source, name, _ in door.imports():
        path = _path(source)
        if path in services:
            yield name, (path, name)


def _does(place: Place, deeds: dict[Place, Deed], what: str) -> bool:
    """Tell whether a function, or any that it calls, does something."""
    seen: set[Place] = set()
    waiting = [place]
    while waiting:
        one = waiting.pop()
        if one in seen or one not in deeds:
            continue
        seen.add(one)
        if getattr(deeds[one], what):
            return True
        waiting.extend(deeds[one].calls)
    return False


def _deed(node: ast.AST, module: Module, services: dict[str, Module]) -> Deed:
    names, deed = _names(module, services), Deed()
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            _look_at_call(part, module, names, deed)
        elif isinstance(part, ast.Assign | ast.AugAssign):
            targets = part.targets if isinstance(part, ast.Assign) else [part.target]
            deed.changes |= any(map(_is_field, targets))
        elif isinstance(part, ast.Attribute) and part.attr.lstrip("_").isupper():
            deed.changes |= _is_writing_statement(_constant_of(part, names), services)
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            deed.changes |= _is_writing_statement(
                names.get(part.id, (module.path, part.id)), services
            )
    return deed


def _look_at_call(call: ast.Call, module: Module, names: dict[str, Place], deed: Deed) -> None:
    function = call.func
    if isinstance(function, ast.Name):
        deed.changes |= function.id in _STATEMENTS and function.id not in names
        deed.audits |= function.id in _EVENTS
        deed.calls.add(names.get(function.id, (module.path, function.id)))
    elif isinstance(function, ast.Attribute):
        owner = ast.unparse(function.value)
        deed.changes |= function.attr in _SESSION_CHANGES and owner.split(".")[-1] == "db"
        deed.audits |= owner == "audit" and function.attr.startswith("record")
        if owner in names and names[owner][1] == "":
            deed.calls.add(_behind_door(names[owner][0], function.attr))


_doors: dict[str, dict[str, Place]] = {}


def _behind_door(door: str, name: str) -> Place:
    return _doors.get(door, {}).get(name, (door, name))


def _names(module: Module, services: dict[str, Module]) -> dict[str, Place]:
    """Return what each imported name of ours stands for; a whole feature has no name of its own."""
    found: dict[str, Place] = {}
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith(
            "platform_app."
        ):
            continue
        for alias in node.names:
            known_as, source = alias.asname or alias.name, node.module or ""
            found[known_as] = (_path(source), alias.name)
            if source == "platform_app.services":
                door = f"platform_app/services/{alias.name}/__init__.py"
                found[known_as] = (door, "")
                if door in services:
                    _doors[door] = dict(_exports(services[door], services))
    return found


def _is_field(target: ast.expr) -> bool:
    if isinstance(target, ast.Tuple):
        return any(map(_is_field, target.elts))
    return isinstance(target, ast.Attribute) and ast.unparse(target.value) != "self"


def _is_writing_statement(place: Place, services: dict[str, Module]) -> bool:
    module = services.get(place[0])
    if module is None or not place[1].lstrip("_").isupper():
        return False
    values = [
        node.value
        for node in module.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and node.value is not None
        and place[1]
        in ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
    ]
    return any(
        _WRITES.search(_texts(value)) or _leads_to_writing(value, module, services)
        for value in values
    )


def _leads_to_writing(value: ast.expr, module: Module, services: dict[str, Module]) -> bool:
    """Tell whether a constant is put together from statements that stand elsewhere."""
    names = _names(module, services)
    parts = [part for part in ast.walk(value) if isinstance(part, ast.Attribute)]
    return any(
        _is_writing_statement(_constant_of(part, names), services)
        for part in parts
        if part.attr.lstrip("_").isupper()
    )


def _constant_of(part: ast.Attribute, names: dict[str, Place]) -> Place:
    path, name = names.get(ast.unparse(part.value), ("", ""))
    return path.removesuffix(".py") + f"/{name}.py", part.attr


def _texts(value: ast.expr) -> str:
    parts = (node.value for node in ast.walk(value) if isinstance(node, ast.Constant))
    return " ".join(part for part in parts if isinstance(part, str))


def _path(source: str) -> str:
    return source.replace(".", "/") + ".py"
