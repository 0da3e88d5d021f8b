"""The SQL of the lane. The two sources have the same columns, so each statement is written once."""

from sqlalchemy import text

LEASE_S = 60
# Longer than the longest HTTP attempt, so that a living attempt is never declared unconfirmed.
ATTEMPT_LEASE_S = 90

_CLAIM_DUE = """
    with picked as materialized (
        select recipient.id, campaign.phone_number_id,
               case
                   when contact.blocked_at is not null then 'blocked'
                   when contact.service_opted_out_at is not null then 'opted_out'
                   when campaign.category = 'MARKETING' and contact.opted_out_at is not null then 'opted_out'
                   -- Counted only where there is a cap, and then one claim after the other.
                   when :is_capped and campaign.category = 'MARKETING' and (
                       select coalesce(count(*) filter (where sent.at > now() - interval '24 hours')
                                       >= company.frequency_cap_day, false)
                           or coalesce(count(*) >= company.frequency_cap_week, false)
                       from marketing_sends(:company_id) sent
                       where sent.contact_id = recipient.contact_id and sent.at > now() - interval '7 days')
                   then 'frequency_cap'
                   -- Chosen while the template was none for marketing.
                   when campaign.category = 'MARKETING' and jsonb_exists(campaign.failing, 'recategorised')
                        and contact.id is not null and contact.opted_in_at is null
                   then 'no_consent'
                   -- WhatsApp has refused this country to the business while the campaign ran.
                   when campaign.failing -> 'countries' is not null and jsonb_exists(
                       campaign.failing -> 'countries',
                       (select country from calling_code where digits = substr(recipient.phone, 2, 4)))
                   then 'country'
               end as reason
        from campaign_recipient recipient
        join campaign on campaign.company_id = recipient.company_id and campaign.id = recipient.campaign_id
        join phone_number on phone_number.company_id = campaign.company_id
             and phone_number.id = campaign.phone_number_id
        join company on company.id = recipient.company_id
        left join contact on contact.company_id = recipient.company_id and contact.id = recipient.contact_id
        where recipient.company_id = :company_id and recipient.campaign_id = :campaign_id
          and (recipient.not_before is null or recipient.not_before <= now())
          and campaign.status = 'sending' and company.status = 'active'
          and (campaign.resumes_at is null or campaign.resumes_at <= now())
          and (phone_number.paused_until is null or phone_number.paused_until <= now())
          and (phone_number.campaigns_paused_until is null or phone_number.campaigns_paused_until <= now())
"""
# Said as a range, the order is one that only the index of states has. Said as equal, the primary key serves the order
# too, and where the planner's figures are older than the campaign's progress it walks over everybody who is done.
_PENDING_IN_ORDER = """
          and (recipient.status, recipient.id) >= ('pending', cast('00000000-0000-0000-0000-000000000000' as uuid))
          and (recipient.status, recipient.id) <= ('pending', cast('ffffffff-ffff-ffff-ffff-ffffffffffff' as uuid))
        order by recipient.status, recipient.id
"""
# A statement of its own, so that its plan goes by the index of zones.
_PENDING_IN_ZONE = """
          and recipient.status = 'pending' and recipient.zone = :zone
        order by recipient.id
"""
_CLAIM_SOME = """
        limit :size
        for update of recipient skip locked
    ), changed as (
        update campaign_recipient recipient
        set status = case when picked.reason is null then 'claimed' else 'skipped' end,
            skip_reason = picked.reason,
            lane = :lane,
            lease_until = now() + make_interval(secs => :lease_s)
        from picked
        where recipient.company_id = :company_id and recipient.id = picked.id
        returning recipient.id, picked.phone_number_id, recipient.phone, recipient.wa_user_id,
                  recipient.parameters, recipient.status, recipient.variant
    )
    select status = 'claimed', id, phone_number_id, phone, wa_user_id, parameters, null, variant from changed
"""
CLAIM_RECIPIENTS = text(_CLAIM_DUE + _PENDING_IN_ORDER + _CLAIM_SOME)
CLAIM_IN_ZONE = text(_CLAIM_DUE + _PENDING_IN_ZONE + _CLAIM_SOME)

