"""Routes to a title."""

from django.db import models


class Route(models.TextChoices):
    """How a candidate comes to a session (A2.1, A2.2, A2.3)."""

    FORMATION = "formation", "Formation continue"
    APPRENTISSAGE = "apprentissage", "Apprentissage"
    VAE = "vae", "VAE"
    CAPITALISATION = "capitalisation", "Capitalisation de CCP"
    RETAKE = "retake", "Nouvelle présentation"

    @classmethod
    def training(cls) -> frozenset[str]:
        """Routes whose candidates come from training: company hours and ECF results are asked of them."""
        return frozenset({cls.FORMATION, cls.APPRENTISSAGE})


class AwardOrigin(models.TextChoices):
    """Where a CCP held comes from (A1.2, A1.8)."""

    SESSION = "session", "Session d’examen"
    EQUIVALENCE = "equivalence", "Équivalence avec un autre titre"
    CORRESPONDENCE = "correspondence", "Correspondance avec l’ancienne version"
