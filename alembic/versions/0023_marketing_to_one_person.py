"""What counts against the frequency cap: marketing that has reached somebody, or is on its way to them."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MARKETING_SEND = """
create view marketing_send with (security_invoker = true) as
select recipient.company_id, recipient.contact_id, recipient.accepted_at as at
from campaign_recipient recipient
join campaign on campaign.company_id = recipient.company_id and campaign.id = recipient.campaign_id
where campaign.category = 'MARKETING' and recipient.status in ('accepted', 'sent', 'delivered', 'read')
union all
select recipient.company_id, recipient.contact_id,
    case recipient.status when 'claimed' then now() else uuid_extract_timestamp(recipient.attempt_id) end
from campaign_recipient recipient
join campaign on campaign.company_id = recipient.company_id and campaign.id = recipient.campaign_id
where campaign.category = 'MARKETING' and recipient.status in ('claimed', 'sending', 'unconfirmed')
union all
select message.company_id, conversation.contact_id, message.happened_at
from message
join conversation on conversation.company_id = message.company_id and conversation.id = message.conversation_id
where message.kind = 'template' and message.content ->> 'category' = 'MARKETING'
  and message.direction = 'outbound' and message.status <> 'failed'
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
    op.execute(MARKETING_SEND)
    op.execute("grant select on marketing_send to app_user")
    for name, where in COUNTED.items():
        op.create_index(name, "contact", ["company_id"], postgresql_where=sa.text(where))


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for name in COUNTED:
        op.drop_index(name, "contact")
    op.execute("drop view marketing_send")
    op.drop_index("message_marketing", "message")


# The page on consent counts people by these.
COUNTED = {
    "contact_opted_in": "opted_in_at is not null and opted_out_at is null",
    "contact_opted_out": "opted_out_at is not null",
    "contact_undecided": "opted_in_at is null and opted_out_at is null",
    "contact_silent": "service_opted_out_at is not null",
}
