"""Kinds of relations between people."""

from django.db import models


class Civility(models.TextChoices):
    """How a person is addressed in a letter."""

    MADAME = "madame", "Madame"
    MONSIEUR = "monsieur", "Monsieur"
    NEUTRAL = "neutral", "Sans civilité"


class RelationKind(models.TextChoices):
    """A tie that keeps a juror from judging a candidate (A5.10, A5.11)."""

    TRAINED = "trained", "A formé"
    ACCOMPANIED = "accompanied", "A accompagné"
    RELATED = "related", "Lien personnel ou familial"
    WORK = "work", "Lien professionnel"
