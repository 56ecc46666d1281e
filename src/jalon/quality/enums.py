"""Kinds of surveys, complaints, improvement actions and subcontracts."""

from django.db import models


class SurveyMoment(models.TextChoices):
    """When an opinion is asked (indicator 30)."""

    END = "end", "À la fin"
    LATER = "later", "Six mois après"


class Respondent(models.TextChoices):
    """Who is asked for an opinion: all those who take part, not the trainee alone (indicator 30)."""

    BENEFICIARY = "beneficiary", "Bénéficiaire"
    TUTOR = "tutor", "Tuteur en entreprise"
    EMPLOYER = "employer", "Employeur"
    FUNDER = "funder", "Financeur"
    TEAM = "team", "Équipe pédagogique"


class Situation(models.TextChoices):
    """What somebody does some months after their path (indicators 2, 3)."""

    LASTING = "lasting", "En emploi : CDI, CDD de six mois ou plus, fonction publique"
    SHORT = "short", "En emploi : CDD de moins de six mois, intérim"
    OWN = "own", "À mon compte"
    STUDY = "study", "En formation ou en alternance"
    SEARCH = "search", "En recherche d’emploi"
    OTHER = "other", "Autre situation"

    @classmethod
    def employed(cls) -> frozenset[str]:
        """Situations counted as insertion into work."""
        return frozenset({cls.LASTING, cls.SHORT, cls.OWN})


class ComplaintChannel(models.TextChoices):
    """How a complaint came (C14)."""

    ONLINE = "online", "Depuis Jalon"
    PUBLIC = "public", "Formulaire public"
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


class SubcontractWay(models.TextChoices):
    """Which way an action passes between two organismes (R6352-22)."""

    GIVEN = "given", "Confiée à un autre organisme"
    RECEIVED = "received", "Reçue d’un autre organisme"
