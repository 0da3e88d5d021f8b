"""The worker process: RQ on the queues it is given."""

import importlib
import pkgutil

from rq import Worker
from rq.serializers import JSONSerializer

from platform_app import jobs
from platform_app.core import queue
from platform_app.core.log import configure_logging

# Idle workers look for jobs of dead workers this often; rows are recovered by leases, much sooner.
_MAINTENANCE_S = 60


def run_worker(queues: list[str]) -> None:
    """Serve queues until told to stop; a job that is under way is finished first."""
    configure_logging()
    # Imported once in the parent, so that each forked job starts with everything loaded.
    for module in pkgutil.iter_modules(jobs.__path__):
        importlib.import_module(f"{jobs.__name__}.{module.name}")
    worker = Worker(
        [queue.rq_queue(name) for name in queues],
        # RQ makes its client wait for minutes; the jobs' own must not.
        connection=queue.new_redis(),
        serializer=JSONSerializer,
        maintenance_interval=_MAINTENANCE_S,
    )
    worker.work(logging_level="WARNING")
