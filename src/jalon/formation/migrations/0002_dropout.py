import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("formation", "0001_initial"),
        ("parcours", "0004_alerts"),
    ]

    operations = [
        migrations.AddField(
            model_name="followup",
            name="decision",
            field=models.CharField(
                blank=True,
                choices=[
                    ("continue", "Poursuivre sans changement"),
                    ("arrange", "Aménager le parcours"),
                    ("suspend", "Suspendre le parcours"),
                    ("leave", "Arrêter la formation"),
                    ("wait", "Relancer de nouveau"),
                ],
                max_length=20,
                verbose_name="décision",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="means",
            field=models.CharField(
                blank=True,
                choices=[
                    ("call", "Appel"),
                    ("message", "SMS ou courriel"),
                    ("meeting", "Rencontre"),
                    ("letter", "Courrier"),
                    ("others", "Par l’entreprise ou le prescripteur"),
                ],
                max_length=20,
                verbose_name="moyen",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="reached",
            field=models.BooleanField(null=True, verbose_name="personne jointe"),
        ),
        migrations.AddField(
            model_name="followup",
            name="review_on",
            field=models.DateField(blank=True, null=True, verbose_name="à revoir le"),
        ),
        migrations.CreateModel(
            name="DropoutWatch",
            fields=[
                (
                    "parcours",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="watch",
                        serialize=False,
                        to="parcours.parcours",
                        verbose_name="parcours",
                    ),
                ),
                ("signs", models.JSONField(default=list, verbose_name="signaux")),
                ("codes", models.CharField(blank=True, max_length=120, verbose_name="codes des signaux")),
                ("count", models.PositiveSmallIntegerField(default=0, verbose_name="nombre de signaux")),
                ("since", models.DateField(blank=True, null=True, verbose_name="depuis le")),
                ("read_on", models.DateField(blank=True, null=True, verbose_name="relevé le")),
                ("stale", models.BooleanField(default=False, verbose_name="à relever")),
                ("followed_on", models.DateField(blank=True, null=True, verbose_name="dernière relance")),
                ("reached", models.BooleanField(null=True, verbose_name="personne jointe")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("continue", "Poursuivre sans changement"),
                            ("arrange", "Aménager le parcours"),
                            ("suspend", "Suspendre le parcours"),
                            ("leave", "Arrêter la formation"),
                            ("wait", "Relancer de nouveau"),
                        ],
                        max_length=20,
                        verbose_name="décision",
                    ),
                ),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="à revoir le")),
            ],
            options={
                "verbose_name": "veille du décrochage",
                "verbose_name_plural": "veilles du décrochage",
                "indexes": [
                    models.Index(fields=["count", "since"], name="dropout_count_since"),
                    models.Index(
                        condition=models.Q(("stale", True)), fields=["parcours"], name="dropout_stale"
                    ),
                ],
            },
        ),
    ]
