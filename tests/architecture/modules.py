"""The product's source as trees, for rules that no linter knows."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Module:
    """One source file, with its place in the house."""

    path: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        """Return the parsed file."""
        return ast.parse(self.source)

    @property
    def layer(self) -> str:
        """Return the folder directly below platform_app, or the file's own name there."""
        return Path(self.path).parts[1].removesuffix(".py")

    @property
    def feature(self) -> str:
        """Return the folder or file below the layer."""
        parts = Path(self.path).parts
        return parts[2].removesuffix(".py") if len(parts) > 2 else ""

    def calls(self) -> Iterator[ast.Call]:
        """Return every call in the file."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def imports(self) -> Iterator[tuple[str, str, int]]:
        """Return every import: module, name ("" for the module itself), line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                yield from ((node.module or "", alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.Import):
                yield from ((alias.name, "", node.lineno) for alias in node.names)

    def at(self, line: int, problem: str) -> str:
        """Return a finding, as editors understand it."""
        return f"{self.path}:{line}: {problem}"


def product() -> list[Module]:
    """Return every module of the product."""
    return [_read(path) for path in sorted((PROJECT / "platform_app").rglob("*.py"))]


def everything() -> list[Module]:
    """Return the product, its tests and its benchmarks."""
    rest = [path for name in ("tests", "benchmarks") for path in (PROJECT / name).rglob("*.py")]
    return product() + [_read(path) for path in sorted(rest)]


def called_name(call: ast.Call) -> str:
    """Return the last part of what is called: `commit` of `ctx.db.commit()`."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _read(path: Path) -> Module:
    return Module(str(path.relative_to(PROJECT)), path.read_text())
