"""PostgreSQL keeps rows up to 8 KB in one piece: by itself it would compress and split every decision and subject."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_TABLES = ("projects_subject", "projects_decision")


def keep_whole(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        for table in _TABLES:
            editor.execute(f"ALTER TABLE {table} SET (toast_tuple_target = 8160)")


def split_again(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        for table in _TABLES:
            editor.execute(f"ALTER TABLE {table} RESET (toast_tuple_target)")


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_decisions_lock_nobody")]
    operations = [migrations.RunPython(keep_whole, split_again)]
