"""The SQL of ingest."""

from sqlalchemy import text

# From company to company along the index; `distinct` would read every waiting event, however many there are.
COMPANIES_WITH_EVENTS = text(
    """
    with recursive waiting as (
        (select company_id from webhook_event where applied_at is null order by company_id limit 1)
        union all
        select (select event.company_id from webhook_event event
                where event.applied_at is null and event.company_id > waiting.company_id
                order by event.company_id limit 1)
        from waiting where waiting.company_id is not null
    )
    select company_id from waiting where company_id is not null
    """
)

# Events are read along their index, in its order. This table changes faster than it is analysed, and a planner that
# believes there are few waiting ones would read and sort all of them for each batch.
# The commit does not wait for the disk, which belongs to the webhook address: should the server crash within that
# moment, the batch is as if it had never been applied, its events still wait, and they are applied again.
BE_THE_ONLY_ONE = text(
    """
    select pg_try_advisory_xact_lock(hashtextextended('ingest.' || cast(:company_id as text), 0)),
           set_config('enable_bitmapscan', 'off', true), set_config('synchronous_commit', 'off', true)
    """
)

# A failed event waits 4, 16, 64, 256 seconds from its arrival. The bytes are bounded, because a body may have 3 MB.
TAKE_WAITING = text(
    """
    with oldest as materialized (
        select id, channel_id, attempts, body, created_at, replayed_at is not null as is_replay
        from webhook_event
        where company_id = :company_id and applied_at is null
          and (attempts = 0 or created_at + make_interval(secs => power(4, attempts)) <= now())
        order by id
        limit :limit
    ), sized as (
        select *, sum(octet_length(body)) over (order by id) - octet_length(body) as bytes_before from oldest
    )
    select id, channel_id, attempts, body, created_at, is_replay from sized where bytes_before < :most_bytes order by id
    """
)

FINISH = text(
    """
    update webhook_event set applied_at = now(), problem = null
    where company_id = :company_id and id = any(cast(:ids as uuid[]))
    """
)

NOTE = text(
    """
    update webhook_event
    set attempts = :attempts, problem = :problem, applied_at = case when :is_done then now() end
    where company_id = :company_id and id = :id
    """
)

# By when the events came, so that a late or repeated applying makes no account seem livelier than it is.
SAW_EVENTS = text(
    """
    update channel set first_event_at = least(first_event_at, :first), last_event_at = greatest(last_event_at, :last)
    where company_id = :company_id and id = :channel_id
    """
)

COUNT_UNKNOWN = text(
    """
    insert into webhook_unknown (company_id, id, created_at, field, what, seen, last_seen_at, shape)
    select :company_id, uuidv7(), :came_at, :field, :what, :seen, :came_at, :shape
    where exists (select from webhook_unknown where company_id = :company_id and field = :field and what = :what)
       or (select count(*) from webhook_unknown where company_id = :company_id) < :most
    on conflict (company_id, field, what) do update
        set seen = webhook_unknown.seen + excluded.seen, shape = excluded.shape,
            last_seen_at = greatest(webhook_unknown.last_seen_at, excluded.last_seen_at)
    """
)

HEARD_OF_NUMBERS = text(
    """
    with heard as (
        select * from unnest(cast(:number_ids as uuid[]), cast(:hours as timestamptz[]), cast(:events as int[]),
                             cast(:last as timestamptz[])) as heard (number_id, hour, events, last)
    ), counted as (
        insert into number_hour (company_id, id, created_at, phone_number_id, hour, events)
        select :company_id, uuidv7(), now(), number_id, hour, events from heard
        on conflict (company_id, phone_number_id, hour) do update
            set events = number_hour.events + excluded.events
    )
    update phone_number set last_event_at = greatest(last_event_at, latest.last), silent_since = null
    from (select number_id, max(last) as last from heard group by number_id) latest
    where phone_number.company_id = :company_id and phone_number.id = latest.number_id
    returning phone_number.channel_id, phone_number.id, old.silent_since is not null
    """
)

# Events are found by their ids, which begin with the time they came: an index on it would cost each arriving one.
COUNT_RANGE = text(
    """
    select count(*) from webhook_event
    where company_id = :company_id and id >= :first_id and id < :end_id and applied_at is not null
    """
)

# The bodies stay away from this role: it only says that they are to be applied once more.
REPLAY_RANGE = text(
    """
    update webhook_event set applied_at = null, attempts = 0, problem = null, replayed_at = now()
    where company_id = :company_id and id >= :first_id and id < :end_id and applied_at is not null
    """
)
