"""Who writes the columns that the consent ledger comes to: read off the source."""

import ast
import re
from collections.abc import Iterable, Iterator

from platform_app.services.consent import ConsentState
from tests.architecture.modules import Module

COLUMNS = frozenset(ConsentState.__dataclass_fields__)
_NAMES = "|".join(sorted(COLUMNS))
# `set opted_in_at = …`, and a column of an `insert into contact (…)`.
_SETS = re.compile(rf"\b(?:set|,)\s*(?:{_NAMES})\s*=(?!=)", re.IGNORECASE)
_INSERTS = re.compile(rf"insert\s+into\s+contact\s*\([^)]*\b(?:{_NAMES})\b", re.IGNORECASE)
_LEDGER = re.compile(r"insert\s+into\s+consent_event\b", re.IGNORECASE)
# What takes values for columns by name.
_TAKES_COLUMNS = ("Contact", "values")


def foreign_writers(modules: Iterable[Module]) -> Iterator[str]:
    """Only services/consent writes these columns; SQL for many people writes the ledger in the same statement."""
    for module in modules:
        if module.path.startswith("platform_app/services/consent/"):
            continue
        for node in ast.walk(module.tree):
            yield from (module.at(line, f"writes {name}") for line, name in _written_by(node))


def _written_by(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
        if node.attr in COLUMNS and ast.unparse(node.value) != "self":
            yield node.lineno, node.attr
    elif isinstance(node, ast.Call):
        yield from _given_to(node)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        is_sql = _SETS.search(node.value) or _INSERTS.search(node.value)
        if is_sql and not _LEDGER.search(node.value):
            yield node.lineno, "them by SQL that leaves the ledger out"


def _given_to(call: ast.Call) -> Iterator[tuple[int, str]]:
    name = ast.unparse(call.func).rpartition(".")[2]
    if name in _TAKES_COLUMNS:
        yield from ((call.lineno, one.arg) for one in call.keywords if one.arg in COLUMNS)
    elif name == "setattr" and len(call.args) > 1 and ast.unparse(call.args[1])[1:-1] in COLUMNS:
        yield call.lineno, ast.unparse(call.args[1])
