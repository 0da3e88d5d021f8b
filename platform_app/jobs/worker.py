"""The worker process: RQ on the queues it is given."""

import importlib
import os
import pkgutil
import signal
from contextlib import suppress

from rq import Worker
from rq.serializers import JSONSerializer

from platform_app import jobs
from platform_app.core import queue
from platform_app.core.log import configure_logging

# Idle workers look for jobs of dead workers this often; rows are recovered by leases, much sooner.
_MAINTENANCE_S = 60
# Their jobs are shifts, which last a minute and know how to end.
_OF_SHIFTS = frozenset({"send", "ingest"})


class _ShiftWorker(Worker):
    """Passes the wish to end on to its shift, because no deployment waits a minute."""

    def handle_warm_shutdown_request(self) -> None:
        super().handle_warm_shutdown_request()
        if self.horse_pid:
            with suppress(ProcessLookupError):
                os.kill(self.horse_pid, signal.SIGTERM)


def run_worker(queues: list[str]) -> None:
    """Serve queues until told to stop; a job that is under way is finished first, a shift at once."""
    configure_logging()
    # Imported once in the parent, so that each forked job starts with everything loaded.
    for module in pkgutil.iter_modules(jobs.__path__):
        importlib.import_module(f"{jobs.__name__}.{module.name}")
    kind = _ShiftWorker if _OF_SHIFTS.issuperset(queues) else Worker
    worker = kind(
        [queue.rq_queue(name) for name in queues],
        # RQ makes its client wait for minutes; the jobs' own must not.
        connection=queue.new_redis(),
        serializer=JSONSerializer,
        maintenance_interval=_MAINTENANCE_S,
    )
    worker.work(logging_level="WARNING")
