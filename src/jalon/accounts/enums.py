"""Roles and kinds of organismes."""

from django.db import models


class Role(models.TextChoices):
    """What a member does in an organisme."""

    RESPONSABLE_SESSION = "responsable_session", "Responsable de session"
    FORMATEUR = "formateur", "Formateur"
    ACCOMPAGNATEUR_VAE = "accompagnateur_vae", "Accompagnateur VAE"
    CONSEILLER = "conseiller", "Conseiller en insertion professionnelle"
    ENCADRANT = "encadrant", "Encadrant technique d’insertion"
    JURE = "jure", "Juré"
    CANDIDAT = "candidat", "Candidat"
    DDETS = "ddets", "Représentant de la DDETS"
    ADMINISTRATEUR = "administrateur", "Administrateur"


class OrganismeKind(models.TextChoices):
    """A centre that trains and organises sessions, or the State service that validates them."""

    CENTRE = "centre", "Centre de formation ou d’examen"
    DDETS = "ddets", "DDETS"
