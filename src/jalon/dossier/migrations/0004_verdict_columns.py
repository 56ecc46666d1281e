"""What lists show of a report, in columns of its own: the reports themselves are long."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def copy_from_reports(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Fill the columns of the versions already checked, one report at a time in memory."""
    versions: Any = apps.get_model("dossier", "DossierVersion")
    for pk in list(versions.objects.exclude(report=None).values_list("pk", flat=True)):
        row = versions.objects.only("report").get(pk=pk)
        report = row.report or {}
        weights = [finding["severity"] for finding in report.get("findings", ())]
        row.verdict = report.get("verdict", "")
        row.blocking, row.to_mend = weights.count("blocks"), weights.count("to_mend")
        row.advice = weights.count("advice")
        row.body_pages = (report.get("pages") or {}).get("body") or None
        row.save(update_fields=["verdict", "blocking", "to_mend", "advice", "body_pages"])


class Migration(migrations.Migration):
    dependencies = [("dossier", "0003_comparison")]

    operations = [
        migrations.AddField(
            "dossierversion",
            "verdict",
            models.CharField(
                "verdict",
                max_length=20,
                blank=True,
                choices=[("conform", "Conforme"), ("to_mend", "À corriger"), ("unreadable", "Illisible")],
            ),
        ),
        migrations.AddField(
            "dossierversion", "blocking", models.PositiveIntegerField("constats bloquants", default=0)
        ),
        migrations.AddField(
            "dossierversion", "to_mend", models.PositiveIntegerField("constats à corriger", default=0)
        ),
        migrations.AddField("dossierversion", "advice", models.PositiveIntegerField("conseils", default=0)),
        migrations.AddField(
            "dossierversion",
            "body_pages",
            models.PositiveIntegerField("pages comptées", null=True, blank=True),
        ),
        migrations.RunPython(copy_from_reports, migrations.RunPython.noop),
    ]
