"""Jurors and their work: habilitations, grids, deliberation, procès-verbal."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from jalon.documents.models import IssuedDocument
from jalon.examen.models import ExamSession, Inscription, SessionJury
from jalon.jury.enums import (
    EntryOutcome,
    GridStatus,
    InterviewResult,
    Observation,
    Outcome,
    PVStatus,
    SignatureMethod,
)
from jalon.jury.workflow import SEALED
from jalon.people.models import Person


class SealedError(Exception):
    """A change to what a procès-verbal under signature, or signed, rests on (A7.5); the message is French."""

    def __init__(self) -> None:
        super().__init__(
            "Le procès-verbal de la session est à la signature ou signé : ce qu’il constate ne change plus."
        )


class RestsUnderSeal(models.Model):
    """A row that a procès-verbal rests on: it can neither change nor go once that PV is being signed.

    The database holds the same guard (`jury.seals`); this one speaks French and comes first.
    """

    session_path: ClassVar[str]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._refuse_if_sealed()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._refuse_if_sealed()
        return super().delete(*args, **kwargs)

    def _refuse_if_sealed(self) -> None:
        value: Any = self
        for name in self.session_path.split("__"):
            value = getattr(value, name)
        if PV.objects.filter(session_id=value, status__in=SEALED).exists():
            raise SealedError


class Habilitation(models.Model):
    """The DDETS's leave to sit in juries of one title, never beyond the title's end (A5.6)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="habilitations", verbose_name="juré")
    titre_code = models.CharField("code du titre", max_length=20)
    number = models.CharField("numéro", max_length=60, blank=True)
    departement = models.CharField("DDETS (département)", max_length=3, blank=True)
    valid_from = models.DateField("valable du")
    valid_until = models.DateField("au")

    class Meta:
        verbose_name = "habilitation"
        verbose_name_plural = "habilitations"
        ordering = ["titre_code", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")),
                name="habilitation_dates_ordered",
                violation_error_message="La fin de l’habilitation précède son début.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} — {self.titre_code}"


class CharterAcceptance(models.Model):
    """A juror's dated acceptance of the deontology charter (A5.9)."""

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="charter_acceptances", verbose_name="juré"
    )
    session = models.ForeignKey(
        ExamSession, models.CASCADE, related_name="charter_acceptances", verbose_name="session"
    )
    accepted_at = models.DateTimeField("acceptée le")

    class Meta:
        verbose_name = "charte acceptée"
        verbose_name_plural = "chartes acceptées"
        constraints = [models.UniqueConstraint(fields=["person", "session"], name="charter_once_per_session")]

    def __str__(self) -> str:
        return f"{self.person} — {self.session}"


class Grid(RestsUnderSeal):
    """The official criteria of one test for one candidate: one per juror, then one joint sheet (juror empty).

    The joint sheet of a scope's competences, the fiche de synthèse, has the test « synthesis ».
    """

    session_path = "inscription__session_id"

    inscription = models.ForeignKey(
        Inscription, models.PROTECT, related_name="grids", verbose_name="candidat"
    )
    jury = models.ForeignKey(SessionJury, models.PROTECT, related_name="grids", verbose_name="jury")
    juror = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="grids", verbose_name="juré"
    )
    scope = models.CharField("périmètre", max_length=20)
    test_kind = models.CharField("épreuve", max_length=40)
    status = models.CharField("état", max_length=20, choices=GridStatus, default=GridStatus.OPEN)
    submitted_at = models.DateTimeField("remise le", null=True, blank=True)

    class Meta:
        verbose_name = "grille d’évaluation"
        verbose_name_plural = "grilles d’évaluation"
        ordering = ["inscription", "scope", "test_kind", "juror"]
        constraints = [
            models.UniqueConstraint(
                fields=["inscription", "scope", "test_kind", "juror"],
                condition=Q(juror__isnull=False),
                name="grid_one_per_juror",
            ),
            models.UniqueConstraint(
                fields=["inscription", "scope", "test_kind"],
                condition=Q(juror__isnull=True),
                name="grid_one_joint_sheet",
            ),
        ]

    def __str__(self) -> str:
        return f"Grille de {self.inscription.person} — {self.test_kind}"


