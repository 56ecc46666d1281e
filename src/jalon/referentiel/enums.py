"""States of an import, and what people decide of what it read."""

from django.db import models


class ReferentielImportStatus(models.TextChoices):
    """Where an import stands; the labels are those of the lifecycle."""

    RECEIVED = "received", "Reçu"
    UNREADABLE = "unreadable", "Illisible"
    READ = "read", "Lu"
    UNDER_REVIEW = "under_review", "En relecture"
    PUBLISHED = "published", "Publié"
    ABANDONED = "abandoned", "Abandonné"


class CorrectionAct(models.TextChoices):
    """What a decision does to a piece."""

    REPLACE = "replace", "Corriger"
    INSERT = "insert", "Ajouter"
    REMOVE = "remove", "Retirer"
    CONFIRM = "confirm", "Confirmer"
