"""What quality writes of its own: pieces filed by hand, surveys, complaints, reviews, reports, published results."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jalon.accounts.models import Organisme
from jalon.documents.models import IssuedDocument
from jalon.parcours.models import Parcours
from jalon.prestation.enums import PrestationKind
from jalon.quality.enums import (
    ActionOrigin,
    ComplaintChannel,
    ComplaintStage,
    Respondent,
    Situation,
    SubcontractWay,
    SurveyMoment,
)
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
    valid_until = models.DateField("valable jusqu’au", null=True, blank=True)
    superseded_by = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name="renouvelée par",
    )

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
    """An opinion asked of one person about a path at one moment, answered once by a secret link.

    `recipient_*` are empty when the person on the path is asked. `situation` and `job_related` are told months later.
    """

    parcours = models.ForeignKey(Parcours, models.CASCADE, related_name="surveys", verbose_name="parcours")
    moment = models.CharField("moment", max_length=10, choices=SurveyMoment)
    respondent = models.CharField(
        "qui répond", max_length=12, choices=Respondent, default=Respondent.BENEFICIARY
    )
    recipient_name = models.CharField("nom de qui répond", max_length=200, blank=True)
    recipient_email = models.EmailField("adresse de qui répond", blank=True)
    token_sha256 = models.CharField("empreinte du jeton", max_length=64, unique=True)
    asked_at = models.DateTimeField("demandé le")
    reminded_at = models.DateTimeField("rappelé le", null=True, blank=True)
    declined_at = models.DateTimeField("refusé le", null=True, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    answers = models.JSONField("réponses", default=dict, blank=True)
    comment = models.TextField("ce que vous voulez ajouter", blank=True)
    situation = models.CharField("situation", max_length=20, choices=Situation, blank=True)
    job_related = models.BooleanField("emploi en rapport avec le titre", null=True, blank=True)

    class Meta:
        verbose_name = "questionnaire de satisfaction"
        verbose_name_plural = "questionnaires de satisfaction"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["parcours", "moment", "respondent"],
                name="survey_once_per_moment",
                violation_error_message="Ce questionnaire a déjà été demandé.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_moment_display()} — {self.parcours}"


class Complaint(models.Model):
    """A complaint, whoever makes it: numbered, acknowledged, answered without exception, never deleted (C14).

    `concerned` is the member whom it is about, who neither reads nor answers it; `handler` is who answers.
    """

    organisme = models.ForeignKey(
        Organisme, models.PROTECT, related_name="complaints", verbose_name="organisme"
    )
    number = models.CharField("numéro", max_length=20)
    parcours = models.ForeignKey(
        Parcours, models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name="parcours"
    )
    author = models.CharField("auteur", max_length=200)
    author_email = models.EmailField("adresse électronique", blank=True)
    author_address = models.TextField("adresse postale", blank=True)
    about = models.CharField("personne mise en cause", max_length=200, blank=True)
    concerned = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="membre mis en cause",
    )  # fmt: skip
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="confiée à",
    )  # fmt: skip
    acknowledged_at = models.DateTimeField("accusé de réception envoyé le", null=True, blank=True)
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

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a complaint is never deleted")


class YearReview(models.Model):
    """The yearly review of opinions, complaints and results: what is seen, what will change (B14, indicator 32)."""

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="year_reviews", verbose_name="organisme"
    )
    year = models.PositiveSmallIntegerField("année")
    analysis = models.TextField("analyse")
    reviewed_on = models.DateField("arrêtée le", null=True, blank=True)
    reviewed_by = models.CharField("arrêtée par", max_length=200, blank=True)
    document = models.OneToOneField(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="document"
    )

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
    proof = models.ForeignKey(
        QualityPiece, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="preuve"
    )

    class Meta:
        verbose_name = "action d’amélioration"
        verbose_name_plural = "actions d’amélioration"
        ordering = ["done_on", "due_on", "pk"]

    def __str__(self) -> str:
        return self.heading


class PublishedResults(models.Model):
    """Result indicators of a year as they were published: frozen, replaced by another publication, never altered.

    `minimum` is the number of people under which a rate was hidden that day; `reason` why others were replaced.
    """

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="published_results", verbose_name="organisme"
    )
    year = models.PositiveSmallIntegerField("année")
    titre_ref = models.CharField("titre", max_length=40)
    figures = models.JSONField("chiffres")
    published_at = models.DateTimeField("publiés le")
    published_by = models.CharField("publiés par", max_length=200)
    withdrawn_at = models.DateTimeField("retirés le", null=True, blank=True)
    minimum = models.PositiveSmallIntegerField("seuil de publication", default=1)
    reason = models.CharField("motif de la rectification", max_length=300, blank=True)
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name="remplacés par"
    )

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


class YearReport(models.Model):
    """The bilan pédagogique et financier of a year as it was sent to the State: frozen, superseded by another (C12)."""

    organisme = models.ForeignKey(
        Organisme, models.PROTECT, related_name="year_reports", verbose_name="organisme"
    )
    year = models.PositiveSmallIntegerField("année")
    sent_on = models.DateField("transmis le")
    reference = models.CharField("référence de l’accusé", max_length=100, blank=True)
    figures = models.JSONField("chiffres")
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.CharField("enregistré par", max_length=200)
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name="remplacé par"
    )

    class Meta:
        verbose_name = "bilan transmis"
        verbose_name_plural = "bilans transmis"
        ordering = ["-year", "-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisme", "year"],
                condition=Q(superseded_by__isnull=True),
                name="year_report_one_in_force",
                violation_error_message="Ce bilan est déjà transmis.",
            )
        ]

    def __str__(self) -> str:
        return f"Bilan {self.year}"


class Subcontract(models.Model):
    """An action entrusted to another organisme, or received from one (indicator 27); withdrawn, never erased."""

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="subcontracts", verbose_name="organisme"
    )
    way = models.CharField("sens", max_length=10, choices=SubcontractWay)
    partner = models.CharField("autre organisme", max_length=200)
    nda = models.CharField("numéro de déclaration d’activité", max_length=20, blank=True)
    kind = models.CharField("nature de l’action", max_length=20, choices=PrestationKind)
    heading = models.CharField("objet", max_length=200)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    trainees = models.PositiveIntegerField("stagiaires")
    minutes = models.PositiveIntegerField("durée suivie, tous stagiaires, en minutes")
    amount_cents = models.PositiveIntegerField("montant, en centimes")
    certified_until = models.DateField("certification qualité jusqu’au", null=True, blank=True)
    checked_on = models.DateField("conformité vérifiée le", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_by = models.CharField("enregistrée par", max_length=200)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)
    withdrawn_reason = models.CharField("motif du retrait", max_length=300, blank=True)

    class Meta:
        verbose_name = "sous-traitance"
        verbose_name_plural = "sous-traitances"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="subcontract_dates_ordered",
                violation_error_message="La fin précède le début.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner} : {self.heading}"


class AuditSample(models.Model):
    """The paths that an auditor looks at, drawn at random from those of a year; anyone draws them again."""

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="audit_samples", verbose_name="organisme"
    )
    year = models.PositiveSmallIntegerField("année")
    seed = models.CharField("graine", max_length=64)
    population = models.PositiveIntegerField("parcours de l’année")
    paths = models.JSONField("parcours tirés")
    drawn_at = models.DateTimeField("tiré le")
    drawn_by = models.CharField("tiré par", max_length=200)

    class Meta:
        verbose_name = "échantillon d’audit"
        verbose_name_plural = "échantillons d’audit"
        ordering = ["-drawn_at", "-pk"]

    def __str__(self) -> str:
        return f"Échantillon {self.year}, graine {self.seed}"


class AuditAccess(models.Model):
    """The right given to an auditor to read the evidence until a day, by a secret link; only its digest is kept."""

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="audit_accesses", verbose_name="organisme"
    )
    auditor = models.CharField("auditeur", max_length=200)
    body = models.CharField("organisme certificateur", max_length=200, blank=True)
    token_sha256 = models.CharField("empreinte du jeton", max_length=64, unique=True)
    created_at = models.DateTimeField("ouvert le")
    created_by = models.CharField("ouvert par", max_length=200)
    expires_at = models.DateTimeField("expire le")
    revoked_at = models.DateTimeField("fermé le", null=True, blank=True)

    class Meta:
        verbose_name = "accès d’un auditeur"
        verbose_name_plural = "accès des auditeurs"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.auditor