class GridMark(RestsUnderSeal):
    """What is noted for one criterion, for a competence or for the whole; `revision` lets two devices meet."""

    session_path = "grid__inscription__session_id"

    grid = models.ForeignKey(Grid, models.CASCADE, related_name="marks", verbose_name="grille")
    criterion_ref = models.CharField("critère", max_length=80)
    value = models.CharField("observation", max_length=20, choices=Observation, blank=True)
    note = models.TextField("note", blank=True)
    revision = models.PositiveIntegerField("révision", default=0)
    updated_at = models.DateTimeField("modifiée le")
    updated_by = models.CharField("modifiée par", max_length=200)

    class Meta:
        verbose_name = "observation d’un critère"
        verbose_name_plural = "observations des critères"
        ordering = ["criterion_ref"]
        constraints = [models.UniqueConstraint(fields=["grid", "criterion_ref"], name="grid_mark_unique")]

    def __str__(self) -> str:
        return f"{self.criterion_ref} : {self.get_value_display()}"


class GridEntry(models.Model):
    """Every touch received, as it was sent: what was applied, and what could not be but must not be lost."""

    op_id = models.UUIDField("identifiant de l’envoi", unique=True)
    grid = models.ForeignKey(Grid, models.CASCADE, related_name="entries", verbose_name="grille")
    criterion_ref = models.CharField("critère", max_length=80)
    value = models.CharField("observation", max_length=20, choices=Observation, blank=True)
    note = models.TextField("note", blank=True)
    base_revision = models.PositiveIntegerField("révision lue")
    revision = models.PositiveIntegerField("révision après réception")
    outcome = models.CharField("suite donnée", max_length=10, choices=EntryOutcome)
    author = models.CharField("saisie par", max_length=200)
    received_at = models.DateTimeField("reçue le")
    settled_at = models.DateTimeField("désaccord levé le", null=True, blank=True)

    class Meta:
        verbose_name = "saisie reçue"
        verbose_name_plural = "saisies reçues"
        ordering = ["received_at", "pk"]
        indexes = [models.Index(fields=["grid", "criterion_ref"])]

    def __str__(self) -> str:
        return f"{self.criterion_ref} : {self.get_outcome_display()}"


class Deliberation(RestsUnderSeal):
    """The jury's sovereign decision on one candidate; no figure decides for it (A7.4, A7.11)."""

    session_path = "inscription__session_id"

    inscription = models.OneToOneField(
        Inscription, models.PROTECT, related_name="deliberation", verbose_name="candidat"
    )
    jury = models.ForeignKey(
        SessionJury, models.PROTECT, null=True, blank=True, related_name="deliberations", verbose_name="jury"
    )
    outcome = models.CharField("décision", max_length=20, choices=Outcome)
    interview_result = models.CharField(
        "entretien final", max_length=20, choices=InterviewResult, default=InterviewResult.NOT_APPLICABLE
    )
    interview_reasons = models.TextField("motifs sur l’entretien final", blank=True)
    comment = models.TextField("observations du jury", blank=True)
    revision = models.PositiveIntegerField("révision", default=0)
    decided_at = models.DateTimeField("arrêtée le")
    decided_by = models.CharField("saisie par", max_length=200)

    class Meta:
        verbose_name = "délibération"
        verbose_name_plural = "délibérations"

    def __str__(self) -> str:
        return f"{self.inscription.person} : {self.get_outcome_display()}"


