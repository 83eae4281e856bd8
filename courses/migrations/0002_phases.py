"""The phases of English schooling, which every hub has."""

from django.db import migrations

PHASES = (
    ("eyfs", "Early years"),
    ("ks1", "Key Stage 1"),
    ("ks2", "Key Stage 2"),
    ("ks3", "Key Stage 3"),
    ("ks4", "Key Stage 4 and after"),
)


def make_phases(apps, schema_editor):
    Phase = apps.get_model("courses", "Phase")
    for order, (code, name) in enumerate(PHASES, start=1):
        Phase.objects.get_or_create(code=code, defaults={"name": name, "order": order})


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]

    # What hubs have hung courses on stays when this is undone.
    operations = [migrations.RunPython(make_phases, migrations.RunPython.noop)]
