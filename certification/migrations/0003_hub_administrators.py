"""What hub administrators may do here. Evidence, assessments and decisions are not in the admin."""

from django.db import migrations

MAY = {
    "enrolment": ("view", "add"),
    "cohort": ("view", "add", "change"),
    "cohortstaff": ("view", "add", "change"),
    "specification": ("view",),
    "coursecriterionlink": ("view", "add", "change"),
}


def codenames():
    return [(model, f"{verb}_{model}") for model, verbs in MAY.items() for verb in verbs]


def allow(apps, schema_editor):
    administrators, _ = apps.get_model("auth", "Group").objects.get_or_create(
        name="Hub administrators"
    )
    for model, codename in codenames():
        # Django makes these rows only when all migrations have run.
        content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
            app_label="certification", model=model
        )
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type,
            codename=codename,
            defaults={"name": f"Can {codename.replace('_', ' ')}"},
        )
        administrators.permissions.add(permission)


def take_back(apps, schema_editor):
    wanted = [codename for _, codename in codenames()]
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="certification", codename__in=wanted
    )
    for group in apps.get_model("auth", "Group").objects.filter(name="Hub administrators"):
        group.permissions.remove(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("certification", "0002_initial"),
        ("accounts", "0002_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(allow, take_back)]
