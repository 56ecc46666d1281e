from django.db import migrations


def rename(apps, schema_editor):
    """The reading of the preparation file has one name everywhere: that of the planning instances."""
    appointment = apps.get_model("examen", "Appointment")
    appointment.objects.filter(kind="file_reading").update(kind="session_file_reading")


def restore(apps, schema_editor):
    appointment = apps.get_model("examen", "Appointment")
    appointment.objects.filter(kind="session_file_reading").update(kind="file_reading")


class Migration(migrations.Migration):
    dependencies = [("examen", "0001_initial")]

    operations = [migrations.RunPython(rename, restore)]
