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
