"""Who has an attribute is found as quickly as who has a value: the name of each attribute is a word of its own."""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

# What it was in 0025, and with the names of what somebody has, marked so that nothing that is said equals one.
_WORDS = r"""
create or replace function contact_words(company uuid, name text, tags text[], attributes jsonb) returns tsvector
language plpgsql immutable parallel safe set search_path = pg_catalog, public as $$
declare
    gap constant text := E'\x01';
    mark constant text := right(company::text, 8);
    -- A name counts word by word, a tag or a value as a whole.
    said text := contact_folded(regexp_replace(name, '\W+', gap, 'g') || gap || array_to_string(tags, gap) || gap
        || array_to_string(array(select value from jsonb_each_text(attributes)), gap)%s);
begin
    if octet_length(said) > 1500 then
        -- A word of the index has at most 2 kB.
        said := regexp_replace(said, '([^\x01]{200})[^\x01]+', '\1', 'g');
    end if;
    return array_to_tsvector(string_to_array(mark || replace(said, gap, gap || mark), gap));
end
$$
"""
_NAMES = r"""
        || array_to_string(array(select gap || E'\x02' || key from jsonb_each_text(attributes) where value is not null), '')"""
_AGAIN = """
update contact_search s set words = contact_words(c.company_id, c.name, c.tags, c.attributes)
from contact c where c.company_id = s.company_id and c.id = s.contact_id and c.attributes <> '{}'
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(_WORDS % _NAMES)
    _say_again()


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(_WORDS % "")
    _say_again()


def _say_again() -> None:
    for table in ("contact", "contact_search"):
        op.execute(f"alter table {table} no force row level security")
    op.execute(_AGAIN)
    for table in ("contact_search", "contact"):
        op.execute(f"alter table {table} force row level security")
