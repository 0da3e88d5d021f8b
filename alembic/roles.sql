-- The four roles of the product. Run as an administrator of the server; safe to run again.
do $$
declare
    name text;
begin
    foreach name in array array['app_owner', 'app_user', 'app_router', 'app_admin'] loop
        if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I nosuperuser nocreatedb nocreaterole nobypassrls', name);
        end if;
    end loop;
end
$$;

-- Nobody but the owner makes tables; everybody's rights are granted table by table in the migrations.
revoke create on schema public from public;
grant usage on schema public to app_user, app_router, app_admin;

alter role app_user set statement_timeout = '60s';
alter role app_user set idle_in_transaction_session_timeout = '60s';
alter role app_user set lock_timeout = '10s';
alter role app_router set statement_timeout = '10s';
alter role app_router set default_transaction_read_only = on;
alter role app_admin set statement_timeout = '30s';
alter role app_admin set idle_in_transaction_session_timeout = '60s';
-- The administrator must be able to hand the schema over.
do $$
begin
    if not (select rolsuper from pg_roles where rolname = current_user) then
        execute format('grant app_owner to %I', current_user);
    end if;
end
$$;
