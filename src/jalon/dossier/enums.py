"""What a candidate hands over."""

from django.db import models


class PieceKind(models.TextChoices):
    """A written piece that the jury holds on the day (A6.1, A6.2, A6.6)."""

    DP = "dp", "Dossier professionnel"
    PRODUCTION = "production", "Production écrite"
    PREPARATION_FILE = "preparation_file", "Dossier de préparation"
    LIVRET = "livret", "Livret de certification"
    ECF = "ecf", "Livret d’évaluations passées en cours de formation"
    COMPANY_PROOF = "company_proof", "Preuve des périodes en entreprise"
