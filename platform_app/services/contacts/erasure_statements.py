"""The SQL that leaves nothing of a person behind."""

from sqlalchemy import text

# A send that is under way would come back and write down whom it reached.
UNDER_WAY = text(
    """
    select exists (
        select from campaign_recipient
        where company_id = :company_id and contact_id = :contact_id and status = 'sending')
    or exists (
        select from message
        join conversation on conversation.company_id = message.company_id and conversation.id = message.conversation_id
        where message.company_id = :company_id and conversation.contact_id = :contact_id
          and message.status = 'sending')
    """
)

FILES = text(
    """
    select media.storage_key
    from conversation
    join message on message.company_id = conversation.company_id and message.conversation_id = conversation.id
    join media on media.company_id = message.company_id and media.message_id = message.id
    where conversation.company_id = :company_id and conversation.contact_id = :contact_id and media.storage_key <> ''
    """
)

COUNTS = text(
    """
    select
        (select count(*) from message
         join conversation on conversation.company_id = message.company_id and conversation.id = message.conversation_id
         where message.company_id = :company_id and conversation.contact_id = :contact_id),
        (select count(*) from media
         join message on message.company_id = media.company_id and message.id = media.message_id
         join conversation on conversation.company_id = message.company_id and conversation.id = message.conversation_id
         where media.company_id = :company_id and conversation.contact_id = :contact_id),
        (select count(*) from contact_note where company_id = :company_id and contact_id = :contact_id),
        (select count(*) from campaign_recipient where company_id = :company_id and contact_id = :contact_id)
    """
)

FORGET = (
    # What has not left yet does not leave any more.
    text(
        """
        update campaign_recipient set status = 'skipped', skip_reason = 'erased', lane = null, lease_until = null
        where company_id = :company_id and contact_id = :contact_id and status in ('pending', 'claimed')
        """
    ),
    # A campaign keeps how many it reached, and not whom. WhatsApp's message ids hold the number.
    text(
        """
        update campaign_recipient
        set contact_id = uuidv7(), name = '', phone = null, wa_user_id = null, parameters = '{}', wamid = null,
            error_detail = null
        where company_id = :company_id and contact_id = :contact_id
        """
    ),
    text(
        """
        delete from message using conversation
        where message.company_id = :company_id and conversation.company_id = message.company_id
          and conversation.id = message.conversation_id and conversation.contact_id = :contact_id
        """
    ),
    text("delete from conversation where company_id = :company_id and contact_id = :contact_id"),
    text("delete from contact where company_id = :company_id and id = :contact_id"),
)

# Bodies that wait are applied first: they are news, also of somebody who begins anew.
EVENTS = text(
    """
    with batch as materialized (
        select id from webhook_event
        where company_id = :company_id and id > :after order by id limit :size
    )
    select batch.id, event.body from batch
    left join webhook_event event on event.company_id = :company_id and event.id = batch.id
        and event.applied_at is not null
        and exists (select from unnest(cast(:keys as text[])) key
                    where position(convert_to(key, 'UTF8') in event.body) > 0)
    order by batch.id
    """
)

CLEAR_REST = (
    text(
        """
        delete from parked_status
        where company_id = :company_id
          and exists (select from unnest(cast(:keys as text[])) key where position(key in status::text) > 0)
        """
    ),
    # Rows of files that were not taken; the reason stays, and the line.
    text(
        """
        update contact_import_problem set cells = '{}'
        where company_id = :company_id
          and exists (select from unnest(cast(:tails as text[])) tail
                      where position(tail in regexp_replace(array_to_string(cells, ' '), '\\D', '', 'g')) > 0)
        """
    ),
    # Files that nobody has started: they may hold the person, and are chosen again if they are still wanted.
    text(
        """
        update contact_import set status = 'discarded', sample = '', shown = '[]'
        where company_id = :company_id and status in ('draft', 'checking', 'checked')
        """
    ),
)
