import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("people", "0001_initial"),
        ("prestation", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CodeMiss",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=60, verbose_name="qui")),
                ("at", models.DateTimeField(verbose_name="le")),
            ],
            options={
                "verbose_name": "code ou nom refusé",
                "verbose_name_plural": "codes ou noms refusés",
            },
        ),
        migrations.CreateModel(
            name="CpfFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("prerequisites", models.BooleanField(default=False, verbose_name="prérequis à vérifier")),
                (
                    "proposed_on",
                    models.DateField(blank=True, null=True, verbose_name="proposition envoyée le"),
                ),
                (
                    "confirmed_on",
                    models.DateField(blank=True, null=True, verbose_name="confirmée par le titulaire le"),
                ),
                ("retracted_on", models.DateField(blank=True, null=True, verbose_name="rétractée le")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="service fait validé le")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="payé le")),
            ],
            options={
                "verbose_name": "dossier CPF",
                "verbose_name_plural": "dossiers CPF",
            },
        ),
        migrations.CreateModel(
            name="Justification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_on", models.DateField(verbose_name="du")),
                ("last_on", models.DateField(verbose_name="au")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("work_stop", "Arrêt de travail"),
                            ("summons", "Convocation d’une administration ou d’un tribunal"),
                            ("job", "Entretien d’embauche ou besoin de l’employeur"),
                            ("family", "Événement familial"),
                            ("transport", "Transport interrompu"),
                            ("other", "Autre motif légitime"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="nom du fichier")),
                ("file", models.FileField(blank=True, upload_to="justificatifs/%Y/", verbose_name="fichier")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="empreinte SHA-256")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="taille")),
                ("sent_at", models.DateTimeField(verbose_name="remis le")),
                ("sent_by", models.CharField(max_length=200, verbose_name="remis par")),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "À examiner"), ("accepted", "Accepté"), ("refused", "Refusé")],
                        default="waiting",
                        max_length=20,
                        verbose_name="réponse",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="réponse du")),
                ("decided_by", models.CharField(blank=True, max_length=200, verbose_name="réponse de")),
                ("decided_reason", models.CharField(blank=True, max_length=300, verbose_name="motif")),
            ],
            options={
                "verbose_name": "justificatif d’absence",
                "verbose_name_plural": "justificatifs d’absence",
                "ordering": ["-first_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="TrainerRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("employee", "Salarié"),
                            ("subcontractor", "Sous-traitant"),
                            ("volunteer", "Bénévole ou intervenant occasionnel"),
                        ],
                        default="employee",
                        max_length=20,
                        verbose_name="statut",
                    ),
                ),
                ("titles", models.TextField(verbose_name="diplômes, titres et références")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="justificatifs vus le")),
                ("company", models.CharField(blank=True, max_length=200, verbose_name="entreprise")),
                ("siret", models.CharField(blank=True, max_length=14, verbose_name="SIRET")),
                (
                    "nda",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="numéro de déclaration d’activité"
                    ),
                ),
                ("contract_from", models.DateField(blank=True, null=True, verbose_name="contrat du")),
                ("contract_until", models.DateField(blank=True, null=True, verbose_name="contrat jusqu’au")),
                ("updated_at", models.DateTimeField(verbose_name="à jour le")),
            ],
            options={
                "verbose_name": "fiche d’intervenant",
                "verbose_name_plural": "fiches d’intervenants",
                "ordering": ["person__birth_name", "person__first_name"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="certificate",
            name="certificate_one_in_force",
        ),
        migrations.RemoveField(
            model_name="seancecode",
            name="code",
        ),
        migrations.RenameField(model_name="seancecode", old_name="token", new_name="secret"),
        migrations.AlterField(
            model_name="seancecode",
            name="secret",
            field=models.CharField(max_length=64, unique=True, verbose_name="secret"),
        ),
        migrations.AddField(
            model_name="certificate",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="retiré le"),
        ),
        migrations.AddField(
            model_name="certificate",
            name="withdrawn_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="motif du retrait"),
        ),
        migrations.AddField(
            model_name="engagement",
            name="valid_until",
            field=models.DateField(blank=True, null=True, verbose_name="valable jusqu’au"),
        ),
        migrations.AddField(
            model_name="seancesignature",
            name="device",
            field=models.CharField(blank=True, max_length=32, verbose_name="appareil"),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_by__isnull", True), ("withdrawn_at__isnull", True)),
                fields=("participation",),
                name="certificate_one_in_force",
                violation_error_message="Un certificat de réalisation est déjà en vigueur.",
            ),
        ),
        migrations.AddIndex(
            model_name="codemiss",
            index=models.Index(fields=["key", "at"], name="prestation__key_c5b107_idx"),
        ),
        migrations.AddField(
            model_name="cpffile",
            name="financing",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="cpf",
                to="prestation.financing",
                verbose_name="financement",
            ),
        ),
        migrations.AddField(
            model_name="justification",
            name="participation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="justifications",
                to="prestation.participation",
                verbose_name="participation",
            ),
        ),
        migrations.AddField(
            model_name="trainerrecord",
            name="person",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="trainer_record",
                to="people.person",
                verbose_name="intervenant",
            ),
        ),
        migrations.AddConstraint(
            model_name="justification",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_on__gte", models.F("first_on"))),
                name="justification_days_ordered",
                violation_error_message="La fin de l’absence précède son début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainerrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("contract_until__isnull", True),
                    ("contract_from__isnull", True),
                    ("contract_until__gte", models.F("contract_from")),
                    _connector="OR",
                ),
                name="trainer_contract_ordered",
                violation_error_message="Le contrat finit avant d’avoir commencé.",
            ),
        ),
    ]
