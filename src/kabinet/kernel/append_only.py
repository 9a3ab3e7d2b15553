"""Migration operations that make the database itself refuse to rewrite history."""

from django.db.migrations import RunSQL

CREATE_GUARD = RunSQL(
    """
    create or replace function kabinet_refuse_change() returns trigger language plpgsql as $$
    begin
        raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation';
    end $$;
    """,
    "drop function if exists kabinet_refuse_change();",
)
"""The trigger function; belongs to the kernel's first migration."""


def protect(table: str) -> RunSQL:
    """Refuse every `update` of `table`; deletion stays possible for whole test databases and retention jobs."""
    return RunSQL(
        f"create trigger {table}_append_only before update on {table} "
        f"for each row execute function kabinet_refuse_change();",
        f"drop trigger if exists {table}_append_only on {table};",
    )
