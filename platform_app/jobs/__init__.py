"""What workers run: one module per feature, each function an edge that owns its transactions."""

import importlib

from platform_app.core.context import Actor
from platform_app.core.log import get_logger

log = get_logger(__name__)


def run(name: str, actor: dict[str, str | None] | None, arguments: dict[str, str]) -> None:
    """Run the job `feature.function`; RQ calls this for every job, and for nothing else."""
    feature, _, function = name.partition(".")
    module = importlib.import_module(f"platform_app.jobs.{feature}")
    job = getattr(module, function)
    if actor is None:
        job(**arguments)
    else:
        job(Actor.from_payload(actor), **arguments)
