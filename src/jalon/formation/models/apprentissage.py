"""Apprenticeship: the contract, the weeks, what is entrusted and seen, visits, the secret page of the maître.

No NIR is kept (D5). What was issued or signed never changes: it is superseded.
"""

from django.db import models
from django.db.models import F, Q

from jalon.accounts.models import Organisme
from jalon.documents.models import IssuedDocument
from jalon.formation.enums import (
    BreakKind,
    CfaActKind,
    CfaFunction,
    Progress,
    Side,
    VisitKind,
    VisitSigner,
)
from jalon.parcours.models import CompanyPeriod, Parcours


class ApprenticeContract(models.Model):
    """A contract between an employer and an apprentice, and the maître d’apprentissage whom the employer names.

    `document` is the convention between the centre and the employer: issued, the facts no longer change and an
    amendment takes their place. `calendar_sha256` is the calendar that was agreed.
    """

    parcours = models.ForeignKey(
        Parcours, models.CASCADE, related_name="apprentice_contracts", verbose_name="parcours"
    )
    employer = models.CharField("employeur", max_length=200)
    address = models.TextField("adresse", blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    employer_contact = models.CharField("courriel ou téléphone de l’employeur", max_length=200, blank=True)
    signatory = models.CharField("représenté par", max_length=200)
    master = models.CharField("maître d’apprentissage", max_length=200)
    master_quality = models.CharField("fonction du maître d’apprentissage", max_length=200, blank=True)
    master_email = models.EmailField("courriel du maître d’apprentissage", blank=True)
    master_adult = models.BooleanField("maître d’apprentissage majeur", default=False)
    master_titled = models.BooleanField("titulaire d’un titre du domaine", default=False)
    master_years = models.PositiveSmallIntegerField("années de pratique", default=0)
    signed_on = models.DateField("signé le")
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    weekly_hours = models.PositiveSmallIntegerField("heures de travail par semaine")
    trial_absences = models.PositiveSmallIntegerField("jours d’absence pendant l’essai", default=0)
    representative = models.CharField("représentant légal", max_length=200, blank=True)
    filed_on = models.DateField("transmis le", null=True, blank=True)
    filed_number = models.CharField("numéro de dépôt", max_length=60, blank=True)
    calendar_agreed_on = models.DateField("calendrier accordé le", null=True, blank=True)
    calendar_agreed_by = models.CharField("accord donné par", max_length=200, blank=True)
    calendar_sha256 = models.CharField("empreinte du calendrier accordé", max_length=64, blank=True)
    document = models.OneToOneField(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="convention"
    )
    broken_on = models.DateField("rompu le", null=True, blank=True)
    break_kind = models.CharField("nature de la rupture", max_length=20, choices=BreakKind, blank=True)
    break_reason = models.CharField("motif de la rupture", max_length=300, blank=True)
    created_at = models.DateTimeField("enregistré le")
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name="remplacé par"
    )

    class Meta:
        verbose_name = "contrat d’apprentissage"
        verbose_name_plural = "contrats d’apprentissage"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="apprentice_contract_dates_ordered",
                violation_error_message="La fin du contrat précède son début.",
            )
        ]

    def __str__(self) -> str:
        return self.employer


class AlternationWeek(models.Model):
    """A week of the alternation: days in the centre, days of leave; the others are worked in the company."""

    parcours = models.ForeignKey(
        Parcours, models.CASCADE, related_name="alternation_weeks", verbose_name="parcours"
    )
    monday = models.DateField("semaine du")
    centre_days = models.PositiveSmallIntegerField("jours en centre")
    leave_days = models.PositiveSmallIntegerField("jours de congé", default=0)

    class Meta:
        verbose_name = "semaine d’alternance"
        verbose_name_plural = "semaines d’alternance"
        ordering = ["parcours", "monday"]
        constraints = [
            models.UniqueConstraint(fields=["parcours", "monday"], name="alternation_week_once"),
            models.CheckConstraint(
                condition=Q(centre_days__lte=5) & Q(leave_days__lte=5), name="alternation_week_fits"
            ),
        ]

    def __str__(self) -> str:
        return f"Semaine du {self.monday:%d/%m/%Y}"


