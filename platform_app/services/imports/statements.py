"""The SQL of imports: a batch comes by COPY into a table of its own, is judged, and is taken in by one statement."""

from sqlalchemy import text

# Row-level security allows COPY into temporary tables only; these are seen by nobody else and gone after the commit.
STAGE = text(
    """
    create temporary table import_stage (
        line int not null, phone text not null, original text not null, name text not null, attributes jsonb not null,
        tags varchar[] not null, is_listed bool not null
    ) on commit drop;
    create temporary table import_judged (
        like import_stage, known_phone text not null, contact_id uuid, is_out bool not null, verdict text not null
    ) on commit drop
    """
)
COPY = "copy import_stage from stdin (format csv)"
# Every person of the batch beside the contact that they are, known by their number now, or by one that they had before.
# Joined row by row, each by an index: with row-level security around it, PostgreSQL would compare everybody with everybody.
JUDGE = text(
    """
    insert into import_judged
    select stage.*, coalesce(contact.phone, stage.phone), contact.id, contact.opted_out_at is not null,
           case when contact.id is null then
                    case when :mode = 'suppression' and stage.is_listed then 'unchanged' else 'new' end
                when :mode = 'suppression' then
                    case when contact.opted_out_at is null then 'updated' else 'unchanged' end
                when (not :keeps_known and stage.name <> '' and stage.name <> contact.name)
                  or (not :keeps_known and not contact.attributes @> stage.attributes)
                  or not contact.tags @> stage.tags
                  or (:consent and contact.opted_in_at is null and contact.opted_out_at is null) then 'updated'
                else 'unchanged' end
    from import_stage stage
    left join lateral (
        select own.id, own.phone, own.name, own.attributes, own.tags, own.opted_in_at, own.opted_out_at, 1 as place
        from contact own where own.company_id = :company_id and own.phone = stage.phone
        union all
        select own.id, own.phone, own.name, own.attributes, own.tags, own.opted_in_at, own.opted_out_at, 2
        from contact_alias alias
        join contact own on own.company_id = alias.company_id and own.id = alias.contact_id
        where alias.company_id = :company_id and alias.kind = 'phone' and alias.value = stage.phone
          and own.phone is not null
        order by place
        limit 1
    ) contact on true
    """
)
OUTCOME = text(
    """
    select count(distinct known_phone) filter (where verdict = 'new'),
           count(distinct known_phone) filter (where verdict = 'updated'), count(*) filter (where is_out)
    from import_judged
    """
)
# Of the first rows only, for people to look at.
VERDICTS = text("select line, verdict, is_out from import_judged where line <= :last_line")
# Ids are numbered from one that is made for the batch: PostgreSQL takes longer over a random id than over its row.
# What a row leaves empty stays as it is, and nothing here takes back an opt-out, not even one that came a moment ago.
TAKE = text(
    """
    with people as (
        select distinct on (known_phone) * from import_judged where verdict in ('new', 'updated')
        order by known_phone, line
    ), taken as (
        insert into contact as mine (
            company_id, id, created_at, phone, phone_original, name, attributes, tags, opted_in_at, opt_in_source,
            opted_out_at, opt_out_source, first_import_id, last_import_id)
        select :company_id, (:contact_ids || lpad(to_hex(row_number() over ()), 8, '0'))::uuid, now(), known_phone, nullif(original, ''), name, attributes, tags,
               case when :consent and not is_listed then now() end,
               case when :consent and not is_listed then :consent_source end,
               case when is_listed then now() end, case when is_listed then 'Suppression list' end,
               :import_id, :import_id
        from people
        on conflict (company_id, phone) do update set
            name = case when :keeps_known then mine.name else coalesce(nullif(excluded.name, ''), mine.name) end,
            attributes = case when :keeps_known then mine.attributes else mine.attributes || excluded.attributes end,
            tags = case when mine.tags @> excluded.tags then mine.tags
                        else mine.tags || array(
                            select tag from unnest(excluded.tags) tag where tag <> all (mine.tags)) end,
            opted_in_at = case when mine.opted_out_at is null then coalesce(mine.opted_in_at, excluded.opted_in_at)
                               else mine.opted_in_at end,
            opt_in_source = case when mine.opted_out_at is null and mine.opted_in_at is null
                                 then excluded.opt_in_source else mine.opt_in_source end,
            last_import_id = excluded.last_import_id
        returning mine.id, old.id is null as is_new,
                  new.opted_in_at is not null and old.opted_in_at is null as is_granted,
                  old.id is null and new.opted_out_at is not null as is_withdrawn
    ), proof as (
        insert into consent_event (
            company_id, id, created_at, happened_at, contact_id, kind, channel, purpose, source, detail, wording,
            actor_id, actor_name, import_id)
        select :company_id, (:event_ids || lpad(to_hex(row_number() over ()), 8, '0'))::uuid, now(), now(), id,
               case when is_granted then 'granted' else 'withdrawn' end, 'whatsapp', 'marketing',
               case when is_granted then 'import' else 'suppression_list' end,
               case when is_granted then :consent_source else 'Suppression list' end,
               case when is_granted then :consent_wording else '' end, :actor_id, :actor_name, :import_id
        from taken where is_granted or is_withdrawn
    )
    select count(*) filter (where is_new), count(*) filter (where not is_new),
           (select count(*) from import_judged where is_out)
    from taken
    """
)
# The known of a suppression list take their consent back; the others are listed by their digests.
WITHDRAW = text(
    """
    with withdrawn as (
        update contact set opted_out_at = now(), opt_out_source = :consent_source
        from import_judged judged
        where contact.company_id = :company_id and contact.id = judged.contact_id and contact.opted_out_at is null
        returning contact.id
    ), proof as (
        insert into consent_event (
            company_id, id, created_at, happened_at, contact_id, kind, channel, purpose, source, detail, wording,
            actor_id, actor_name, import_id)
        select :company_id, uuidv7(), now(), now(), id, 'withdrawn', 'whatsapp', 'marketing', 'suppression_list',
               :consent_source, '', :actor_id, :actor_name, :import_id
        from withdrawn
    )
    select phone from import_judged where verdict = 'new' order by phone
    """
)
KEEP_TAGS = text(
    """
    insert into tag (company_id, id, created_at, name, colour)
    select :company_id, uuidv7(), now(), name, 'slate' from unnest(cast(:names as text[])) name
    on conflict (company_id, name) do nothing
    """
)
KEEP_PROBLEMS = text(
    """
    insert into contact_import_problem (company_id, id, created_at, import_id, line, reason, first_line, is_taken, cells)
    select :company_id, uuidv7(), now(), :import_id, line, reason, nullif(first_line, 0), is_taken,
           array(select jsonb_array_elements_text(cells))
    from unnest(cast(:lines as int[]), cast(:reasons as text[]), cast(:first_lines as int[]),
                cast(:taken as bool[]), cast(:cells as jsonb[])) as given (line, reason, first_line, is_taken, cells)
    """
)
