"""What quality writes of its own: pieces filed by hand, surveys, complaints, yearly reviews, published results."""

from django.db import models
from django.db.models import Q

from jalon.accounts.models import Organisme
from jalon.parcours.models import Parcours
from jalon.quality.enums import ActionOrigin, ComplaintChannel, ComplaintStage, SurveyMoment
from jalon.quality.rules.indicators import BY_NUMBER


class QualityPiece(models.Model):
    """A dated piece filed for an indicator that no act recorded elsewhere proves (C3); withdrawn, never erased."""

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="quality_pieces", verbose_name="organisme"
    )
    indicator = models.PositiveSmallIntegerField("indicateur")
    heading = models.CharField("intitulé", max_length=200)
    dated = models.DateField("date de la pièce")
    note = models.TextField("précisions", blank=True)
    file = models.FileField("fichier", upload_to="qualite/%Y/", blank=True)
    file_name = models.CharField("nom du fichier", max_length=200, blank=True)
    sha256 = models.CharField("empreinte", max_length=64, blank=True)
    filed_at = models.DateTimeField("déposée le")
    filed_by = models.CharField("déposée par", max_length=200)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)
    withdrawn_reason = models.CharField("motif du retrait", max_length=300, blank=True)

    class Meta:
        verbose_name = "pièce de preuve"
        verbose_name_plural = "pièces de preuve"
        ordering = ["-dated", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(indicator__gte=1, indicator__lte=len(BY_NUMBER)),
                name="quality_piece_indicator_known",
                violation_error_message="Cet indicateur n’existe pas.",
            )
        ]

    def __str__(self) -> str:
        return self.heading


class Survey(models.Model):
    """An opinion asked of one person at one moment of their path, answered once by a secret link or signed in."""

    parcours = models.ForeignKey(Parcours, models.CASCADE, related_name="surveys", verbose_name="parcours")
    moment = models.CharField("moment", max_length=10, choices=SurveyMoment)
    token_sha256 = models.CharField("empreinte du jeton", max_length=64, unique=True)
    asked_at = models.DateTimeField("demandé le")
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    answers = models.JSONField("réponses", default=dict, blank=True)
    comment = models.TextField("ce que vous voulez ajouter", blank=True)

    class Meta:
        verbose_name = "questionnaire de satisfaction"
        verbose_name_plural = "questionnaires de satisfaction"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["parcours", "moment"],
                name="survey_once_per_moment",
                violation_error_message="Ce questionnaire a déjà été demandé.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_moment_display()} — {self.parcours}"


class Complaint(models.Model):
    """A complaint, whoever makes it: numbered, answered without exception (C14)."""

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="complaints", verbose_name="organisme"
    )
    number = models.CharField("numéro", max_length=20)
    parcours = models.ForeignKey(
        Parcours, models.SET_NULL, null=True, blank=True, related_name="complaints", verbose_name="parcours"
    )
    author = models.CharField("auteur", max_length=200)
    author_email = models.EmailField("adresse électronique", blank=True)
    channel = models.CharField("reçue par", max_length=12, choices=ComplaintChannel)
    received_on = models.DateField("reçue le")
    text = models.TextField("réclamation")
    stage = models.CharField(
        "état", max_length=10, choices=ComplaintStage, default=ComplaintStage.RECEIVED, db_index=True
    )
    answer = models.TextField("réponse", blank=True)
    answered_on = models.DateField("réponse donnée le", null=True, blank=True)
    answered_by = models.CharField("réponse donnée par", max_length=200, blank=True)
    lesson = models.TextField("ce que l’organisme en retient", blank=True)
    closed_on = models.DateField("close le", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "réclamation"
        verbose_name_plural = "réclamations"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisme", "number"], name="complaint_number_unique")
        ]

    def __str__(self) -> str:
        return self.number


class YearReview(models.Model):
    """The yearly review of opinions, complaints and results: what is seen, what will change (B14, indicator 32)."""

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="year_reviews", verbose_name="organisme"
    )
    year = models.PositiveSmallIntegerField("année")
    analysis = models.TextField("analyse")
    reviewed_on = models.DateField("arrêtée le", null=True, blank=True)
    reviewed_by = models.CharField("arrêtée par", max_length=200, blank=True)

    class Meta:
        verbose_name = "revue annuelle"
        verbose_name_plural = "revues annuelles"
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["organisme", "year"], name="year_review_once")]

    def __str__(self) -> str:
        return f"Revue {self.year}"


class ImprovementAction(models.Model):
    """Something that will change: by whom, before when, and the day it was done (indicator 32)."""

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="improvement_actions", verbose_name="organisme"
    )
    origin = models.CharField("née de", max_length=10, choices=ActionOrigin)
    complaint = models.ForeignKey(
        Complaint, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name="réclamation"
    )
    heading = models.CharField("action", max_length=300)
    owner = models.CharField("par qui", max_length=200)
    decided_on = models.DateField("décidée le")
    due_on = models.DateField("pour le")
    done_on = models.DateField("faite le", null=True, blank=True)
    effect = models.TextField("effet constaté", blank=True)

    class Meta:
        verbose_name = "action d’amélioration"
        verbose_name_plural = "actions d’amélioration"
        ordering = ["done_on", "due_on", "pk"]

    def __str__(self) -> str:
        return self.heading


class PublishedResults(models.Model):
    """Result indicators of a year as they were published: frozen, replaced by another publication, never altered."""

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="published_results", verbose_name="organisme"
    )
    year = models.PositiveSmallIntegerField("année")
    titre_ref = models.CharField("titre", max_length=40)
    figures = models.JSONField("chiffres")
    published_at = models.DateTimeField("publiés le")
    published_by = models.CharField("publiés par", max_length=200)
    withdrawn_at = models.DateTimeField("retirés le", null=True, blank=True)

    class Meta:
        verbose_name = "résultats publiés"
        verbose_name_plural = "résultats publiés"
        ordering = ["-year", "titre_ref", "-published_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisme", "year", "titre_ref"],
                condition=Q(withdrawn_at__isnull=True),
                name="published_results_once",
                violation_error_message="Ces résultats sont déjà publiés.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.titre_ref} {self.year}"
