"""What a fund or a voucher is for gets a model of its own over the tables that are there.

No statement is run: the tables, their columns and what is unique in them stay as they were made.
"""

import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


def rows(owner: str, *, help_text: str) -> list[migrations.operations.base.Operation]:
    """The model of the table between `owner` and its runs, and the field that goes through it."""
    return [
        migrations.CreateModel(
            name=f"{owner}Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    owner.lower(),
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="run_links",
                        to=f"courses.{owner.lower()}",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_column="courserun_id",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="courses.courserun",
                    ),
                ),
            ],
            options={
                "db_table": f"courses_{owner.lower()}_runs",
                "unique_together": {(owner.lower(), "run")},
            },
        ),
        migrations.AlterField(
            model_name=owner.lower(),
            name="runs",
            field=models.ManyToManyField(
                blank=True,
                help_text=help_text,
                related_name=f"{owner.lower()}s",
                through=f"courses.{owner}Run",
                to="courses.courserun",
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0010_what_was_watched"),
    ]

    operations = [
        migrations.AlterField(
            model_name="booking",
            name="state",
            field=models.CharField(
                choices=[
                    ("HELD", "Held"),
                    ("PENDING_APPROVAL", "Waiting for approval"),
                    ("OFFERED", "Offered"),
                    ("CONFIRMED", "Booked"),
                    ("EXPIRED", "Expired"),
                    ("CANCELLED", "Cancelled"),
                ],
                default="HELD",
                max_length=20,
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                *rows(
                    "Fund",
                    help_text="What it may pay for. None chosen: every run of its academic year.",
                ),
                *rows("Voucher", help_text="What it is for. None chosen: every run."),
            ]
        ),
    ]
