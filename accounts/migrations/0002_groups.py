"""The two groups of people who keep the site: hub administrators and editors."""

from django.db import migrations

PEOPLE_PERMISSIONS = ("add_user", "change_user", "view_user")


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    administrators, _ = Group.objects.get_or_create(name="Hub administrators")
    editors, _ = Group.objects.get_or_create(name="Editors")
    enter = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    administrators.permissions.add(enter)
    editors.permissions.add(enter)
    # Django makes these rows only when all migrations have run.
    people, _ = ContentType.objects.get_or_create(app_label="accounts", model="user")
    for codename in PEOPLE_PERMISSIONS:
        permission, _ = Permission.objects.get_or_create(
            content_type=people,
            codename=codename,
            defaults={"name": f"Can {codename.split('_')[0]} user"},
        )
        administrators.permissions.add(permission)


def remove_group(apps, schema_editor):
    # "Editors" is Wagtail's own and stays.
    apps.get_model("auth", "Group").objects.filter(name="Hub administrators").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    operations = [migrations.RunPython(make_groups, remove_group)]
