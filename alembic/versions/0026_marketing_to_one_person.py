"""What counts against the frequency cap: marketing that has reached somebody, or is on its way to them."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# A plain function, so that the planner sees through it and the walls hold for whoever asks.
MARKETING_SENDS = """
create function marketing_sends(of_company uuid) returns table (contact_id uuid, at timestamptz)
language sql stable as $$
    select recipient.contact_id, recipient.accepted_at
    from campaign_recipient recipient
    join campaign on campaign.company_id = recipient.company_id and campaign.id = recipient.campaign_id
    where recipient.company_id = of_company and campaign.category = 'MARKETING'
      and recipient.status in ('accepted', 'sent', 'delivered', 'read')
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
IS_MARKETING = "kind = 'template' and content ->> 'category' = 'MARKETING'"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_index(
        "message_marketing",
        "message",
        ["company_id", "conversation_id"],
        postgresql_where=sa.text(IS_MARKETING),
    )
    op.execute(MARKETING_SENDS)
    for name, where in COUNTED.items():
        op.create_index(name, "contact", ["company_id"], postgresql_where=sa.text(where))


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for name in COUNTED:
        op.drop_index(name, "contact")
    op.execute("drop function marketing_sends")
    op.drop_index("message_marketing", "message")


# The page on consent counts people by these.
COUNTED = {
    "contact_opted_in": "opted_in_at is not null and opted_out_at is null",
    "contact_opted_out": "opted_out_at is not null",
    "contact_undecided": "opted_in_at is null and opted_out_at is null",
    "contact_silent": "service_opted_out_at is not null",
}
