"""Queues, workers and failed jobs, as Redis knows them; what they hold of people's data never leaves here."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

from rq import Queue, Worker
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer
from rq.worker import BaseWorker

from platform_app.core import queue
from platform_app.core.clock import iso, now
from platform_app.core.context import PlatformContext, talks_to_the_outside
from platform_app.core.errors import NotFound
from platform_app.services import audit
from platform_app.services.platform.views import FailedJob, QueueRow, WorkerRow

# Remembers what is done to a failed job.
Note = Callable[[PlatformContext, FailedJob], None]
QUEUES = ("send", "ingest", "default")
_MOST_FAILED = 50
_LONGEST_ERROR = 160
_TICK = "clock:ticked"
_LIVES_S = 3_600
# The last lines of an error may quote what could not be stored.
_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|\+?\d[\d \-]{5,}\d")
_RAISED = re.compile(r"^([\w.]+(?:Error|Exception|Interrupt|[A-Z]\w+)): ?(.*)$")
_GONE = "This job is not there any more. Reload the page to see which are."


@talks_to_the_outside
def list_queues() -> list[QueueRow]:
    """Return how long each queue is, and for how long its oldest job has waited."""
    return [
        QueueRow(
            one.name,
            one.count,
            one.started_job_registry.count,
            one.failed_job_registry.count,
            _oldest_s(one),
        )
        for one in map(queue.rq_queue, QUEUES)
    ]


@talks_to_the_outside
def list_workers() -> list[WorkerRow]:
    """Return every worker that has shown itself lately."""
    workers = Worker.all(connection=queue.redis(), serializer=JSONSerializer)
    return sorted((_worker_row(one) for one in workers), key=lambda row: (row.queues, row.name))


@talks_to_the_outside
def list_failed_jobs() -> list[FailedJob]:
    """Return the jobs that have failed, the newest first."""
    rows = [_failed_row(name, job) for name, job in _failed_jobs()]
    return sorted(rows, key=lambda row: row.ended, reverse=True)[:_MOST_FAILED]


def note_requeued(ctx: PlatformContext, job: FailedJob) -> None:
    """Remember that a failed job is started again."""
    _note(ctx, audit.AuditAction.JOB_REQUEUED, job)


def note_deleted(ctx: PlatformContext, job: FailedJob) -> None:
    """Remember that a failed job is given up."""
    _note(ctx, audit.AuditAction.JOB_DELETED, job)


@talks_to_the_outside
def requeue_job(job_id: str) -> None:
    """Start a failed job again; raises NotFound when it is not there any more."""
    registry = _registry_of(job_id)
    registry.requeue(job_id)


@talks_to_the_outside
def delete_job(job_id: str) -> None:
    """Give a failed job up; raises NotFound when it is not there any more."""
    _registry_of(job_id).remove(job_id, delete_job=True)


@talks_to_the_outside
def drop_jobs_of(company_id: UUID) -> None:
    """Delete what waits or has failed for a company; its arguments may name people."""
    waiting = [(one.name, job) for one in map(queue.rq_queue, QUEUES) for job in one.get_jobs()]
    for _, job in [*waiting, *_failed_jobs()]:
        if _company_of(job) == str(company_id):
            job.delete()


@talks_to_the_outside
def note_tick() -> None:
    """Remember that the clock has looked; it says so after each of its rounds."""
    queue.redis().set(_TICK, now().isoformat(), ex=_LIVES_S)


@talks_to_the_outside
def last_tick() -> datetime | None:
    """Return when the clock has last looked."""
    told = queue.redis().get(_TICK)
    return datetime.fromisoformat(told.decode()) if isinstance(told, bytes) else None


def one_line(error: str) -> str:
    """Return what was raised, and the first words of why, without addresses and numbers of people."""
    lines = [line.strip() for line in error.strip().splitlines() if line.strip()]
    raised = next((line for line in lines if _RAISED.match(line)), lines[-1] if lines else "")
    return _PERSONAL.sub("…", raised)[:_LONGEST_ERROR]


def _oldest_s(one: Queue) -> int:
    ids = one.get_job_ids(0, 1)
    job = one.fetch_job(ids[0]) if ids else None
    if job is None or job.enqueued_at is None:
        return 0
    return max(0, int((now() - _aware(job.enqueued_at)).total_seconds()))


def _worker_row(worker: BaseWorker) -> WorkerRow:
    job = worker.get_current_job()
    beat = worker.last_heartbeat
    return WorkerRow(
        worker.name[:8],
        ", ".join(sorted(worker.queue_names())),
        str(worker.get_state()),
        _name_of(job) if job else "",
        iso(_aware(beat)) if beat else "",
    )


def _failed_jobs() -> Iterator[tuple[str, Job]]:
    for one in map(queue.rq_queue, QUEUES):
        for job_id in one.failed_job_registry.get_job_ids(0, -1)[-_MOST_FAILED:]:
            if job := one.fetch_job(job_id):
                yield one.name, job


def _failed_row(queue_name: str, job: Job) -> FailedJob:
    result = job.latest_result()
    ended = job.ended_at
    return FailedJob(
        job.id,
        queue_name,
        _name_of(job),
        _company_of(job),
        one_line((result.exc_string if result else "") or ""),
        iso(_aware(ended)) if ended else "",
    )


def _registry_of(job_id: str) -> FailedJobRegistry:
    for one in map(queue.rq_queue, QUEUES):
        if job_id in one.failed_job_registry.get_job_ids(0, -1):
            return one.failed_job_registry
    raise NotFound(_GONE)


def _name_of(job: Job) -> str:
    return str(job.args[0]) if job.args else ""


def _company_of(job: Job) -> str:
    try:
        actor = job.args[1] if len(job.args) > 1 else None
    except NoSuchJobError:
        return ""
    return str(actor.get("company_id", "")) if isinstance(actor, dict) else ""


def _note(ctx: PlatformContext, action: audit.AuditAction, job: FailedJob) -> None:
    if not job.company_id:
        audit.record(ctx, action, name=job.name, job=job.id, queue=job.queue)
        return
    company_id = UUID(job.company_id)
    audit.record_for_company(ctx, company_id, action, name=job.name, job=job.id, queue=job.queue)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
