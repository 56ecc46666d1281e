"""What is told of a VAE: who asks, what was lived, how one meets, what the jury decided."""

from django.db import models


class Situation(models.TextChoices):
    """The candidate's situation when they ask: it tells which way the file goes (seed 002, B1)."""

    PRIVATE = "private", "Salarié du privé"
    PUBLIC = "public", "Agent public"
    JOBSEEKER = "jobseeker", "Demandeur d’emploi"
    INDEPENDENT = "independent", "Indépendant"
    VOLUNTEER = "volunteer", "Bénévole ou aidant"
    OTHER = "other", "Autre situation"


class Initiative(models.TextChoices):
    """Who has the accompaniment begin (seed 002)."""

    CANDIDATE = "candidate", "À l’initiative de la personne"
    AGREED = "agreed", "À l’initiative de la personne, avec l’accord de l’employeur"
    EMPLOYER = "employer", "À l’initiative de l’employeur"


class ExperienceNature(models.TextChoices):
    """What counts as experience (B2): no minimum duration, paid or not."""

    EMPLOYEE = "employee", "Emploi salarié"
    INDEPENDENT = "independent", "Activité indépendante"
    PUBLIC = "public", "Emploi public"
    VOLUNTEER = "volunteer", "Bénévolat"
    CARER = "carer", "Proche aidant"
    PMSMP = "pmsmp", "Immersion (PMSMP)"
    INTERNSHIP = "internship", "Stage"
    OFFICE = "office", "Mandat électoral ou syndical"
    OTHER = "other", "Autre activité"


class InterviewKind(models.TextChoices):
    """The two interviews that frame an accompaniment (B7, B14)."""

    FEASIBILITY = "feasibility", "Entretien de faisabilité"
    POST_JURY = "post_jury", "Entretien post-jury"


class Opinion(models.TextChoices):
    """What the adviser says of the project's feasibility (B7): an opinion, the certifier decides."""

    FAVOURABLE = "favourable", "Favorable"
    RESERVED = "reserved", "Favorable avec réserves"
    UNFAVOURABLE = "unfavourable", "Défavorable"


class PaperKind(models.TextChoices):
    """A file or a link of a VAE path, and who may bring it."""

    CV = "cv", "CV"
    LETTER = "letter", "Courrier du certificateur"
    RESOURCE = "resource", "Ressource partagée"
    WORK = "work", "Travail rendu"
    LEAVE = "leave", "Congé VAE"


class MeetingKind(models.TextChoices):
    """What a meeting of the plan is for (seed 002)."""

    WORK = "work", "Séance de travail"
    MOCK = "mock", "Soutenance blanche"
    REVIEW = "review", "Bilan"


class Modality(models.TextChoices):
    """How one meets."""

    VIDEO = "video", "En visioconférence"
    ON_SITE = "on_site", "En présentiel"


class JuryResult(models.TextChoices):
    """The eight results that France VAE knows (B9)."""

    FULL_WHOLE = "full_whole", "Réussite totale à la certification entière"
    PARTIAL_WHOLE = "partial_whole", "Réussite partielle à la certification entière"
    FULL_BLOCS = "full_blocs", "Réussite totale aux blocs visés"
    PARTIAL_BLOCS = "partial_blocs", "Réussite partielle aux blocs visés"
    PARTIAL_PENDING = "partial_pending", "Réussite partielle, en attente de confirmation"
    NONE = "none", "Non-validation"
    EXCUSED = "excused", "Absence justifiée"
    ABSENT = "absent", "Absence non justifiée"


class StepWay(models.TextChoices):
    """How a competence or a bloc that the jury did not validate is obtained next (B10)."""

    CCP_SESSION = "ccp_session", "Session de CCP"
    TRAINING = "training", "Modules de formation"
    NEW_DOSSIER = "new_dossier", "Nouveau dossier de validation"
    EXPERIENCE = "experience", "Expérience à acquérir"


class LeaveAnswer(models.TextChoices):
    """What the employer answers to a request for a congé de VAE (B13)."""

    GRANTED = "granted", "Accordé"
    POSTPONED = "postponed", "Reporté"
