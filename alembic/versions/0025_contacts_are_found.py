"""What contacts are found by: words, ends of numbers and names in order, in a table of their own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

POLICY = "company_id = nullif(current_setting('app.company_id', true), '')::uuid"
# More at once than this are left to a job: an import does not wait for its words.
AT_ONCE = 200
FOLDED = r"""
create function contact_folded(said text) returns text
language plpgsql immutable parallel safe set search_path = pg_catalog, public as $$
begin
    -- Accents are marks of their own after NFKD; most texts have none.
    if octet_length(said) <> length(said) then
        said := regexp_replace(normalize(said, NFKD), '[\u0300-\u036f]', '', 'g');
    end if;
    return lower(said collate "pg_c_utf8");
end
$$
"""
WORDS = r"""
create function contact_words(company uuid, name text, tags text[], attributes jsonb) returns tsvector
language plpgsql immutable parallel safe set search_path = pg_catalog, public as $$
declare
    gap constant text := E'\x01';
    mark constant text := right(company::text, 8);
    -- A name counts word by word, a tag or a value as a whole.
    said text := contact_folded(regexp_replace(name, '\W+', gap, 'g') || gap || array_to_string(tags, gap) || gap
        || array_to_string(array(select value from jsonb_each_text(attributes)), gap));
begin
    if octet_length(said) > 1500 then
        -- A word of the index has at most 2 kB.
        said := regexp_replace(said, '([^\x01]{200})[^\x01]+', '\1', 'g');
    end if;
    return array_to_tsvector(string_to_array(mark || replace(said, gap, gap || mark), gap));
end
$$
"""
NAME_KEY = r"""
create function contact_name_key(name text) returns text
language sql immutable parallel safe set search_path = pg_catalog, public as $$
    -- Who has no name stands at the end.
    select case when name = '' then U&'\+10FFFF' else left(contact_folded(name), 100) end
$$
"""
SHOWN = """
insert into contact_search (company_id, contact_id, created_at, words, name_key, phone_end)
select company_id, id, created_at, contact_words(company_id, name, tags, attributes), contact_name_key(name), reverse(phone)
"""
ADDED = f"""
create function contact_search_added() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
    if (select count(*) from (select from added limit {AT_ONCE + 1}) few) <= {AT_ONCE} then
        {SHOWN} from added on conflict do nothing;
    else
        insert into contact_search_debt (company_id, id, created_at, marked_at)
        select company_id, uuidv7(), now(), clock_timestamp() from added limit 1
        on conflict (company_id) do update set marked_at = excluded.marked_at;
    end if;
    return null;
end
$$
"""
CHANGED = """
create function contact_search_changed() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
    update contact_search set words = contact_words(new.company_id, new.name, new.tags, new.attributes),
        name_key = contact_name_key(new.name), phone_end = reverse(new.phone)
    where company_id = new.company_id and contact_id = new.id;
    return null;
