"""Vocabulary of the jury's work."""

from django.db import models


class Observation(models.TextChoices):
    """What a juror notes for one criterion; there is no mark (A7.11)."""

    SATISFIED = "satisfied", "Satisfait"
    NOT_SATISFIED = "not_satisfied", "Non satisfait"
    NOT_OBSERVED = "not_observed", "Non observé"


class GridStatus(models.TextChoices):
    """A grid is worked on, then handed in."""

    OPEN = "open", "En cours"
    SUBMITTED = "submitted", "Remise"


class EntryOutcome(models.TextChoices):
    """What became of a touch received from a device; whatever it is, the touch is kept."""

    APPLIED = "applied", "Enregistrée"
    SAME = "same", "Identique à ce qui était enregistré"
    CONFLICT = "conflict", "En désaccord avec ce qui était enregistré"
    LATE = "late", "Reçue après la remise de la grille"


class SignatureMethod(models.TextChoices):
    """How a juror proved to be the one who signs."""

    PASSWORD = "password", "Mot de passe"
    NAME = "name", "Nom recopié"


class Outcome(models.TextChoices):
    """What the jury decides for a candidate (A7.1, A7.2, A2.6)."""

    TITLE = "title", "Titre accordé"
    PARTIAL = "partial", "Un ou plusieurs CCP accordés"
    NONE = "none", "Aucun CCP accordé"
    ABSENT = "absent", "Absent"
    EXCUSED = "excused", "Absent, excusé"


class InterviewResult(models.TextChoices):
    """The final interview has its own result (A7.3)."""

    NOT_APPLICABLE = "not_applicable", "Sans objet"
    FAVOURABLE = "favourable", "Favorable"
    UNFAVOURABLE = "unfavourable", "Défavorable"


class PVStatus(models.TextChoices):
    """Life of a procès-verbal (A7.5)."""

    DRAFT = "draft", "Projet"
    SIGNING = "signing", "À la signature"
    SIGNED = "signed", "Signé"
    TRANSMITTED = "transmitted", "Transmis"
    VALIDATED = "validated", "Validé"
    REFUSED = "refused", "Refusé"
    WITHDRAWN = "withdrawn", "Retiré"
