"""How presence at a séance is noted and proved, half-day by half-day (C8). Written once, superseded when mistaken."""

from django.db import models
from django.db.models import Q

from jalon.people.models import Person
from jalon.prestation.enums import HalfDay, Presence, SignatureMeans
from jalon.prestation.models.prestations import Participation
from jalon.prestation.models.seances import Seance


class Attendance(models.Model):
    """How one participant attended one half-day of a séance; a correction is another row."""

    seance = models.ForeignKey(Seance, models.PROTECT, related_name="attendances", verbose_name="séance")
    participation = models.ForeignKey(
        Participation, models.PROTECT, related_name="attendances", verbose_name="participation"
    )
    half_day = models.CharField("demi-journée", max_length=10, choices=HalfDay)
    presence = models.CharField("présence", max_length=20, choices=Presence)
    minutes = models.PositiveIntegerField("minutes suivies")
    note = models.CharField("précisions", max_length=300, blank=True)
    recorded_at = models.DateTimeField("notée le")
    actor_ref = models.CharField("auteur", max_length=60)
    actor_label = models.CharField("nom de l’auteur", max_length=200)
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name="remplacée par"
    )

    class Meta:
        verbose_name = "présence à une demi-journée"
        verbose_name_plural = "présences aux demi-journées"
        ordering = ["seance", "half_day", "pk"]
        indexes = [models.Index(fields=["participation", "superseded_by"])]

    def __str__(self) -> str:
        return f"{self.participation.parcours.person} : {self.get_presence_display()}"


class SeanceSignature(models.Model):
    """A participant's signature for a half-day, or the trainer's who countersigns it (`participation` empty).

    `device` tells apart, within one séance, the devices on which people signed by the code.
    """

    seance = models.ForeignKey(Seance, models.PROTECT, related_name="signatures", verbose_name="séance")
    half_day = models.CharField("demi-journée", max_length=10, choices=HalfDay)
    participation = models.ForeignKey(
        Participation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signatures",
        verbose_name="participant",
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="seance_signatures", verbose_name="signataire"
    )
    means = models.CharField("moyen", max_length=10, choices=SignatureMeans)
    strokes = models.JSONField("tracé", default=list, blank=True)
    by_code = models.BooleanField("par le code du jour", default=False)
    device = models.CharField("appareil", max_length=32, blank=True)
    signed_at = models.DateTimeField("signé le")
    received_at = models.DateTimeField("reçu le")
    actor_ref = models.CharField("recueillie par", max_length=60)
    withdrawn_at = models.DateTimeField("annulée le", null=True, blank=True)
    withdrawn_reason = models.CharField("motif de l’annulation", max_length=300, blank=True)

    class Meta:
        verbose_name = "émargement d’une séance"
        verbose_name_plural = "émargements de séances"
        ordering = ["seance", "half_day", "signed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "half_day", "participation"],
                condition=Q(withdrawn_at__isnull=True, participation__isnull=False),
                name="seance_signed_once_by_participant",
                violation_error_message="Cette demi-journée est déjà signée.",
            ),
            models.UniqueConstraint(
                fields=["seance", "half_day"],
                condition=Q(withdrawn_at__isnull=True, participation__isnull=True),
                name="seance_countersigned_once",
                violation_error_message="Cette demi-journée est déjà contresignée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_half_day_display()})"


class SeanceCode(models.Model):
    """The code of a half-day, open until it expires; what the board shows derives from `secret` (`rules.codes`)."""

    seance = models.ForeignKey(Seance, models.CASCADE, related_name="codes", verbose_name="séance")
    half_day = models.CharField("demi-journée", max_length=10, choices=HalfDay)
    secret = models.CharField("secret", max_length=64, unique=True)
    opened_at = models.DateTimeField("affiché le")
    expires_at = models.DateTimeField("expire le")

    class Meta:
        verbose_name = "code du jour"
        verbose_name_plural = "codes du jour"
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return f"{self.seance} ({self.get_half_day_display()})"


class CodeMiss(models.Model):
    """A code or a name that was not the right one: beyond some, a while has to pass (`rules.codes`)."""

    key = models.CharField("qui", max_length=60)
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "code ou nom refusé"
        verbose_name_plural = "codes ou noms refusés"
        indexes = [models.Index(fields=["key", "at"])]

    def __str__(self) -> str:
        return self.key


class PaperSheet(models.Model):
    """The scan of a sheet signed by hand, kept as the proof of what was entered from it."""

    seance = models.ForeignKey(Seance, models.PROTECT, related_name="paper_sheets", verbose_name="séance")
    name = models.CharField("nom du fichier", max_length=200)
    file = models.FileField("fichier", upload_to="emargements/%Y/")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("taille")
    received_at = models.DateTimeField("reçue le")
    received_by = models.CharField("reçue par", max_length=200)

    class Meta:
        verbose_name = "feuille d’émargement sur papier"
        verbose_name_plural = "feuilles d’émargement sur papier"
        ordering = ["received_at"]

    def __str__(self) -> str:
        return self.name