class EntrustedPeriod(models.Model):
    """What a company entrusts to an apprentice for one CCP, then the hours worked, attested by the maître (A.8).

    Attested, `period` holds the hours in the path with their proof, and nothing changes any more.
    """

    contract = models.ForeignKey(
        ApprenticeContract, models.PROTECT, related_name="periods", verbose_name="contrat"
    )
    parcours = models.ForeignKey(
        Parcours, models.CASCADE, related_name="entrusted_periods", verbose_name="parcours"
    )
    ccp_number = models.PositiveSmallIntegerField("CCP")
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    activities = models.TextField("activités confiées")
    competence_refs = models.JSONField("compétences travaillées", default=list)
    created_at = models.DateTimeField("préparée le")
    hours = models.PositiveSmallIntegerField("heures attestées", null=True, blank=True)
    attested_at = models.DateTimeField("attestées le", null=True, blank=True)
    attested_by = models.CharField("attestées par", max_length=200, blank=True)
    comment = models.TextField("appréciation du maître d’apprentissage", blank=True)
    strokes = models.JSONField("tracé", default=list, blank=True)
    document = models.OneToOneField(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="attestation"
    )
    period = models.OneToOneField(
        CompanyPeriod, models.PROTECT, null=True, blank=True, related_name="entrusted", verbose_name="période"
    )

    class Meta:
        verbose_name = "période confiée"
        verbose_name_plural = "périodes confiées"
        ordering = ["starts_on", "ccp_number", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="entrusted_dates_ordered")
        ]

    def __str__(self) -> str:
        return f"CCP {self.ccp_number}, du {self.starts_on:%d/%m/%Y} au {self.ends_on:%d/%m/%Y}"


class ProgressMark(models.Model):
    """Where the centre or the company is with a competence on a day; the last one of each side is that which counts."""

    parcours = models.ForeignKey(
        Parcours, models.CASCADE, related_name="progress_marks", verbose_name="parcours"
    )
    competence_ref = models.CharField("compétence", max_length=60)
    side = models.CharField("où", max_length=10, choices=Side)
    level = models.PositiveSmallIntegerField("niveau", choices=Progress)
    on = models.DateField("dit le")
    recorded_at = models.DateTimeField("enregistré le")
    actor_label = models.CharField("dit par", max_length=200)

    class Meta:
        verbose_name = "progression"
        verbose_name_plural = "progressions"
        ordering = ["on", "recorded_at", "pk"]
        indexes = [models.Index(fields=["parcours", "side"])]

    def __str__(self) -> str:
        return f"{self.competence_ref} : {self.get_level_display()}"


class CompanyVisit(models.Model):
    """The centre meets the company: planned, held, told in a report that both sign; cancelled, it stays readable."""

    contract = models.ForeignKey(
        ApprenticeContract, models.PROTECT, related_name="visits", verbose_name="contrat"
    )
    parcours = models.ForeignKey(
        Parcours, models.CASCADE, related_name="company_visits", verbose_name="parcours"
    )
    kind = models.CharField("nature", max_length=10, choices=VisitKind, default=VisitKind.ON_SITE)
    planned_on = models.DateField("prévue le")
    visitor = models.CharField("par", max_length=200)
    created_at = models.DateTimeField("prévue à")
    held_on = models.DateField("tenue le", null=True, blank=True)
    present = models.CharField("personnes présentes", max_length=300, blank=True)
    done = models.TextField("ce qui est confié et acquis", blank=True)
    difficulties = models.TextField("difficultés", blank=True)
    decided = models.TextField("décisions et suites", blank=True)
    report_sha256 = models.CharField("empreinte du compte rendu", max_length=64, blank=True)
    cancelled_on = models.DateField("annulée le", null=True, blank=True)
    cancelled_reason = models.CharField("motif", max_length=300, blank=True)
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name="repris par"
    )

    class Meta:
        verbose_name = "visite en entreprise"
        verbose_name_plural = "visites en entreprise"
        ordering = ["planned_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.held_on or self.planned_on:%d/%m/%Y})"


class VisitSignature(models.Model):
    """A signature under the report of a visit, for the words that its digest names; given once."""

    visit = models.ForeignKey(CompanyVisit, models.PROTECT, related_name="signatures", verbose_name="visite")
    signer = models.CharField("signataire", max_length=12, choices=VisitSigner)
    name = models.CharField("nom", max_length=200)
    strokes = models.JSONField("tracé", default=list, blank=True)
    report_sha256 = models.CharField("empreinte du compte rendu signé", max_length=64)
    signed_at = models.DateTimeField("signé le")

    class Meta:
        verbose_name = "signature d’un compte rendu"
        verbose_name_plural = "signatures des comptes rendus"
        ordering = ["signed_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "signer"], name="visit_signed_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_signer_display()})"


