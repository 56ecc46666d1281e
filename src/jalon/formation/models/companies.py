"""Stays in companies: the convention, the hours of each week with their proof, what the tutor saw."""

from django.db import models
from django.db.models import F, Q

from jalon.documents.models import IssuedDocument
from jalon.formation.enums import Level
from jalon.parcours.models import CompanyPeriod, Parcours


class CompanyConvention(models.Model):
    """A stay agreed with a company for one CCP: who receives, who tutors, when, to do what."""

    parcours = models.ForeignKey(
        Parcours, models.CASCADE, related_name="company_conventions", verbose_name="parcours"
    )
    ccp_number = models.PositiveSmallIntegerField("CCP")
    company = models.CharField("entreprise", max_length=200)
    address = models.TextField("adresse", blank=True)
    signatory = models.CharField("représentée par", max_length=200)
    tutor = models.CharField("tuteur", max_length=200)
    tutor_quality = models.CharField("fonction du tuteur", max_length=200, blank=True)
    tutor_contact = models.CharField("courriel ou téléphone du tuteur", max_length=200, blank=True)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    hours = models.PositiveSmallIntegerField("heures prévues")
    activities = models.TextField("activités confiées")
    competence_refs = models.JSONField("compétences travaillées", default=list)
    schedule = models.CharField("horaires", max_length=300, blank=True)
    created_at = models.DateTimeField("préparée le")
    document = models.OneToOneField(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="document"
    )
    ended_on = models.DateField("rompue le", null=True, blank=True)
    ended_reason = models.CharField("motif", max_length=300, blank=True)

    class Meta:
        verbose_name = "convention de stage"
        verbose_name_plural = "conventions de stage"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="company_convention_dates_ordered",
                violation_error_message="La fin du stage précède son début.",
            ),
            models.CheckConstraint(
                condition=Q(hours__gt=0),
                name="company_convention_lasts",
                violation_error_message="Un stage compte au moins une heure.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} (CCP {self.ccp_number})"


class CompanyWeek(models.Model):
    """The hours of one week of a stay; they stand in the path as a period, with their proof (A.8)."""

    convention = models.ForeignKey(
        CompanyConvention, models.CASCADE, related_name="weeks", verbose_name="convention"
    )
    monday = models.DateField("semaine du")
    period = models.OneToOneField(CompanyPeriod, models.CASCADE, related_name="week", verbose_name="période")
    activities = models.TextField("ce qui a été fait", blank=True)
    declared_at = models.DateTimeField("déclarée le")
    declared_by = models.CharField("déclarée par", max_length=200)
    proof_sha256 = models.CharField("empreinte de la preuve", max_length=64, blank=True)

    class Meta:
        verbose_name = "semaine en entreprise"
        verbose_name_plural = "semaines en entreprise"
        ordering = ["convention", "monday"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "monday"],
                name="company_week_once",
                violation_error_message="Cette semaine est déjà déclarée.",
            )
        ]

    def __str__(self) -> str:
        return f"Semaine du {self.monday:%d/%m/%Y}"


class TutorEvaluation(models.Model):
    """What the tutor saw at the end of a stay, as told to the trainer or written by hand."""

    convention = models.OneToOneField(
        CompanyConvention, models.CASCADE, related_name="tutor_evaluation", verbose_name="convention"
    )
    on = models.DateField("faite le")
    comment = models.TextField("appréciation du tuteur", blank=True)
    recorded_at = models.DateTimeField("enregistrée le")
    actor_label = models.CharField("recueillie par", max_length=200)

    class Meta:
        verbose_name = "évaluation du tuteur"
        verbose_name_plural = "évaluations des tuteurs"

    def __str__(self) -> str:
        return f"{self.convention} ({self.on:%d/%m/%Y})"


class TutorLine(models.Model):
    """A competence as the tutor saw it at work."""

    evaluation = models.ForeignKey(
        TutorEvaluation, models.CASCADE, related_name="lines", verbose_name="évaluation"
    )
    competence_ref = models.CharField("compétence", max_length=60)
    level = models.PositiveSmallIntegerField("niveau", choices=Level)

    class Meta:
        verbose_name = "compétence vue par le tuteur"
        verbose_name_plural = "compétences vues par le tuteur"
        ordering = ["evaluation", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "competence_ref"], name="tutor_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.competence_ref} : {self.get_level_display()}"
