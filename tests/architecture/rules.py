"""The house's laws. Each takes modules and returns what breaks it, one line per finding."""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator

from tests.architecture.modules import FUNCTIONS, Module, called_name

LONGEST_MODULE = 400
EDGES = ("state", "api", "jobs", "dev", "__main__", "platform_app")
READS_ENVIRONMENT = ("platform_app/core/config.py", "platform_app/__main__.py")
SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore|pyright:\s*ignore)\b[^#]*")
Findings = Iterator[str]


def context_comes_first(modules: Iterable[Module]) -> Findings:
    """A function that a service exports takes its context first, and no bare session."""
    by_path = {module.path: module for module in modules}
    for module in by_path.values():
        if module.layer != "services" or not module.path.endswith("/__init__.py"):
            continue
        for source, name, _ in module.imports():
            origin = by_path.get(source.replace(".", "/") + ".py")
            function = _function(origin, name)
            if origin is None or function is None:
                continue
            annotations = [_words(argument.annotation) for argument in _arguments(function)]
            contexts = [place for place, a in enumerate(annotations) if "Context" in a]
            if contexts not in ([], [0]):
                yield origin.at(function.lineno, f"{name} does not take its context first")
            if any("Session" in annotation.split() for annotation in annotations):
                yield origin.at(function.lineno, f"{name} takes a session instead of a context")


def only_core_commits(modules: Iterable[Module]) -> Findings:
    """Services never commit: transactions begin and end in core, for the edges."""
    for module in modules:
        if module.layer in ("core", "dev"):
            continue
        for call in module.calls():
            if isinstance(call.func, ast.Attribute) and call.func.attr in ("commit", "rollback"):
                yield module.at(call.lineno, f"{call.func.attr}() outside core")


def only_core_connects(modules: Iterable[Module]) -> Findings:
    """Sessions and engines are made in core, so that the tenant guard sees every statement."""
    makers = ("Session", "create_engine", "sessionmaker", "create_async_engine")
    for module in modules:
        if module.layer in ("core", "dev"):
            continue
        for call in module.calls():
            if called_name(call) in makers:
                yield module.at(call.lineno, f"{called_name(call)}() outside core")


def only_edges_open_transactions(modules: Iterable[Module]) -> Findings:
    """Transactions are opened by edges; services work inside the one they are given."""
    for module in modules:
        if module.layer in (*EDGES, "core"):
            continue
        for source, name, line in module.imports():
            if name.endswith("_transaction") or (source, name) == ("platform_app.core", "db"):
                yield module.at(line, "opens transactions, and is no edge")


def sql_is_never_put_together(modules: Iterable[Module]) -> Findings:
    """SQL is made of constants only; values travel as parameters."""
    for module in modules:
        for call in module.calls():
            takes_sql = called_name(call) in ("text", "execute", "executemany")
            if takes_sql and call.args and _is_put_together(call.args[0]):
                yield module.at(call.lineno, "SQL is put together from pieces")


def state_methods_are_declared(modules: Iterable[Module]) -> Findings:
    """Every public method of a state can be called by any browser, so it says who may."""
    for module in modules:
        if module.layer != "state":
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef) and _is_state(node):
                yield from (
                    module.at(method.lineno, f"{node.name}.{method.name} has no @handler")
                    for method in node.body
                    if isinstance(method, FUNCTIONS)
                    and not method.name.startswith("_")
                    and not _is_declared(method)
                )


def modules_stay_short(modules: Iterable[Module]) -> Findings:
    """A module that grows is split by ability."""
    for module in modules:
        lines = module.source.count("\n")
        if lines > LONGEST_MODULE:
            yield module.at(1, f"{lines} lines; at most {LONGEST_MODULE}")


