"""What a candidate hands over, and how far a version of their dossier has come."""

from django.db import models


class PieceKind(models.TextChoices):
    """A written piece that the jury holds on the day (A6.1, A6.2, A6.6)."""

    DP = "dp", "Dossier professionnel"
    PRODUCTION = "production", "Production écrite"
    PREPARATION_FILE = "preparation_file", "Dossier de préparation"
    LIVRET = "livret", "Livret de certification"
    ECF = "ecf", "Livret d’évaluations passées en cours de formation"
    COMPANY_PROOF = "company_proof", "Preuve des périodes en entreprise"


class VersionState(models.TextChoices):
    """Whether a deposited file has been checked yet, and whether it could be."""

    WAITING = "waiting", "Vérification en cours"
    CHECKED = "checked", "Vérifiée"
    UNREADABLE = "unreadable", "Illisible"


class RemarkState(models.TextChoices):
    """What became of a trainer's remark: the candidate answers, whoever made it closes it."""

    OPEN = "open", "À traiter"
    ANSWERED = "answered", "Répondue"
    CLOSED = "closed", "Close"


class JudgementState(models.TextChoices):
    """What a person says of a required content where the checker only points."""

    TREATED = "treated", "Traité"
    TO_COMPLETE = "to_complete", "À compléter"
    MISSING = "missing", "Absent"


class CriterionLevel(models.TextChoices):
    """What a trainer says of a criterion in a mock oral; it has no worth before the jury (A5.1)."""

    MET = "met", "Atteint"
    PARTLY = "partly", "En partie"
    NOT_MET = "not_met", "Pas encore"
    NOT_SEEN = "not_seen", "Non observé"
