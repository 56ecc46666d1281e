"""A prestation, who takes part in it, what certifies that it took place."""

from django.db import models
from django.db.models import F, Q

from jalon.accounts.models import Organisme, Site
from jalon.documents.models import IssuedDocument
from jalon.parcours.models import Parcours
from jalon.people.models import Person
from jalon.prestation.enums import DeliveryMode, PrestationKind
from jalon.prestation.rules import END_BEFORE_START
from jalon.prestation.workflow import PRESTATION_WORKFLOW


class Prestation(models.Model):
    """One action sold and given to a group or to one person, towards a title or some of its CCPs (L6313-1).

    `ccp_refs` empty means the whole title. Prices are per participant, in cents, tax included.
    """

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="prestations", verbose_name="organisme"
    )
    kind = models.CharField("nature de l’action", max_length=20, choices=PrestationKind)
    titre_ref = models.CharField("titre", max_length=40)
    ccp_refs = models.JSONField("CCP visés", default=list, blank=True)
    heading = models.CharField("intitulé", max_length=200)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    minutes_planned = models.PositiveIntegerField("durée prévue, en minutes")
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="prestations", verbose_name="site"
    )
    mode = models.CharField("modalité", max_length=20, choices=DeliveryMode, default=DeliveryMode.ON_SITE)
    capacity = models.PositiveSmallIntegerField("places", null=True, blank=True)
    hourly_price_cents = models.PositiveIntegerField("prix horaire, en centimes", null=True, blank=True)
    price_cents = models.PositiveIntegerField("prix par participant, en centimes", null=True, blank=True)
    trainer = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="led_prestations",
        verbose_name="formateur référent",
    )
    status = models.CharField(
        "état",
        max_length=20,
        choices=list(PRESTATION_WORKFLOW.states.items()),
        default=PRESTATION_WORKFLOW.initial,
    )
    created_at = models.DateTimeField("ouverte le")

    class Meta:
        verbose_name = "prestation"
        verbose_name_plural = "prestations"
        ordering = ["-starts_on", "heading"]
        indexes = [models.Index(fields=["organisme", "status", "starts_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="prestation_dates_ordered",
                violation_error_message=END_BEFORE_START,
            ),
            models.CheckConstraint(
                condition=Q(minutes_planned__gt=0),
                name="prestation_lasts",
                violation_error_message="Une prestation dure au moins une minute.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def full_price_cents(self) -> int | None:
        """The price per participant: that agreed, or the hourly price times the hours."""
        if self.price_cents is not None:
            return self.price_cents
        if self.hourly_price_cents is None:
            return None
        return round(self.hourly_price_cents * self.minutes_planned / 60)


class Participation(models.Model):
    """Someone's place in a prestation, by the path they walk; their own hours where they are dispensed of some."""

    prestation = models.ForeignKey(
        Prestation, models.CASCADE, related_name="participations", verbose_name="prestation"
    )
    parcours = models.ForeignKey(
        Parcours, models.PROTECT, related_name="participations", verbose_name="parcours"
    )
    minutes_planned = models.PositiveIntegerField("durée individuelle, en minutes", null=True, blank=True)
    dispensations = models.TextField("dispenses et aménagements du parcours", blank=True)
    entered_on = models.DateField("entrée le", null=True, blank=True)
    left_on = models.DateField("sortie le", null=True, blank=True)
    leaving_reason = models.CharField("motif de la sortie", max_length=300, blank=True)
    created_at = models.DateTimeField("ajoutée le")

    class Meta:
        verbose_name = "participation"
        verbose_name_plural = "participations"
        ordering = ["parcours__person__birth_name", "parcours__person__first_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["prestation", "parcours"],
                name="participation_once",
                violation_error_message="Cette personne participe déjà à la prestation.",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True)
                | Q(entered_on__isnull=True)
                | Q(left_on__gte=F("entered_on")),
                name="participation_dates_ordered",
                violation_error_message="La sortie précède l’entrée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parcours.person} — {self.prestation}"

    @property
    def minutes(self) -> int:
        """Minutes planned for this person."""
        return self.minutes_planned if self.minutes_planned is not None else self.prestation.minutes_planned


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Certificates of one or many participations."""

    def in_force(self) -> "CertificateQuerySet":
        """Neither superseded nor withdrawn."""
        return self.filter(superseded_by=None, withdrawn_at=None)


class Certificate(models.Model):
    """A certificat de réalisation: the minutes really attended, as they stood on the day it was issued (C9).

    Found mistaken, it is withdrawn with its reason: presence may then be corrected, and the next one supersedes it.
    """

    participation = models.ForeignKey(
        Participation, models.PROTECT, related_name="certificates", verbose_name="participation"
    )
    minutes = models.PositiveIntegerField("durée réalisée, en minutes")
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    issued_on = models.DateField("délivré le")
    document = models.OneToOneField(IssuedDocument, models.PROTECT, related_name="+", verbose_name="document")
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name="remplacé par"
    )
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)
    withdrawn_reason = models.CharField("motif du retrait", max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "certificat de réalisation"
        verbose_name_plural = "certificats de réalisation"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(superseded_by__isnull=True, withdrawn_at__isnull=True),
                name="certificate_one_in_force",
                violation_error_message="Un certificat de réalisation est déjà en vigueur.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participation} ({self.issued_on:%d/%m/%Y})"
