"""The SQL that lets what happened with somebody follow them: to another contact, or to a new number."""

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
    # One message of a campaign is enough for one person: what still waits gives way to what has left, or to the winner's.
    text(
        """
        update campaign_recipient mine
        set status = 'skipped', skip_reason = 'duplicate', lane = null, lease_until = null
        from campaign_recipient theirs
        where mine.company_id = :company_id and mine.contact_id in (:winner, :loser)
          and mine.status in ('pending', 'claimed')
          and theirs.company_id = mine.company_id and theirs.campaign_id = mine.campaign_id
          and theirs.contact_id in (:winner, :loser) and theirs.contact_id <> mine.contact_id
          and theirs.status <> 'skipped'
          and (theirs.status not in ('pending', 'claimed') or mine.contact_id = :loser)
        """
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

# What the team has written down and changed about them, and the lists they are in.
MOVE_CARE = (
    text(
        "update contact_change set contact_id = :winner where company_id = :company_id and contact_id = :loser"
    ),
    text(
        "update contact_note set contact_id = :winner where company_id = :company_id and contact_id = :loser"
    ),
    text(
        """
        insert into segment_member (company_id, id, created_at, segment_id, contact_id)
        select company_id, uuidv7(), created_at, segment_id, :winner
        from segment_member where company_id = :company_id and contact_id = :loser
        on conflict (company_id, segment_id, contact_id) do nothing
        """
    ),
)

# What waits to be sent goes to where the person is now.
REDIRECT_WAITING = (
    text(
        """
        update campaign_recipient set phone = :phone, wa_user_id = :wa_user_id
        where company_id = :company_id and contact_id = :contact_id and status = 'pending'
        """
    ),
    text(
        """
        update message set phone = :phone, wa_user_id = :wa_user_id
        from conversation
        where message.company_id = :company_id and message.status = 'pending'
          and conversation.company_id = message.company_id and conversation.id = message.conversation_id
          and conversation.contact_id = :contact_id
        """
    ),
)