end
$$
"""
# Under row-level security no index of words can be used: its operator might tell of rows that are hidden.
# So the owner asks, for the transaction's own company and no other.
FOUND = r"""
create function find_contacts(said text, digits text, whole text[], before_at timestamptz, before_id uuid, most int)
returns table (found_id uuid, found_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public
set plan_cache_mode = force_custom_plan set enable_seqscan = off set enable_sort = off as $$
declare
    company constant uuid := nullif(current_setting('app.company_id', true), '')::uuid;
    mark constant text := right(company::text, 8);
    phrase constant text := btrim(contact_folded(said));
    ends constant text := nullif(reverse(digits), '');
    wanted tsquery;
    edge record;
    seen int;
begin
    select string_agg(contact_term(mark || word) || ':*', ' & ')::tsquery into wanted
    from regexp_split_to_table(phrase, '\W+') word where word <> '';
    -- What stands in a tag or a value in several words is one word there.
    if phrase ~ '\W' then
        wanted := coalesce(wanted || (contact_term(mark || phrase) || ':*')::tsquery,
            (contact_term(mark || phrase) || ':*')::tsquery);
    end if;
    if cardinality(whole) > 0 then
        wanted := coalesce(wanted && contact_terms(mark, whole), contact_terms(mark, whole));
    end if;
    -- What many have is found among the newest, without looking at the rest.
    select s.created_at, s.contact_id into edge from contact_search s
    where s.company_id = company and (s.created_at, s.contact_id) < (before_at, before_id)
    order by s.created_at desc, s.contact_id desc offset 2999 limit 1;
    return query select s.contact_id, s.created_at from (
        select * from contact_search one
        where one.company_id = company and (one.created_at, one.contact_id) < (before_at, before_id)
        order by one.created_at desc, one.contact_id desc limit 3000
    ) s
    where s.words @@ wanted or (ends is not null and (s.phone_end like ends || '%' or s.phone_end like '%' || ends || '+'))
    order by s.created_at desc, s.contact_id desc limit most;
    get diagnostics seen = row_count;
    if seen >= most or edge is null then
        return;
    end if;
    return query select s.contact_id, s.created_at from (
        select one.contact_id, one.created_at from contact_search one
        where one.words @@ wanted and one.company_id = company offset 0
    ) s
    where (s.created_at, s.contact_id) < (edge.created_at, edge.contact_id)
    union
    select one.contact_id, one.created_at from contact_search one
    where ends is not null and one.company_id = company and one.phone_end >= ends and one.phone_end < ends || ':'
      and (one.created_at, one.contact_id) < (edge.created_at, edge.contact_id)
    union
    select one.id, one.created_at from contact one
    where ends is not null and one.company_id = company and one.phone >= '+' || digits and one.phone < '+' || digits || ':'
      and (one.created_at, one.id) < (edge.created_at, edge.contact_id)
    order by 2 desc, 1 desc limit most - seen;
end
$$
"""
TERM = r"""
create function contact_term(word text) returns text
language sql immutable parallel safe set search_path = pg_catalog, public as $$
    select '''' || replace(replace(word, '\', '\\'), '''', '''''') || ''''
$$
"""
QUERY = """
create function contact_terms(mark text, whole text[]) returns tsquery
language sql immutable parallel safe set search_path = pg_catalog, public as $$
    select string_agg(contact_term(mark || left(btrim(contact_folded(one)), 200)), ' & ')::tsquery from unnest(whole) one
$$
"""
DOOR = "find_contacts(text, text, text[], timestamptz, uuid, int)"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    _tables()
    for function in (FOLDED, WORDS, NAME_KEY, TERM, QUERY, ADDED, CHANGED, FOUND):
        op.execute(function)
    op.execute("alter table contact no force row level security")
    op.execute("alter table contact_search no force row level security")
    op.execute(f"{SHOWN} from contact")
    op.execute("alter table contact_search force row level security")
    op.execute("alter table contact force row level security")
    _indexes()
    op.execute(
        "create trigger contact_search_added after insert on contact "
        "referencing new table as added for each statement execute function contact_search_added()"
    )
    op.execute(
        "create trigger contact_search_changed after update of name, tags, attributes, phone on contact "
        "for each row when ((old.name, old.tags, old.attributes, old.phone) is distinct from "
        "(new.name, new.tags, new.attributes, new.phone)) execute function contact_search_changed()"
    )
    op.execute("create policy finds on contact_search for select to app_owner using (true)")
    op.execute("create policy finds on contact for select to app_owner using (true)")
    op.execute(f"revoke execute on function {DOOR} from public")
    op.execute(f"grant execute on function {DOOR} to app_user")
    op.execute("create policy look_up on contact_search_debt for select to app_router using (true)")
    op.execute("grant select (company_id, id) on contact_search_debt to app_router")


def _tables() -> None:
    op.create_table(
        "contact_search",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("name_key", sa.String(collation="C"), nullable=False),
        sa.Column("phone_end", sa.String(collation="C"), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id", "contact_id"], ["contact.company_id", "contact.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"]),
        sa.PrimaryKeyConstraint("company_id", "contact_id"),
    )
    op.create_table(
        "contact_search_debt",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"]),
        sa.PrimaryKeyConstraint("company_id", "id"),
        sa.UniqueConstraint("company_id"),
    )
    for table in ("contact_search", "contact_search_debt"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy own_company on {table} to app_user using ({POLICY}) with check ({POLICY})"
        )
        op.execute(f"grant select, insert, update, delete on {table} to app_user")


def _indexes() -> None:
    op.create_index(
        "contact_search_recent", "contact_search", ["company_id", "created_at", "contact_id"]
    )
    op.create_index(
        "contact_search_name", "contact_search", ["company_id", "name_key", "contact_id"]
    )
    op.create_index("contact_search_phone_end", "contact_search", ["company_id", "phone_end"])
    op.create_index("contact_search_words", "contact_search", ["words"], postgresql_using="gin")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop policy finds on contact")
    op.execute("drop trigger contact_search_changed on contact")
    op.execute("drop trigger contact_search_added on contact")
    op.drop_table("contact_search_debt")
    op.drop_table("contact_search")
    op.execute(f"drop function {DOOR}")
    for function in (
        "contact_search_changed()",
        "contact_search_added()",
        "contact_terms(text, text[])",
        "contact_term(text)",
        "contact_name_key(text)",
        "contact_words(uuid, text, text[], jsonb)",
        "contact_folded(text)",
    ):
        op.execute(f"drop function {function}")
