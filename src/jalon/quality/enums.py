"""Kinds of surveys, complaints and improvement actions."""

from django.db import models


class SurveyMoment(models.TextChoices):
    """When an opinion is asked (indicator 30)."""

    END = "end", "À la fin"
    LATER = "later", "Six mois après"


class ComplaintChannel(models.TextChoices):
    """How a complaint came (C14)."""

    ONLINE = "online", "Depuis Jalon"
    EMAIL = "email", "Courriel"
    LETTER = "letter", "Courrier"
    PHONE = "phone", "Téléphone"
    IN_PERSON = "in_person", "De vive voix"


class ComplaintStage(models.TextChoices):
    """Where a complaint stands; its workflow says how it moves."""

    RECEIVED = "received", "Reçue"
    ANSWERED = "answered", "Réponse donnée"
    CLOSED = "closed", "Close"


class ActionOrigin(models.TextChoices):
    """What an improvement action answers to (indicator 32)."""

    SURVEY = "survey", "Enquête de satisfaction"
    COMPLAINT = "complaint", "Réclamation"
    RESULTS = "results", "Résultats"
    AUDIT = "audit", "Audit"
    TEAM = "team", "Équipe"
