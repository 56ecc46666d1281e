"""A person's path to a title: its route, its acts, its proofs, and the CCPs acquired on the way.

Référentiels are addressed by stable ids (`TP-00403.08`, `TP-00403.08/CCP1`), never by text.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from jalon.parcours.enums import AwardOrigin, Route
from jalon.parcours.rules import END_BEFORE_START
from jalon.parcours.workflow import ENDED, workflow_of
from jalon.people.models import Person


class Parcours(models.Model):
    """One person on the way to one title version, or to some of its CCPs.

    `stage` is a state of the route's workflow; `ccp_refs` empty means the whole title (B2). `next_due_on` repeats the
    day of the step that bites first, so that a board of thousands is sorted by the database.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="parcours", verbose_name="personne")
    titre_ref = models.CharField("titre", max_length=40)
    route = models.CharField("voie d’accès", max_length=20, choices=Route)
    contacted_on = models.DateField("premier contact", null=True, blank=True)
    starts_on = models.DateField("début", null=True, blank=True)
    ends_on = models.DateField("fin", null=True, blank=True)
    recevabilite_until = models.DateField("recevabilité VAE valable jusqu’au", null=True, blank=True)
    recevabilite_number = models.CharField("numéro de recevabilité", max_length=60, blank=True)
    trainers = models.ManyToManyField(
        Person, blank=True, related_name="trained_parcours", verbose_name="formateurs et accompagnateurs"
    )
    ccp_refs = models.JSONField("CCP visés", default=list, blank=True)
    stage = models.CharField("étape", max_length=30, blank=True)
    stage_since = models.DateField("étape atteinte le", null=True, blank=True)
    referent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="followed_parcours",
        verbose_name="référent",
    )
    next_due_on = models.DateField("prochaine échéance", null=True, blank=True, editable=False)
    next_due = models.CharField("objet de la prochaine échéance", max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    class Meta:
        verbose_name = "parcours"
        verbose_name_plural = "parcours"
        indexes = [models.Index(fields=["stage", "next_due_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="parcours_dates_ordered",
                violation_error_message=END_BEFORE_START,
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} — {self.titre_ref} ({self.get_route_display()})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.begin()
        super().save(*args, **kwargs)

    def begin(self) -> None:
        """Stand at the first stage of the route when at none of it; `bulk_create` needs it called on each row."""
        if self.stage not in workflow_of(self.route).states:
            self.stage = workflow_of(self.route).initial

    @property
    def opened_on(self) -> date:
        """The day of the first contact, else that of the record: where the first clock starts."""
        return self.contacted_on or timezone.localdate(self.created_at)

    @property
    def stage_label(self) -> str:
        return workflow_of(self.route).states.get(self.stage, self.stage)

    @property
    def ended(self) -> bool:
        """Whether nothing is expected any more on this path."""
        return self.stage in ENDED


class ParcoursAct(models.Model):
    """An act of the lifecycle done on a path, on its day. Written once: a mistake is superseded, never altered."""

    parcours = models.ForeignKey(Parcours, models.CASCADE, related_name="acts", verbose_name="parcours")
    act = models.CharField("acte", max_length=40)
    on = models.DateField("fait le")
    from_stage = models.CharField("étape quittée", max_length=30)
    to_stage = models.CharField("étape atteinte", max_length=30)
    note = models.TextField("précisions", blank=True)
    data = models.JSONField("détail", default=dict, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    actor_ref = models.CharField("auteur", max_length=60)
    actor_label = models.CharField("nom de l’auteur", max_length=200)
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name="remplacé par"
    )

    class Meta:
        verbose_name = "acte du parcours"
        verbose_name_plural = "actes du parcours"
        ordering = ["on", "recorded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.label} ({self.on:%d/%m/%Y})"

    @property
    def label(self) -> str:
        return workflow_of(self.parcours.route)[self.act].label


class StepAlert(models.Model):
    """A step of a path told by mail to those whom it concerns: once for each of its days and thresholds."""

    parcours = models.ForeignKey(Parcours, models.CASCADE, related_name="alerts", verbose_name="parcours")
    code = models.CharField("étape", max_length=120)
    due_on = models.DateField("échéance")
    threshold = models.CharField("seuil", max_length=10)
    sent_at = models.DateTimeField("envoyée le")

    class Meta:
        verbose_name = "alerte d’un parcours"
        verbose_name_plural = "alertes des parcours"
        constraints = [
            models.UniqueConstraint(
                fields=["parcours", "code", "due_on", "threshold"], name="step_alert_once_per_threshold"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.due_on:%d/%m/%Y}, {self.threshold})"


class AgendaFeed(models.Model):
    """The secret address at which someone's agenda reads the days of their paths; only its digest is kept.

    `told` repeats what the address last told, by event: what changes is told anew, what vanishes as cancelled.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="agenda_feed", verbose_name="utilisateur"
    )
    digest = models.CharField("empreinte de l’adresse", max_length=64, unique=True)
    created_at = models.DateTimeField("créée le")
    read_at = models.DateTimeField("lue le", null=True, blank=True)
    changed_at = models.DateTimeField("contenu changé le")
    told = models.JSONField("événements", default=dict, blank=True)

    class Meta:
        verbose_name = "adresse d’agenda"
        verbose_name_plural = "adresses d’agenda"

    def __str__(self) -> str:
        return f"Agenda de {self.user}"


class CompanyPeriod(models.Model):
    """Hours spent in a company for one CCP, with the proof the responsable de session keeps (A.8, A9.2)."""

    parcours = models.ForeignKey(
        Parcours, models.CASCADE, related_name="company_periods", verbose_name="parcours"
    )
    ccp_number = models.PositiveSmallIntegerField("CCP")
    company = models.CharField("entreprise", max_length=200)
    hours = models.PositiveIntegerField("heures")
    starts_on = models.DateField("du", null=True, blank=True)
    ends_on = models.DateField("au", null=True, blank=True)
    proof_received_on = models.DateField("preuve reçue le", null=True, blank=True)
    proof = models.FileField("preuve", upload_to="parcours/%Y/", blank=True)

    class Meta:
        verbose_name = "période en entreprise"
        verbose_name_plural = "périodes en entreprise"
        ordering = ["parcours", "ccp_number", "starts_on"]

    def __str__(self) -> str:
        return f"{self.hours} h — {self.company} (CCP {self.ccp_number})"


class ECFResult(models.Model):
    """Result of an évaluation passée en cours de formation for one competence, shown to the jury (A6.1)."""

    parcours = models.ForeignKey(
        Parcours, models.CASCADE, related_name="ecf_results", verbose_name="parcours"
    )
    competence_ref = models.CharField("compétence", max_length=60)
    acquired = models.BooleanField("compétence acquise")
    evaluated_on = models.DateField("évaluée le")
    comment = models.TextField("observations", blank=True)

    class Meta:
        verbose_name = "résultat d’ECF"
        verbose_name_plural = "résultats d’ECF"
        constraints = [
            models.UniqueConstraint(fields=["parcours", "competence_ref"], name="ecf_one_per_competence")
        ]

    def __str__(self) -> str:
        return f"{self.competence_ref} : {'acquise' if self.acquired else 'non acquise'}"


class CCPAward(models.Model):
    """A CCP definitively acquired by a person (A1.1): the pages of the livret de certification.

    `evidence` says in words what it rests on when it comes from no session of Jalon; `proof` is the paper seen.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="ccp_awards", verbose_name="personne")
    ccp_ref = models.CharField("CCP", max_length=60)
    awarded_on = models.DateField("acquis le")
    session_label = models.CharField("session", max_length=200, blank=True)
    pv_number = models.CharField("procès-verbal", max_length=60, blank=True)
    origin = models.CharField("origine", max_length=20, choices=AwardOrigin, default=AwardOrigin.SESSION)
    evidence = models.CharField("justification", max_length=600, blank=True)
    proof_received_on = models.DateField("preuve reçue le", null=True, blank=True)
    proof = models.FileField("preuve", upload_to="parcours/%Y/", blank=True)

    class Meta:
        verbose_name = "CCP acquis"
        verbose_name_plural = "CCP acquis"
        ordering = ["awarded_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "ccp_ref"],
                name="ccp_award_once",
                violation_error_message="Ce CCP est déjà acquis.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} — {self.ccp_ref}"


class TitreAward(models.Model):
    """The whole title obtained, once the DDETS has validated the procès-verbal (A7.6)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="titre_awards", verbose_name="personne")
    titre_ref = models.CharField("titre", max_length=40)
    awarded_on = models.DateField("obtenu le")
    session_label = models.CharField("session", max_length=200, blank=True)
    pv_number = models.CharField("procès-verbal", max_length=60, blank=True)

    class Meta:
        verbose_name = "titre obtenu"
        verbose_name_plural = "titres obtenus"
        constraints = [models.UniqueConstraint(fields=["person", "titre_ref"], name="titre_award_once")]

    def __str__(self) -> str:
        return f"{self.person} — {self.titre_ref}"
