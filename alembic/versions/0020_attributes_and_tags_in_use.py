"""Attributes and tags that contacts have already get a definition and a colour of their own."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLES = ("contact", "attribute_definition", "tag")
DEFINITIONS = """
insert into attribute_definition (company_id, id, created_at, key, label, kind, choices, position)
select company_id, uuidv7(), now(), key, initcap(left(replace(key, '_', ' '), 1)) || substr(replace(key, '_', ' '), 2),
    'text', '[]', row_number() over (partition by company_id order by key) - 1
from (select distinct company_id, jsonb_object_keys(attributes) as key from contact) used
"""
# Colours in turn, so that tags beside each other differ.
TAGS = """
insert into tag (company_id, id, created_at, name, colour)
select company_id, uuidv7(), now(), name,
    (array['slate', 'blue', 'green', 'amber', 'red', 'violet', 'teal', 'pink'])
        [(row_number() over (partition by company_id order by name) - 1) % 8 + 1]
from (select distinct company_id, unnest(tags) as name from contact) used
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    # The tables' owner has no policy: while row-level security is forced, it would see no row.
    for table in TABLES:
        op.execute(f"alter table {table} no force row level security")
    op.execute(DEFINITIONS)
    op.execute(TAGS)
    for table in TABLES:
        op.execute(f"alter table {table} force row level security")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table in ("attribute_definition", "tag"):
        op.execute(f"alter table {table} no force row level security")
        op.execute(f"delete from {table}")
        op.execute(f"alter table {table} force row level security")
