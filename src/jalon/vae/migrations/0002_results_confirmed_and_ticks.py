import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vae", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="pv",
            field=models.CharField(blank=True, max_length=60, verbose_name="procès-verbal"),
        ),
        migrations.AddField(
            model_name="decision",
            name="supersedes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="superseded_by",
                to="vae.decision",
                verbose_name="remplace",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="why",
            field=models.TextField(blank=True, verbose_name="motif du remplacement"),
        ),
        migrations.AddField(
            model_name="demarche",
            name="autonomous",
            field=models.BooleanField(default=False, verbose_name="sans accompagnateur"),
        ),
        migrations.AddField(
            model_name="leaverequest",
            name="withdrawn_on",
            field=models.DateField(blank=True, null=True, verbose_name="retirée le"),
        ),
        migrations.AlterField(
            model_name="leaverequest",
            name="requested_on",
            field=models.DateField(verbose_name="reçue par l’employeur le"),
        ),
        migrations.AddField(
            model_name="nextstep",
            name="done_on",
            field=models.DateField(blank=True, null=True, verbose_name="fait le"),
        ),
        migrations.AddField(
            model_name="paper",
            name="read_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="lu le"),
        ),
        migrations.AddField(
            model_name="work",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="retiré le"),
        ),
    ]
