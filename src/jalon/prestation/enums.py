"""What is given and sold to people on a path, under which engagement, and how presence is proved."""

from django.db import models


class PrestationKind(models.TextChoices):
    """Which of the actions of L6313-1 a prestation belongs to."""

    FORMATION = "formation", "Action de formation"
    APPRENTISSAGE = "apprentissage", "Action de formation par apprentissage"
    VAE = "vae", "Accompagnement à la VAE"


class DeliveryMode(models.TextChoices):
    """Where people are during a prestation or a séance (C7)."""

    ON_SITE = "on_site", "En présence"
    REMOTE = "remote", "À distance"
    MIXED = "mixed", "En présence et à distance"


class Funder(models.TextChoices):
    """Who pays (B15: no ceiling is written in the product)."""

    CPF = "cpf", "Compte personnel de formation"
    PTP = "ptp", "Projet de transition professionnelle"
    CSP = "csp", "Contrat de sécurisation professionnelle"
    OPCO = "opco", "Opérateur de compétences"
    EMPLOYER = "employer", "Employeur"
    FRANCE_TRAVAIL = "france_travail", "France Travail"
    REGION = "region", "Région"
    SELF = "self", "La personne elle-même"
    OTHER = "other", "Autre financeur"


class FinancingStatus(models.TextChoices):
    """What became of a request for funding."""

    ASKED = "asked", "Demandé"
    GRANTED = "granted", "Accordé"
    REFUSED = "refused", "Refusé"


class EngagementKind(models.TextChoices):
    """The deed by which a prestation is bought (C4)."""

    QUOTE = "quote", "Devis"
    CONVENTION = "convention", "Convention de formation"
    CONTRACT = "contract", "Contrat de formation"
    VAE_CONVENTION = "vae_convention", "Convention d’accompagnement à la VAE"
    APPRENTICESHIP_COPY = "apprenticeship_copy", "Copie du contrat d’apprentissage"


class Party(models.TextChoices):
    """Who signs an engagement."""

    CANDIDATE = "candidate", "Le bénéficiaire"
    ORGANISME = "organisme", "L’organisme"
    PURCHASER = "purchaser", "L’acheteur"


class SignatureMeans(models.TextChoices):
    """How someone signed."""

    DRAWN = "drawn", "Signature tracée"
    TYPED = "typed", "Signature au clavier"
    PAPER = "paper", "Signature sur papier"


class DeliveryKind(models.TextChoices):
    """What is handed over, with its day as proof (C5, indicator 9)."""

    PROGRAMME = "programme", "Programme et objectifs"
    RULES = "rules", "Règlement intérieur"
    TRAINERS = "trainers", "Liste des formateurs et de leurs titres"
    HOURS = "hours", "Horaires"
    EVALUATION = "evaluation", "Modalités d’évaluation"
    CONTACT = "contact", "Personne à contacter"
    TERMS = "terms", "Tarifs et conditions générales"
    CONVOCATION = "convocation", "Convocation"
    OTHER = "other", "Autre document"


class HalfDay(models.TextChoices):
    """Presence is signed per half-day (C8)."""

    MORNING = "morning", "Matin"
    AFTERNOON = "afternoon", "Après-midi"


class Presence(models.TextChoices):
    """How someone attended a half-day."""

    PRESENT = "present", "Présent"
    LATE = "late", "Arrivé en retard"
    LEFT_EARLY = "left_early", "Parti avant la fin"
    REMOTE = "remote", "Présent à distance"
    ABSENT = "absent", "Absent"
    EXCUSED = "excused", "Absence justifiée"

    @classmethod
    def attending(cls) -> frozenset[str]:
        """Ways of being there, which call for a signature."""
        return frozenset({cls.PRESENT, cls.LATE, cls.LEFT_EARLY, cls.REMOTE})


class AbsenceNature(models.TextChoices):
    """What a paper proves, never a health reason (D5)."""

    WORK_STOP = "work_stop", "Arrêt de travail"
    SUMMONS = "summons", "Convocation d’une administration ou d’un tribunal"
    JOB = "job", "Entretien d’embauche ou besoin de l’employeur"
    FAMILY = "family", "Événement familial"
    TRANSPORT = "transport", "Transport interrompu"
    OTHER = "other", "Autre motif légitime"


class JustificationStatus(models.TextChoices):
    """What the centre answered to a paper."""

    WAITING = "waiting", "À examiner"
    ACCEPTED = "accepted", "Accepté"
    REFUSED = "refused", "Refusé"


class TrainerStatus(models.TextChoices):
    """What binds someone who gives séances to the centre (indicator 27)."""

    EMPLOYEE = "employee", "Salarié"
    SUBCONTRACTOR = "subcontractor", "Sous-traitant"
    VOLUNTEER = "volunteer", "Bénévole ou intervenant occasionnel"
