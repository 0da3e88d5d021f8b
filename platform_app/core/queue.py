"""Redis: job wake-ups, live nudges. Losing it loses nothing, because rows remember what is due."""

from functools import cache

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError, RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

from platform_app.core.config import settings
from platform_app.core.context import Actor, AfterCommit
from platform_app.core.log import get_logger

log = get_logger(__name__)

JOB_TIMEOUT_S = 15 * 60
# A Redis that does not answer is as much away as one that refuses. Whoever waits on a list waits for less.
ANSWERS_WITHIN_S = 3.0
_CONNECTS_WITHIN_S = 2.0
# Lanes and ingest have workers of their own, so that a long import never delays a message.
_QUEUE_BY_FEATURE = {"sending": "send", "webhooks": "ingest"}
_DEFAULT_QUEUE = "default"


@cache
def redis() -> Redis:
    """Return this process's Redis client; connections are made when first used."""
    return new_redis()


def new_redis() -> Redis:
    """Return a client with connections of its own, for those who change how long it waits."""
    return Redis.from_url(
        settings().redis_url.get_secret_value(),
        health_check_interval=30,
        socket_connect_timeout=_CONNECTS_WITHIN_S,
        socket_timeout=ANSWERS_WITHIN_S,
        # Once more on a fresh connection, and at once: nobody's page waits for a Redis that is away.
        retry=Retry(NoBackoff(), 1, supported_errors=(ConnectionError,)),
    )


def queue_name(job: str) -> str:
    """Return the queue that serves a job named `feature.function`."""
    return _QUEUE_BY_FEATURE.get(job.partition(".")[0], _DEFAULT_QUEUE)


def rq_queue(name: str) -> Queue:
    """Return the RQ queue of that name; jobs travel as JSON, never as pickles."""
    return Queue(name, connection=redis(), serializer=JSONSerializer)


def enqueue_now(job: str, actor: Actor | None, arguments: dict[str, str]) -> None:
    """Put a job on its queue at once; raises RedisError when Redis is away."""
    rq_queue(queue_name(job)).enqueue_call(
        "platform_app.jobs.run",
        args=(job, actor.to_payload() if actor else None, arguments),
        timeout=JOB_TIMEOUT_S,
        result_ttl=0,
        failure_ttl=7 * 24 * 3600,
    )


def wake(job: str) -> None:
    """Ask for one shift of a lane or of ingest, unless one is waiting already."""
    name = queue_name(job)
    # The token wakes a shift that is running and idle; the job starts one if none is.
    with redis().pipeline() as pipeline:
        pipeline.lpush(wake_key(name), "1")
        pipeline.ltrim(wake_key(name), 0, 0)
        pipeline.execute()
    if rq_queue(name).count == 0:
        enqueue_now(job, None, {})


def wake_key(name: str) -> str:
    """Return the Redis list on which an idle shift of a queue waits."""
    return f"wake:{name}"


def nudge(company_id: object, topic: str) -> None:
    """Tell the company's open pages that a topic has changed."""
    redis().publish(f"live:{company_id}", topic)


def deliver(after: AfterCommit) -> None:
    """Start jobs and publish nudges after a commit; Redis being away is only a delay."""
    try:
        for job in after.jobs:
            if job.name.endswith(".run_shift"):
                wake(job.name)
            else:
                enqueue_now(job.name, job.actor, job.arguments)
        for company_id, topic in sorted(after.nudges, key=str):
            nudge(company_id, topic)
    except RedisError:
        log.warning("Redis is away; the clock will start what is due", exc_info=True)
