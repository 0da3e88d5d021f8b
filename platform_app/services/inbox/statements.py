"""The SQL of the inbox."""

from sqlalchemy import text

# Two people turn out to be one. Where both have a conversation with a number, the messages move into the winner's.
MOVE_HISTORY = (
    text(
        """
        update message set conversation_id = theirs.id
        from conversation mine
        join conversation theirs on theirs.company_id = mine.company_id
             and theirs.phone_number_id = mine.phone_number_id and theirs.contact_id = :winner
        where mine.company_id = :company_id and mine.contact_id = :loser
          and message.company_id = mine.company_id and message.conversation_id = mine.id
        """
    ),
    text(
        """
        update conversation theirs
        set unread = theirs.unread + mine.unread,
            status = case when mine.status = 'open' then 'open' else theirs.status end,
            assignee_id = coalesce(theirs.assignee_id, mine.assignee_id),
            preview = case when mine.last_message_at > theirs.last_message_at then mine.preview
                           else theirs.preview end,
            last_message_at = greatest(theirs.last_message_at, mine.last_message_at),
            last_inbound_at = greatest(theirs.last_inbound_at, mine.last_inbound_at)
        from conversation mine
        where mine.company_id = :company_id and mine.contact_id = :loser
          and theirs.company_id = mine.company_id and theirs.phone_number_id = mine.phone_number_id
          and theirs.contact_id = :winner
        """
    ),
    text(
        """
        delete from conversation mine
        using conversation theirs
        where mine.company_id = :company_id and mine.contact_id = :loser
          and theirs.company_id = mine.company_id and theirs.phone_number_id = mine.phone_number_id
          and theirs.contact_id = :winner
        """
    ),
    text(
        "update conversation set contact_id = :winner where company_id = :company_id and contact_id = :loser"
    ),
    text(
        """
        update campaign_recipient mine set contact_id = :winner
        where mine.company_id = :company_id and mine.contact_id = :loser
          and not exists (
              select from campaign_recipient theirs
              where theirs.company_id = mine.company_id and theirs.campaign_id = mine.campaign_id
                and theirs.contact_id = :winner)
        """
    ),
)

FIND_CAMPAIGN_MESSAGES = text(
    """
    select recipient.id, recipient.wamid, campaign.name, campaign.template_snapshot, recipient.parameters,
           recipient.status, recipient.error_code, recipient.error_detail,
           coalesce(recipient.sent_at, recipient.accepted_at, recipient.delivered_at, recipient.read_at,
                    recipient.failed_at) as happened_at
    from campaign_recipient recipient
    join campaign on campaign.company_id = recipient.company_id and campaign.id = recipient.campaign_id
    where recipient.company_id = :company_id and recipient.contact_id = :contact_id
      and campaign.phone_number_id = :phone_number_id
      and recipient.status in ('unconfirmed', 'accepted', 'sent', 'delivered', 'read', 'failed')
    order by recipient.id desc
    limit :limit
    """
)