def enqueued_jobs_exist(modules: Iterable[Module]) -> Findings:
    """Jobs are named by text, so the name is checked here."""
    modules = list(modules)
    jobs = {
        f"{module.feature}.{node.name}"
        for module in modules
        if module.layer == "jobs"
        for node in module.tree.body
        if isinstance(node, FUNCTIONS)
    }
    for module in modules:
        for call in module.calls():
            if called_name(call) in ("enqueue", "enqueue_now", "wake") and call.args:
                name = call.args[0]
                if isinstance(name, ast.Constant) and name.value not in jobs:
                    yield module.at(call.lineno, f"no job is called {name.value}")


def services_are_entered_by_the_door(modules: Iterable[Module]) -> Findings:
    """Whoever uses a service imports its package; pages may import the rows in its views."""
    for module in modules:
        for source, _, line in module.imports():
            parts = source.split(".")
            if parts[:2] != ["platform_app", "services"] or len(parts) < 4:
                continue
            is_own = module.layer == "services" and module.feature == parts[2]
            if not is_own and parts[3] != "views":
                yield module.at(line, f"enters {parts[2]} through {parts[3]}")


def pages_hold_no_raw_markup(modules: Iterable[Module]) -> Findings:
    """What people or WhatsApp wrote is shown as text, never as markup or script."""
    for module in modules:
        for call in module.calls():
            keywords = {keyword.arg for keyword in call.keywords}
            if keywords & {"use_raw", "dangerously_set_inner_html"}:
                yield module.at(call.lineno, "shows raw markup")
            if _words(call.func) == "rx html":
                yield module.at(call.lineno, "rx.html shows raw markup")
            if called_name(call) in ("call_script", "script") and _is_put_together_in(call):
                yield module.at(call.lineno, "a script is put together from pieces")


def only_settings_read_the_environment(modules: Iterable[Module]) -> Findings:
    """Settings have one home."""
    for module in modules:
        if module.path in READS_ENVIRONMENT or module.layer == "dev":
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"):
                yield module.at(node.lineno, "reads the environment; use core.config")


def suppressions_give_a_reason(modules: Iterable[Module]) -> Findings:
    """Whoever silences a check says why, on the same line."""
    for module in modules:
        for line, comment in _comments(module):
            if SUPPRESSION.match(comment) and len(_reason(comment).split()) < 2:
                yield module.at(line, f"gives no reason: {comment}")


def _comments(module: Module) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(module.source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _function(module: Module | None, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    body = module.tree.body if module else []
    return next((n for n in body if isinstance(n, FUNCTIONS) and n.name == name), None)


def _arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    given = function.args
    return [*given.posonlyargs, *given.args, *given.kwonlyargs]


def _words(node: ast.expr | None) -> str:
    """Return the words of an expression: `CompanyContext | None` → `CompanyContext None`."""
    return " ".join(re.findall(r"\w+", ast.unparse(node))) if node else ""


def _is_put_together(node: ast.expr) -> bool:
    """Return whether a text has pieces that are no constants of the code."""
    if isinstance(node, ast.JoinedStr):
        values = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return not all(map(_is_constant, values))
    if isinstance(node, ast.BinOp):
        return not (_is_constant(node.left) and _is_constant(node.right))
    return (
        isinstance(node, ast.Call)
        and called_name(node) == "format"
        and isinstance(node.func, ast.Attribute)
        and _is_constant(node.func.value)
    )


def _is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.Name):
        return node.id.isupper()
    return isinstance(node, ast.Constant) or (
        isinstance(node, ast.BinOp) and _is_constant(node.left) and _is_constant(node.right)
    )


def _is_put_together_in(call: ast.Call) -> bool:
    return any(_is_put_together(argument) for argument in call.args)


def _is_state(node: ast.ClassDef) -> bool:
    return any(_words(base).endswith("State") for base in node.bases)


def _is_declared(method: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    allowed = re.compile(r"^(handler|rx var)\b")
    return any(allowed.match(_words(decorator)) for decorator in method.decorator_list)


def _reason(comment: str) -> str:
    """Return what is left of a comment without the suppression itself."""
    rest = re.sub(
        r"(noqa(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)?|(type|pyright):\s*ignore(\[[^\]]*\])?)", "", comment
    )
    return rest.strip("# \t")