# The countries of refused people, each of them once.
REFUSE_COUNTRIES = text(
    """
    update campaign
    set failing = jsonb_set(failing, '{countries}', coalesce(failing -> 'countries', '[]') || refused.countries)
    from (
        select recipient.campaign_id, jsonb_agg(distinct code.country) as countries
        from campaign_recipient recipient
        join campaign on campaign.company_id = recipient.company_id and campaign.id = recipient.campaign_id
        join calling_code code on code.digits = substr(recipient.phone, 2, 4)
        where recipient.company_id = :company_id and recipient.id = any(cast(:ids as uuid[]))
          and not jsonb_exists(coalesce(campaign.failing -> 'countries', '[]'), code.country)
        group by recipient.campaign_id
    ) refused
    where campaign.company_id = :company_id and campaign.id = refused.campaign_id
    returning campaign.id, campaign.name, refused.countries
    """
)

CLAIM_REPLIES = text(
    """
    with picked as materialized (
        select message.id, conversation.phone_number_id
        from message
        join conversation on conversation.company_id = message.company_id
             and conversation.id = message.conversation_id
        join phone_number on phone_number.company_id = message.company_id
             and phone_number.id = conversation.phone_number_id
        join company on company.id = message.company_id
        where message.company_id = :company_id and message.status = 'pending'
          and (message.not_before is null or message.not_before <= now())
          and company.status = 'active'
          and (phone_number.paused_until is null or phone_number.paused_until <= now())
        order by message.id
        limit :size
        for update of message skip locked
    )
    update message
    set status = 'claimed', lane = :lane, lease_until = now() + make_interval(secs => :lease_s)
    from picked
    where message.company_id = :company_id and message.id = picked.id
    returning true, message.id, picked.phone_number_id, message.phone, message.wa_user_id, message.content,
              message.context_wamid
    """
)


# Pause, cancel and suspension, of campaign, number and company, quiet hours, and what the person wishes are read once more here, so that
# a claimed row stops as quickly as a waiting one. It is given back, and the next claim says why it is skipped.
START_RECIPIENTS = text(
    """
    update campaign_recipient recipient
    set status = 'sending', attempt_id = uuidv7(), attempts = attempts + 1,
        lease_until = now() + make_interval(secs => :lease_s)
    from campaign, company, phone_number
    where recipient.company_id = :company_id and recipient.id = any(cast(:ids as uuid[]))
      and recipient.status = 'claimed' and recipient.lane = :lane
      and campaign.company_id = recipient.company_id and campaign.id = recipient.campaign_id
      and campaign.status = 'sending' and company.id = recipient.company_id and company.status = 'active'
      and phone_number.company_id = campaign.company_id and phone_number.id = campaign.phone_number_id
      and (phone_number.paused_until is null or phone_number.paused_until <= now())
      and (campaign.quiet_from is null or not is_quiet(
          campaign.quiet_from, campaign.quiet_to,
          case when campaign.in_recipient_zone then recipient.zone else company.time_zone end, now()))
      and not exists (
          select from contact where contact.company_id = recipient.company_id and contact.id = recipient.contact_id
            and (contact.blocked_at is not null or contact.service_opted_out_at is not null
                 or campaign.category = 'MARKETING' and contact.opted_out_at is not null)
      )
    returning recipient.id, recipient.attempt_id, recipient.attempts
    """
)

START_REPLIES = text(
    """
    update message
    set status = 'sending', attempt_id = uuidv7(), attempts = attempts + 1,
        lease_until = now() + make_interval(secs => :lease_s)
    from company, conversation, phone_number
    where message.company_id = :company_id and message.id = any(cast(:ids as uuid[]))
      and message.status = 'claimed' and message.lane = :lane
      and company.id = message.company_id and company.status = 'active'
      and conversation.company_id = message.company_id and conversation.id = message.conversation_id
      and phone_number.company_id = message.company_id and phone_number.id = conversation.phone_number_id
      and (phone_number.paused_until is null or phone_number.paused_until <= now())
    returning message.id, message.attempt_id, message.attempts
    """
)

RELEASE_RECIPIENTS = text(
    """
    update campaign_recipient set status = 'pending', lane = null, lease_until = null
    where company_id = :company_id and id = any(cast(:ids as uuid[])) and status = 'claimed' and lane = :lane
    """
)

RELEASE_REPLIES = text(
    """
    update message set status = 'pending', lane = null, lease_until = null
    where company_id = :company_id and id = any(cast(:ids as uuid[])) and status = 'claimed' and lane = :lane
    """
)

RECOVER_RECIPIENTS = text(
    """
    update campaign_recipient
    set status = case status when 'claimed' then 'pending' else 'unconfirmed' end, lane = null, lease_until = null
    where company_id = :company_id and status in ('claimed', 'sending') and lease_until < now()
    returning campaign_id
    """
)

