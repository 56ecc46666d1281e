from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parcours", "0002_lifecycle")]

    operations = [
        migrations.AddField(
            model_name="ccpaward",
            name="origin",
            field=models.CharField(
                choices=[
                    ("session", "Session d’examen"),
                    ("equivalence", "Équivalence avec un autre titre"),
                    ("correspondence", "Correspondance avec l’ancienne version"),
                ],
                default="session",
                max_length=20,
                verbose_name="origine",
            ),
        ),
        migrations.AddField(
            model_name="ccpaward",
            name="evidence",
            field=models.CharField(blank=True, max_length=600, verbose_name="justification"),
        ),
        migrations.AddField(
            model_name="ccpaward",
            name="proof_received_on",
            field=models.DateField(blank=True, null=True, verbose_name="preuve reçue le"),
        ),
        migrations.AddField(
            model_name="ccpaward",
            name="proof",
            field=models.FileField(blank=True, upload_to="parcours/%Y/", verbose_name="preuve"),
        ),
    ]
