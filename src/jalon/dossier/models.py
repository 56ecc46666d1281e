"""What a candidate writes, has checked, discusses with a trainer and hands over for a session."""

from django.db import models
from django.db.models import Q

from jalon.accounts.models import Organisme
from jalon.documents.models import IssuedDocument
from jalon.dossier.conformity.report import VERDICT_LABELS
from jalon.dossier.enums import CriterionLevel, JudgementState, PieceKind, RemarkState, VersionState
from jalon.parcours.models import Parcours


class Piece(models.Model):
    """One handed-over file or paper, sealed by its SHA-256; a new version adds a row, never replaces one."""

    parcours = models.ForeignKey(Parcours, models.CASCADE, related_name="pieces", verbose_name="parcours")
    kind = models.CharField("pièce", max_length=20, choices=PieceKind)
    name = models.CharField("nom", max_length=200, blank=True)
    file = models.FileField("fichier", upload_to="pieces/%Y/", blank=True)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("taille", default=0)
    handed_over_at = models.DateTimeField("remise le")
    received_by = models.CharField("reçue par", max_length=200)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "pièce du dossier"
        verbose_name_plural = "pièces du dossier"
        ordering = ["kind", "-handed_over_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} — {self.parcours.person}"


class Dossier(models.Model):
    """One production that a candidate writes for a scope of the title, or the DP; its versions hold the files.

    `scope` is a key of the référentiel's schemes (`title`, `ccp1`…), `production` the name that the RE gives.
    """

    parcours = models.ForeignKey(Parcours, models.CASCADE, related_name="dossiers", verbose_name="parcours")
    scope = models.CharField("visée", max_length=20)
    production = models.CharField("production", max_length=200)
    due_on = models.DateField("à remettre avant le", null=True, blank=True)
    created_at = models.DateTimeField("ouvert le")

    class Meta:
        verbose_name = "dossier"
        verbose_name_plural = "dossiers"
        ordering = ["parcours", "scope", "production"]
        constraints = [
            models.UniqueConstraint(
                fields=["parcours", "scope", "production"],
                name="dossier_once",
                violation_error_message="Ce dossier est déjà ouvert.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.production} — {self.parcours.person}"


class DossierVersion(models.Model):
    """One file that the candidate deposited, never changed afterwards, with the checker's report on it.

    `report` is the JSON of `conformity.report.Report`; `verdict`, the counts and `body_pages`, what lists show of it.
    `passages` is the text by part, for comparing versions and dossiers. A version handed over is the `piece` that the
    jury reads, with the `receipt` that proves it.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="versions", verbose_name="dossier")
    number = models.PositiveIntegerField("version")
    name = models.CharField("nom du fichier", max_length=200)
    file = models.FileField("fichier", upload_to="dossiers/%Y/")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("taille")
    note = models.CharField("ce qui a changé", max_length=300, blank=True)
    deposited_at = models.DateTimeField("déposée le")
    deposited_by = models.CharField("déposée par", max_length=200)
    state = models.CharField("état", max_length=20, choices=VersionState, default=VersionState.WAITING)
    reason = models.TextField("pourquoi illisible", blank=True)
    report = models.JSONField("rapport", null=True, blank=True)
    verdict = models.CharField("verdict", max_length=20, blank=True, choices=list(VERDICT_LABELS.items()))
    blocking = models.PositiveIntegerField("constats bloquants", default=0)
    to_mend = models.PositiveIntegerField("constats à corriger", default=0)
    advice = models.PositiveIntegerField("conseils", default=0)
    body_pages = models.PositiveIntegerField("pages comptées", null=True, blank=True)
    passages = models.JSONField("texte par partie", default=list, blank=True)
    handed_over_at = models.DateTimeField("remise le", null=True, blank=True)
    piece = models.ForeignKey(
        Piece, models.PROTECT, null=True, blank=True, related_name="versions", verbose_name="pièce remise"
    )
    receipt = models.OneToOneField(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="récépissé"
    )

    class Meta:
        verbose_name = "version du dossier"
        verbose_name_plural = "versions du dossier"
        ordering = ["dossier", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="dossier_version_unique"),
            models.CheckConstraint(
                condition=Q(handed_over_at__isnull=True, piece__isnull=True)
                | Q(handed_over_at__isnull=False, piece__isnull=False),
                name="dossier_handed_over_with_piece",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} (version {self.number})"


class Reminder(models.Model):
    """A deadline recalled by mail: once for each date and each number of days before it, whoever runs the job."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="reminders", verbose_name="dossier")
    due_on = models.DateField("échéance rappelée")
    days = models.PositiveSmallIntegerField("jours avant")
    sent_at = models.DateTimeField("envoyé le")

    class Meta:
        verbose_name = "rappel d’échéance"
        verbose_name_plural = "rappels d’échéance"
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "due_on", "days"], name="dossier_reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.dossier} : {self.due_on} ({self.days} j)"


class Remark(models.Model):
    """What a trainer or adviser asks of the candidate on a version, answered one by one."""

    version = models.ForeignKey(
        DossierVersion, models.CASCADE, related_name="remarks", verbose_name="version"
    )
    part = models.PositiveSmallIntegerField("partie", null=True, blank=True)
    page = models.PositiveSmallIntegerField("page", null=True, blank=True)
    quote = models.CharField("passage", max_length=500, blank=True)
    text = models.TextField("remarque")
    state = models.CharField("état", max_length=20, choices=RemarkState, default=RemarkState.OPEN)
    author = models.CharField("auteur", max_length=200)
    author_ref = models.CharField("compte de l’auteur", max_length=60)
    created_at = models.DateTimeField("faite le")

    class Meta:
        verbose_name = "remarque"
        verbose_name_plural = "remarques"
        ordering = ["part", "page", "created_at"]

    def __str__(self) -> str:
        return self.text[:80]


class RemarkAnswer(models.Model):
    """One turn of the talk about a remark."""

    remark = models.ForeignKey(Remark, models.CASCADE, related_name="answers", verbose_name="remarque")
    text = models.TextField("réponse")
    author = models.CharField("auteur", max_length=200)
    author_ref = models.CharField("compte de l’auteur", max_length=60)
    created_at = models.DateTimeField("faite le")

    class Meta:
        verbose_name = "réponse à une remarque"
        verbose_name_plural = "réponses aux remarques"
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.text[:80]


class Judgement(models.Model):
    """What a trainer says of a content that the RE requires: it takes the place of what the checker guessed."""

    version = models.ForeignKey(
        DossierVersion, models.CASCADE, related_name="judgements", verbose_name="version"
    )
    part = models.PositiveSmallIntegerField("partie")
    requirement = models.CharField("contenu attendu", max_length=300)
    state = models.CharField("avis", max_length=20, choices=JudgementState)
    author = models.CharField("auteur", max_length=200)
    author_ref = models.CharField("compte de l’auteur", max_length=60)
    judged_at = models.DateTimeField("donné le")

    class Meta:
        verbose_name = "avis sur un contenu attendu"
        verbose_name_plural = "avis sur les contenus attendus"
        ordering = ["part", "requirement"]
        constraints = [
            models.UniqueConstraint(fields=["version", "part", "requirement"], name="judgement_once")
        ]

    def __str__(self) -> str:
        return f"{self.requirement} : {self.get_state_display()}"


class MockOral(models.Model):
    """An oral played before the exam: timed alone by the candidate, or heard by a trainer with the jury's criteria.

    `kind` is a `TestKind` of the scope; `minutes` what the RE gives for the presentation, `seconds` what it took;
    `questions` those that were drawn, each with what is worth keeping of the answer.
    """

    parcours = models.ForeignKey(Parcours, models.CASCADE, related_name="mock_orals", verbose_name="parcours")
    scope = models.CharField("visée", max_length=20)
    kind = models.CharField("épreuve", max_length=40)
    held_at = models.DateTimeField("tenu le")
    minutes = models.PositiveSmallIntegerField("durée prévue (min)")
    seconds = models.PositiveIntegerField("durée réelle (s)", null=True, blank=True)
    questions = models.JSONField("questions", default=list, blank=True)
    note = models.TextField("bilan", blank=True)
    listener = models.CharField("entendu par", max_length=200, blank=True)
    listener_ref = models.CharField("compte de qui a entendu", max_length=60, blank=True)
    shared_at = models.DateTimeField("partagé le", null=True, blank=True)

    class Meta:
        verbose_name = "oral blanc"
        verbose_name_plural = "oraux blancs"
        ordering = ["-held_at"]

    def __str__(self) -> str:
        return f"Oral blanc — {self.parcours.person}"


class MockOralLine(models.Model):
    """What the trainer says of one criterion of the RE in a mock oral."""

    oral = models.ForeignKey(MockOral, models.CASCADE, related_name="lines", verbose_name="oral blanc")
    criterion_ref = models.CharField("critère", max_length=60)
    level = models.CharField("appréciation", max_length=20, choices=CriterionLevel)
    remark = models.TextField("observation", blank=True)

    class Meta:
        verbose_name = "appréciation d’un oral blanc"
        verbose_name_plural = "appréciations d’un oral blanc"
        constraints = [models.UniqueConstraint(fields=["oral", "criterion_ref"], name="mock_oral_line_once")]

    def __str__(self) -> str:
        return f"{self.criterion_ref} : {self.get_level_display()}"


class Comparison(models.Model):
    """The last versions of a centre's dossiers, compared with one another at a moment; kept as it was found.

    `found` lists pairs of versions with the passages that they share, most alike first.
    """

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="dossier_comparisons", verbose_name="organisme"
    )
    made_at = models.DateTimeField("faite le")
    made_by = models.CharField("demandée par", max_length=200)
    compared = models.PositiveIntegerField("dossiers comparés")
    found = models.JSONField("ressemblances", default=list, blank=True)

    class Meta:
        verbose_name = "comparaison de dossiers"
        verbose_name_plural = "comparaisons de dossiers"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.compared} dossiers comparés"