RECOVER_REPLIES = text(
    """
    update message
    set status = case status when 'claimed' then 'pending' else 'unconfirmed' end, lane = null, lease_until = null
    where company_id = :company_id and status in ('claimed', 'sending') and lease_until < now()
    """
)

# Every row is found by its key. Right after a launch the planner's figures are old; it would read the whole company.
FIND_BY_KEY = text(
    "select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)"
)

# A status may have overtaken the answer; the higher state stays. An answer after the lease still counts.
_RECORD = """
    set status = case when delivery_rank(news.status) > delivery_rank(mine.status) or news.status = 'pending'
                      then news.status else mine.status end,
        wamid = coalesce(mine.wamid, news.wamid),
        error_code = case when mine.status in ('sending', 'unconfirmed') then news.error_code
                          else mine.error_code end,
        error_detail = case when mine.status in ('sending', 'unconfirmed') then news.error_detail
                            else mine.error_detail end,
        accepted_at = case when news.status in ('held', 'accepted') then coalesce(mine.accepted_at, now())
                           else mine.accepted_at end,
        failed_at = case when news.status = 'failed' then coalesce(mine.failed_at, now()) else mine.failed_at end,
        not_before = now() + make_interval(secs => news.retry_after_s),
        lane = null,
        lease_until = null
    from unnest(
        cast(:ids as uuid[]), cast(:attempts as uuid[]), cast(:statuses as text[]), cast(:wamids as text[]),
        cast(:codes as int[]), cast(:details as text[]), cast(:retries as float8[])
    ) as news (id, attempt_id, status, wamid, error_code, error_detail, retry_after_s)
    where mine.company_id = :company_id and mine.id = news.id and mine.attempt_id = news.attempt_id
      and (news.status <> 'pending' or mine.status in ('sending', 'unconfirmed'))
"""
RECORD_RECIPIENTS = text("update campaign_recipient mine" + _RECORD + "returning mine.campaign_id")
RECORD_REPLIES = text("update message mine" + _RECORD + "returning mine.conversation_id")

# The statuses of one row were folded into one, so that every row is touched once.
_STATUS = """
    set status = case when delivery_rank(news.status) > delivery_rank(mine.status) then news.status
                      else mine.status end,
        wamid = coalesce(mine.wamid, news.wamid),
        accepted_at = coalesce(mine.accepted_at, news.sent_at, news.delivered_at, news.read_at),
        sent_at = coalesce(mine.sent_at, news.sent_at),
        delivered_at = coalesce(mine.delivered_at, news.delivered_at),
        read_at = coalesce(mine.read_at, news.read_at),
        failed_at = coalesce(mine.failed_at, news.failed_at),
        error_code = coalesce(news.error_code, mine.error_code),
        error_detail = coalesce(news.error_detail, mine.error_detail),
        pricing_category = coalesce(news.pricing_category, mine.pricing_category),
        pricing_type = coalesce(news.pricing_type, mine.pricing_type),
        lane = null,
        lease_until = null
    from unnest(
        cast(:ids as uuid[]), cast(:attempts as uuid[]), cast(:statuses as text[]), cast(:wamids as text[]),
        cast(:sent as timestamptz[]), cast(:delivered as timestamptz[]), cast(:read as timestamptz[]),
        cast(:failed as timestamptz[]), cast(:codes as int[]), cast(:details as text[]),
        cast(:categories as text[]), cast(:types as text[])
    ) as news (id, attempt_id, status, wamid, sent_at, delivered_at, read_at, failed_at, error_code, error_detail,
               pricing_category, pricing_type)
    where mine.company_id = :company_id and mine.id = news.id
      and (mine.attempt_id = news.attempt_id or mine.wamid = news.wamid)
"""
STATUS_RECIPIENTS = text(
    "update campaign_recipient mine" + _STATUS + "returning mine.id, mine.status, mine.campaign_id"
)
STATUS_REPLIES = text("update message mine" + _STATUS + "returning mine.id, mine.status, null")

