"""The chain's beginning, and what the database itself refuses."""

from django.db import migrations


def begin(apps, schema_editor):
    from chengzhang.foundation import guards
    from chengzhang.foundation.ledger.append import GENESIS

    apps.get_model("foundation", "LedgerHead").objects.create(id=1, seq=0, digest=GENESIS)
    apps.get_model("foundation", "RulebookRevision").objects.create(id=1, number=0)
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_first")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