class MasterAccess(models.Model):
    """The secret address of a maître d’apprentissage, without account: only its digest is kept, and it ends."""

    contract = models.ForeignKey(
        ApprenticeContract, models.CASCADE, related_name="accesses", verbose_name="contrat"
    )
    token_sha256 = models.CharField("empreinte du lien", max_length=64, unique=True)
    created_at = models.DateTimeField("créé le")
    created_by = models.CharField("créé par", max_length=200)
    expires_on = models.DateField("valable jusqu’au")
    sent_to = models.EmailField("envoyé à", blank=True)
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)

    class Meta:
        verbose_name = "accès d’un maître d’apprentissage"
        verbose_name_plural = "accès des maîtres d’apprentissage"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.contract.master} ({self.created_at:%d/%m/%Y})"


class CfaAct(models.Model):
    """Something that a centre of apprentices did on a day, for some or for all (indicators 13 to 15, 20, 28, 29).

    A mistaken act is withdrawn with its reason; it stays readable.
    """

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="cfa_acts", verbose_name="organisme"
    )
    kind = models.CharField("nature", max_length=12, choices=CfaActKind)
    on = models.DateField("fait le")
    heading = models.CharField("objet", max_length=200)
    told = models.TextField("ce qui a été fait", blank=True)
    people = models.CharField("personnes et entreprises présentes", max_length=500, blank=True)
    file = models.FileField("document", upload_to="formation/%Y/", blank=True)
    file_name = models.CharField("nom du document", max_length=200, blank=True)
    file_sha256 = models.CharField("empreinte du document", max_length=64, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    actor_label = models.CharField("enregistré par", max_length=200)
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)
    withdrawn_reason = models.CharField("motif du retrait", max_length=300, blank=True)

    class Meta:
        verbose_name = "acte du centre d’apprentis"
        verbose_name_plural = "actes du centre d’apprentis"
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["organisme", "kind", "on"])]

    def __str__(self) -> str:
        return self.heading


class CfaActPath(models.Model):
    """An apprentice whom an act concerns; what was handed over, they say to have received."""

    act = models.ForeignKey(CfaAct, models.CASCADE, related_name="paths", verbose_name="acte")
    parcours = models.ForeignKey(Parcours, models.CASCADE, related_name="cfa_acts", verbose_name="parcours")
    received_at = models.DateTimeField("reçu le", null=True, blank=True)

    class Meta:
        verbose_name = "apprenti concerné"
        verbose_name_plural = "apprentis concernés"
        constraints = [models.UniqueConstraint(fields=["act", "parcours"], name="cfa_act_path_once")]

    def __str__(self) -> str:
        return f"{self.parcours.person} — {self.act}"


class CfaReferent(models.Model):
    """Someone named to a function of the centre of apprentices, from a day to another (indicator 20)."""

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="cfa_referents", verbose_name="organisme"
    )
    function = models.CharField("fonction", max_length=14, choices=CfaFunction)
    name = models.CharField("nom", max_length=200)
    contact = models.CharField("courriel ou téléphone", max_length=200, blank=True)
    since = models.DateField("depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)
    actor_label = models.CharField("enregistré par", max_length=200)

    class Meta:
        verbose_name = "référent du centre d’apprentis"
        verbose_name_plural = "référents du centre d’apprentis"
        ordering = ["function", "-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="cfa_referent_dates_ordered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_function_display()})"