# Ordered by the person: whoever marks people locks them in this order.
FAILURES_OF_RECIPIENTS = text(
    """
    select recipient.id, recipient.attempts, recipient.contact_id, campaign.id, campaign.template_id,
           phone_number.id, phone_number.channel_id
    from campaign_recipient recipient
    join campaign on campaign.company_id = recipient.company_id and campaign.id = recipient.campaign_id
    join phone_number on phone_number.company_id = campaign.company_id
         and phone_number.id = campaign.phone_number_id
    where recipient.company_id = :company_id and recipient.id = any(cast(:ids as uuid[]))
    order by recipient.contact_id
    """
)
FAILURES_OF_REPLIES = text(
    """
    select message.id, message.attempts, conversation.contact_id, cast(null as uuid), cast(null as uuid),
           phone_number.id, phone_number.channel_id
    from message
    join conversation on conversation.company_id = message.company_id
         and conversation.id = message.conversation_id
    join phone_number on phone_number.company_id = message.company_id
         and phone_number.id = conversation.phone_number_id
    where message.company_id = :company_id and message.id = any(cast(:ids as uuid[]))
    order by conversation.contact_id
    """
)

# An answer that says "not now" may come when its campaign is over. One that ends at this moment is waited for.
HOW_IT_ENDED = text(
    """
    select status from campaign where company_id = :company_id and id = :campaign_id for no key update
    """
)
END_WAITING = text(
    """
    update campaign_recipient
    set status = case when :is_cancelled then 'skipped' else 'failed' end,
        skip_reason = case when :is_cancelled then 'cancelled' end,
        failed_at = case when not :is_cancelled then now() end,
        not_before = null
    where company_id = :company_id and id = any(cast(:ids as uuid[])) and status = 'pending'
    """
)

# What the failed attempt has left behind must not be taken for the next one's. A campaign that is over stays over; one
# that ends at this moment is waited for.
TRY_RECIPIENTS_AGAIN = text(
    """
    with open_campaign as materialized (
        select campaign.id from campaign
        where campaign.company_id = :company_id and campaign.status in ('sending', 'paused') and campaign.id in (
            select campaign_id from campaign_recipient
            where company_id = :company_id and id = any(cast(:ids as uuid[]))
        )
        order by campaign.id for no key update
    )
    update campaign_recipient mine
    set status = 'pending', not_before = now() + make_interval(secs => news.wait_s), wamid = null,
        accepted_at = null, sent_at = null, failed_at = null, lane = null, lease_until = null
    from unnest(cast(:ids as uuid[]), cast(:waits as float8[])) as news (id, wait_s)
    where mine.company_id = :company_id and mine.id = news.id and mine.status = 'failed'
      and mine.campaign_id in (select id from open_campaign)
    """
)
TRY_REPLIES_AGAIN = text(
    """
    update message mine
    set status = 'pending', not_before = now() + make_interval(secs => news.wait_s), wamid = null,
        accepted_at = null, sent_at = null, failed_at = null, lane = null, lease_until = null
    from unnest(cast(:ids as uuid[]), cast(:waits as float8[])) as news (id, wait_s)
    where mine.company_id = :company_id and mine.id = news.id and mine.status = 'failed'
    """
)

# A message that was taken after a refusal and reached WhatsApp's server proves that the refusal is over.
SETTLE_BY_RECIPIENTS = text(
    """
    update channel_notice notice set resolved_at = now()
    from campaign_recipient mine, campaign
    where notice.company_id = :company_id and notice.channel_id = :channel_id and notice.resolved_at is null
      and notice.key like 'refusal.%'
      and mine.company_id = :company_id and mine.id = any(cast(:ids as uuid[]))
      and mine.accepted_at > notice.happened_at
      and campaign.company_id = :company_id and campaign.id = mine.campaign_id
      and (notice.phone_number_id is null or notice.phone_number_id = campaign.phone_number_id)
    returning notice.id
    """
)
SETTLE_BY_REPLIES = text(
    """
    update channel_notice notice set resolved_at = now()
    from message mine, conversation
    where notice.company_id = :company_id and notice.channel_id = :channel_id and notice.resolved_at is null
      and notice.key like 'refusal.%'
      and mine.company_id = :company_id and mine.id = any(cast(:ids as uuid[]))
      and mine.accepted_at > notice.happened_at
      and conversation.company_id = :company_id and conversation.id = mine.conversation_id
      and (notice.phone_number_id is null or notice.phone_number_id = conversation.phone_number_id)
    returning notice.id
    """
)

FIND_BY_WAMID = text(
    """
    select 'r', id, attempt_id, wamid from campaign_recipient
    where company_id = :company_id and wamid = any(cast(:wamids as text[]))
    union all
    select 'm', id, attempt_id, wamid from message
    where company_id = :company_id and wamid = any(cast(:wamids as text[])) and direction = 'outbound'
    """
)
