"""A message that WhatsApp holds counts against the frequency cap: it may arrive within the hour."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

MARKETING_SENDS = """
create or replace function marketing_sends(of_company uuid) returns table (contact_id uuid, at timestamptz)
language sql stable as $$
    select recipient.contact_id, recipient.accepted_at
    from campaign_recipient recipient
    join campaign on campaign.company_id = recipient.company_id and campaign.id = recipient.campaign_id
    where recipient.company_id = of_company and campaign.category = 'MARKETING'
      and recipient.status in ({held}'accepted', 'sent', 'delivered', 'read')
    union all
    select recipient.contact_id,
        case recipient.status when 'claimed' then now() else uuid_extract_timestamp(recipient.attempt_id) end
    from campaign_recipient recipient
    join campaign on campaign.company_id = recipient.company_id and campaign.id = recipient.campaign_id
    where recipient.company_id = of_company and campaign.category = 'MARKETING'
      and recipient.status in ('claimed', 'sending', 'unconfirmed')
    union all
    select conversation.contact_id, message.happened_at
    from message
    join conversation on conversation.company_id = message.company_id and conversation.id = message.conversation_id
    where message.company_id = of_company and message.kind = 'template'
      and message.content ->> 'category' = 'MARKETING'
      and message.direction = 'outbound' and message.status <> 'failed'
$$
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(MARKETING_SENDS.format(held="'held', "))


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(MARKETING_SENDS.format(held=""))
