"""The order of delivery states, and counters that the database itself keeps."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# `failed` stands between sent and delivered: a late `delivered` corrects a failure, a late failure never takes
# back a delivery. `unconfirmed` stands below accepted, so that any status settles it.
RANK = """
create function delivery_rank(status text) returns smallint
language sql immutable parallel safe
return case status
    when 'pending' then 0 when 'claimed' then 1 when 'sending' then 2 when 'unconfirmed' then 3
    when 'accepted' then 4 when 'sent' then 5 when 'failed' then 6 when 'delivered' then 7
    when 'read' then 8 when 'skipped' then 9
end::smallint
"""

# Ordered, so that two transactions touch the counters of a campaign in the same order.
ADD = """
    insert into campaign_count (company_id, campaign_id, status, total)
    select company_id, campaign_id, status, sum(delta) from ({changes}) change
    group by company_id, campaign_id, status having sum(delta) <> 0
    order by company_id, campaign_id, status
    on conflict (company_id, campaign_id, status) do update set total = campaign_count.total + excluded.total;
"""
GONE = "select company_id, campaign_id, status, -1 as delta from gone"
CAME = "select company_id, campaign_id, status, 1 as delta from came"
TRIGGERS = {
    "insert": ("referencing new table as came", CAME),
    "update": ("referencing old table as gone new table as came", f"{GONE} union all {CAME}"),
    "delete": ("referencing old table as gone", GONE),
}


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(RANK)
    for event, (tables, changes) in TRIGGERS.items():
        op.execute(
            f"create function count_recipients_on_{event}() returns trigger language plpgsql as "
            f"$$ begin {ADD.format(changes=changes)} return null; end $$"
        )
        op.execute(
            f"create trigger count_on_{event} after {event} on campaign_recipient {tables} "
            f"for each statement execute function count_recipients_on_{event}()"
        )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for event in TRIGGERS:
        op.execute(f"drop trigger count_on_{event} on campaign_recipient")
        op.execute(f"drop function count_recipients_on_{event}")
    op.execute("drop function delivery_rank")
