import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def what_is_there_arrived_when_it_was_struck(apps, schema_editor):
    """Until now the moment of a mark was the one at which it arrived."""
    apps.get_model("courses", "Attendance").objects.update(received_at=F("marked_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0008_marks_at_the_door'),
    ]

    operations = [
        migrations.AddField(
            model_name='attendance',
            name='received_at',
            field=models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='attendance',
            name='marked_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RunPython(what_is_there_arrived_when_it_was_struck, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('marked_at__lte', models.F('received_at'))), name='a_mark_is_struck_before_it_arrives'),
        ),
    ]
