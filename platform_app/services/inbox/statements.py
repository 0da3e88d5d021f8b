"""The SQL of the inbox."""

from sqlalchemy import text

FIND_CAMPAIGN_MESSAGES = text(
    """
    select recipient.id, recipient.wamid, campaign.name,
           coalesce(variant.template_snapshot, campaign.template_snapshot) as template_snapshot, recipient.parameters,
           campaign.brief, campaign.offer, campaign.offer_until, recipient.status, recipient.error_code,
           recipient.error_detail,
           coalesce(recipient.sent_at, recipient.accepted_at, recipient.delivered_at, recipient.read_at,
                    recipient.failed_at) as happened_at
    from campaign_recipient recipient
    join campaign on campaign.company_id = recipient.company_id and campaign.id = recipient.campaign_id
    left join campaign_variant variant on variant.company_id = recipient.company_id
         and variant.campaign_id = recipient.campaign_id and variant.position = recipient.variant
    where recipient.company_id = :company_id and recipient.contact_id = :contact_id
      and campaign.phone_number_id = :phone_number_id
      and recipient.status in ('unconfirmed', 'held', 'accepted', 'sent', 'delivered', 'read', 'failed')
    order by recipient.id desc
    limit :limit
    """
)

# In the order of ids, so that two batches wait for each other and never in a circle.
MARK_ANSWERED = text(
    """
    with answer as (
        select conversation.contact_id, conversation.phone_number_id, min(message.happened_at) as at
        from message
        join conversation on conversation.company_id = message.company_id
                         and conversation.id = message.conversation_id
        where message.company_id = :company_id and message.wamid = any(:wamids)
          and message.direction = 'inbound'
        group by conversation.contact_id, conversation.phone_number_id
    ), answered as (
        select recipient.id, answer.at
        from answer
        join campaign_recipient recipient on recipient.company_id = :company_id
                                         and recipient.contact_id = answer.contact_id
        join campaign on campaign.company_id = :company_id and campaign.id = recipient.campaign_id
                     and campaign.phone_number_id = answer.phone_number_id
        where recipient.accepted_at between answer.at - interval '72 hours' and answer.at
          and recipient.status <> 'failed'
          and (recipient.replied_at is null or recipient.replied_at > answer.at)
        order by recipient.id
        for no key update of recipient
    )
    update campaign_recipient recipient set replied_at = answered.at
    from answered where recipient.company_id = :company_id and recipient.id = answered.id
    """
)
