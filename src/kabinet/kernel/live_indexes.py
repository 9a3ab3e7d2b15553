"""Migration operations that make and drop indexes of tables in use. Each may be repeated wherever it broke off."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations import AlterField
from django.db.migrations.state import ProjectState


class AddIndexLive(AddIndexConcurrently):
    """Make an index while the table is read and written; what an earlier try left half made goes first."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: Any) -> None:
        """Drop the remains, make the index."""
        schema_editor.execute(f"drop index concurrently if exists {schema_editor.quote_name(self.index.name)}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)


class DropCoveredIndex(AlterField):
    """Take its own index from a foreign key (`db_index=False`): another one begins with the same column."""

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: Any) -> None:
        """Drop the index while the table is in use."""
        model = to_state.apps.get_model(app_label, self.model_name)
        column = model._meta.get_field(self.name).column
        declared = {index.name for index in model._meta.indexes}
        with schema_editor.connection.cursor() as cursor:
            found = schema_editor.connection.introspection.get_constraints(cursor, model._meta.db_table)
        for name, index in found.items():
            plain = index["index"] and not index["unique"] and index["columns"] == [column]
            if plain and name not in declared:
                schema_editor.execute(f"drop index concurrently if exists {schema_editor.quote_name(name)}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: Any) -> None:
        """Make it again, as Django does."""
        super().database_forwards(app_label, schema_editor, from_state, to_state)