class CCPDecision(RestsUnderSeal):
    """One CCP awarded or not; a refusal always says why (A7.4)."""

    session_path = "deliberation__inscription__session_id"

    deliberation = models.ForeignKey(
        Deliberation, models.CASCADE, related_name="ccp_decisions", verbose_name="délibération"
    )
    ccp_ref = models.CharField("CCP", max_length=60)
    awarded = models.BooleanField("accordé")
    reasons = models.TextField("motifs", blank=True)

    class Meta:
        verbose_name = "décision sur un CCP"
        verbose_name_plural = "décisions sur les CCP"
        ordering = ["ccp_ref"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "ccp_ref"], name="ccp_decision_unique"),
            models.CheckConstraint(
                condition=Q(awarded=True) | ~Q(reasons=""),
                name="ccp_refusal_has_reasons",
                violation_error_message="Chaque CCP refusé doit être motivé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ccp_ref} : {'accordé' if self.awarded else 'non accordé'}"


class PV(models.Model):
    """The procès-verbal de session: a snapshot of what was decided, sealed by its digest (A7.5)."""

    session = models.ForeignKey(ExamSession, models.PROTECT, related_name="pvs", verbose_name="session")
    version = models.PositiveSmallIntegerField("version", default=1)
    status = models.CharField("état", max_length=20, choices=PVStatus, default=PVStatus.DRAFT)
    snapshot = models.JSONField("contenu scellé", default=dict)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    document = models.ForeignKey(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="document"
    )
    created_at = models.DateTimeField("établi le")
    sealed_at = models.DateTimeField("scellé le", null=True, blank=True)
    transmitted_at = models.DateTimeField("transmis le", null=True, blank=True)
    decided_at = models.DateTimeField("décision de la DDETS le", null=True, blank=True)
    decided_by = models.CharField("décision prise par", max_length=200, blank=True)
    refusal_reason = models.TextField("motif du refus ou du retrait", blank=True)

    class Meta:
        verbose_name = "procès-verbal"
        verbose_name_plural = "procès-verbaux"
        ordering = ["session", "-version"]
        constraints = [models.UniqueConstraint(fields=["session", "version"], name="pv_version_unique")]

    def __str__(self) -> str:
        return f"Procès-verbal — {self.session}"

    @property
    def number(self) -> str:
        """« CIP-2026-014/PV1 »: what awards and letters refer to."""
        return f"{self.session.number}/PV{self.version}"

    @property
    def is_sealed(self) -> bool:
        return self.status in SEALED


class PVSignature(models.Model):
    """A juror's signature of the sealed content; a second click changes nothing."""

    pv = models.ForeignKey(PV, models.PROTECT, related_name="signatures", verbose_name="procès-verbal")
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="pv_signatures", verbose_name="signataire"
    )
    signed_at = models.DateTimeField("signé le")
    signed_sha256 = models.CharField("empreinte signée", max_length=64)
    method = models.CharField("preuve", max_length=10, choices=SignatureMethod)

    class Meta:
        verbose_name = "signature du procès-verbal"
        verbose_name_plural = "signatures du procès-verbal"
        constraints = [models.UniqueConstraint(fields=["pv", "person"], name="pv_signature_once")]

    def __str__(self) -> str:
        return f"{self.person} — {self.pv}"


def _session_file_path(row: "SessionFile", _filename: str) -> str:
    return f"exports/{row.created_at:%Y}/session-{row.session_id}-{row.created_at:%Y%m%d%H%M%S}.zip"


class SessionFile(models.Model):
    """The whole file of a session as one archive with its manifest (A7.12, A9.1)."""

    session = models.ForeignKey(ExamSession, models.PROTECT, related_name="archives", verbose_name="session")
    file = models.FileField("archive", upload_to=_session_file_path, max_length=200)
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("taille")
    entries = models.PositiveIntegerField("pièces")
    created_at = models.DateTimeField("constituée le")
    created_by = models.CharField("constituée par", max_length=200)

    class Meta:
        verbose_name = "dossier de session"
        verbose_name_plural = "dossiers de session"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Dossier de {self.session}"
