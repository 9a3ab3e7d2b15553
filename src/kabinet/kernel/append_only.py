"""Migration operations that make the database itself refuse to rewrite or lose history.

A row of such a table is neither changed nor deleted, and the table is not emptied, whoever asks: a fault of the
program, a forged query, a hurried hand. Old rows go by the maintenance role alone, which the application never takes
on; `docs/operating.md` says how.
"""

from typing import Final

from django.db.migrations import RunSQL

MAINTENANCE_ROLE: Final = "kabinet_maintenance"
"""The database role that may delete rows of append-only tables."""

CREATE_GUARD = RunSQL(
    """
    create or replace function kabinet_refuse_change() returns trigger language plpgsql as $$
    begin
        raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation';
    end $$;
    """,
    "drop function if exists kabinet_refuse_change();",
)
"""The trigger function against changes; belongs to the kernel's first migration."""

CREATE_KEEPER = RunSQL(
    f"""
    create or replace function kabinet_refuse_deletion() returns trigger language plpgsql as $$
    begin
        if current_user = '{MAINTENANCE_ROLE}' then
            return old;
        end if;
        raise exception 'rows of % are never deleted', tg_table_name using errcode = 'restrict_violation';
    end $$;
    """,
    "drop function if exists kabinet_refuse_deletion();",
)
"""The trigger function against deletion."""

CREATE_TERM_KEEPER = RunSQL(
    f"""
    create or replace function kabinet_refuse_early_deletion() returns trigger language plpgsql as $$
    begin
        if current_user = '{MAINTENANCE_ROLE}' then
            return old;
        end if;
        if (to_jsonb(old) ->> tg_argv[0])::timestamptz > now() - tg_argv[1]::interval then
            raise exception 'rows of % are kept for %', tg_table_name, tg_argv[1] using errcode = 'restrict_violation';
        end if;
        return old;
    end $$;
    """,
    "drop function if exists kabinet_refuse_early_deletion();",
)
"""The trigger function against deletion before a term is over."""

CREATE_MAINTENANCE_ROLE = RunSQL(
    f"""
    do $$ begin
        if not exists (select from pg_roles where rolname = '{MAINTENANCE_ROLE}') then
            create role {MAINTENANCE_ROLE} nologin;
        end if;
    exception
        when insufficient_privilege then raise notice 'role {MAINTENANCE_ROLE} is for the administrator to create';
        when duplicate_object or unique_violation then null;  -- another database of the server was faster
    end $$;
    """,
    RunSQL.noop,
)
"""The role itself, where the application may create one; it belongs to the server and stays when this is taken back."""


def protect(table: str) -> RunSQL:
    """Refuse every `update` of `table`; `keep` refuses its deletion."""
    return RunSQL(
        f"create trigger {table}_append_only before update on {table} "
        f"for each row execute function kabinet_refuse_change();",
        f"drop trigger if exists {table}_append_only on {table};",
    )


def keep(table: str) -> RunSQL:
    """Refuse `delete` and `truncate` of `table` to everybody but the maintenance role, which gets the right to them."""
    return _kept(table, "kabinet_refuse_deletion()")


def keep_for(table: str, column: str, term: str) -> RunSQL:
    """As `keep`, but the application itself may delete rows whose term is over.

    Args:
        table: The table.
        column: When a row came to be.
        term: How long it stays: an interval of PostgreSQL, `180 days`.
    """
    return _kept(table, f"kabinet_refuse_early_deletion('{column}', '{term}')")


def _kept(table: str, guard: str) -> RunSQL:
    return RunSQL(
        f"""
        create trigger {table}_kept before delete on {table}
            for each row execute function {guard};
        create trigger {table}_kept_whole before truncate on {table}
            for each statement execute function kabinet_refuse_deletion();
        {_grant(table)}
        """,
        f"""
        drop trigger if exists {table}_kept on {table};
        drop trigger if exists {table}_kept_whole on {table};
        """,
    )


def _grant(table: str) -> str:
    return f"""
        do $$ begin
            if exists (select from pg_roles where rolname = '{MAINTENANCE_ROLE}') then
                grant select, delete, truncate on {table} to {MAINTENANCE_ROLE};
            end if;
        end $$;
        """
