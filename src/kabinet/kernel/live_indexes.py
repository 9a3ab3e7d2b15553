"""Migration operations that make and drop indexes of tables in use. Each may be repeated wherever it broke off."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.backends.utils import names_digest
from django.db.migrations import AlterField, RunSQL
from django.db.migrations.state import ProjectState


class AddIndexLive(AddIndexConcurrently):
    """Make an index while the table is read and written; what an earlier try left half made goes first."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: Any) -> None:
        """Drop the remains, make the index."""
        schema_editor.execute(f"drop index concurrently if exists {schema_editor.quote_name(self.index.name)}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)


class DropCoveredIndex(AlterField):
    """Take from a column the indexes that Django gave it by itself: another one begins with the same column.

    The field comes without `db_index`, or without `unique` where a constraint of the model says that: texts had a
    second index then, for patterns that nobody looks for.
    """

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: Any) -> None:
        """Drop them while the table is in use; indexes of an operator's own have other names, and stay."""
        for name in self._made(app_label, to_state).values():
            schema_editor.execute(f"drop index concurrently if exists {schema_editor.quote_name(name)}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: Any) -> None:
        """Make it again."""
        field = to_state.apps.get_model(app_label, self.model_name)._meta.get_field(self.name)
        if field.unique:  # the constraint has stayed: only the index for patterns is missing
            table, column = field.model._meta.db_table, field.column
            names = map(schema_editor.quote_name, (self._made(app_label, to_state)["_like"], table, column))
            schema_editor.execute("create index concurrently {} on {} ({} varchar_pattern_ops)".format(*names))
        else:
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def _made(self, app_label: str, state: Any) -> dict[str, str]:
        """What Django calls the index it makes for a column, and the one for patterns, by their endings."""
        model = state.apps.get_model(app_label, self.model_name)
        table, column = model._meta.db_table, model._meta.get_field(self.name).column
        digest = names_digest(table, column, length=8)
        return {ending: f"{table}_{column}_{digest}{ending}" for ending in ("", "_like")}


def name_unique(table: str, column: str, name: str) -> RunSQL:
    """Give the constraint that `unique=True` made for a column the name that the model says."""
    made = f"{table}_{column}_key"
    return RunSQL(_renamed(table, made, name), _renamed(table, name, made))


def _renamed(table: str, old: str, new: str) -> str:
    return f"""
        do $$ begin
            if exists (select from pg_constraint where conname = '{old}' and conrelid = '{table}'::regclass) then
                alter table {table} rename constraint {old} to {new};
            end if;
        end $$;
    """
