"""A hub starts with a front page of its own, and without the groups that Wagtail invents."""

from django.db import migrations


def lay(apps, schema_editor):
    """Turn Wagtail's welcome page into an empty front page; drop its Moderators."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    HomePage = apps.get_model("home", "HomePage")
    plain, _ = ContentType.objects.get_or_create(app_label="wagtailcore", model="page")
    kind, _ = ContentType.objects.get_or_create(app_label="home", model="homepage")
    welcome = Page.objects.filter(depth=2, content_type=plain).first()
    if welcome is not None:
        front = HomePage(page_ptr_id=welcome.pk, headline="What will you teach next?")
        for field in welcome._meta.concrete_fields:
            setattr(front, field.attname, getattr(welcome, field.attname))
        front.title = front.draft_title = "Home"
        front.content_type_id = kind.pk
        front.save()

    apps.get_model("wagtailcore", "Workflow").objects.filter(name="Moderators approval").delete()
    apps.get_model("wagtailcore", "Task").objects.filter(name="Moderators approval").delete()
    apps.get_model("auth", "Group").objects.filter(name="Moderators", user=None).delete()


def lift(apps, schema_editor):
    """Leave a plain page behind. The group stays dropped: nobody was in it."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    HomePage = apps.get_model("home", "HomePage")
    fronts = list(HomePage.objects.values_list("pk", flat=True))
    plain, _ = ContentType.objects.get_or_create(app_label="wagtailcore", model="page")
    Page.objects.filter(pk__in=fronts).update(content_type=plain)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(lay, lift)]
