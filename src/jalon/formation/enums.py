"""What a training towards a title is made of: positions, criteria, steps of the entry."""

from django.db import models


class Placing(models.TextChoices):
    """Who places a person on the competences of a title (indicator 8)."""

    SELF = "self", "Par la personne"
    TRAINER = "trainer", "Par le formateur"


class Level(models.IntegerChoices):
    """A small scale on which a competence is placed at the entry, or seen by a tutor."""

    NONE = 0, "Jamais pratiqué"
    AIDED = 1, "Avec aide"
    ALONE = 2, "Seul, dans des situations connues"
    EXPERT = 3, "Seul, dans des situations nouvelles"


class EntryStep(models.TextChoices):
    """What comes before someone enters a training (indicators 1, 4 and 8; C6)."""

    INFORMATION = "information", "Information donnée"
    FILE = "file", "Dossier de candidature reçu"
    POSITIONING = "positioning", "Positionnement fait"
    INTERVIEW = "interview", "Entretien tenu"


class Met(models.TextChoices):
    """How a criterion of the RE was met in an evaluation."""

    YES = "yes", "Satisfait"
    PARTLY = "partly", "En partie"
    NO = "no", "Non satisfait"
    UNSEEN = "unseen", "Non observé"


class ItemMode(models.TextChoices):
    """How a séance of a programme is given (C7)."""

    ON_SITE = "on_site", "En présence"
    REMOTE = "remote", "À distance"
    MIXED = "mixed", "En présence et à distance"


class Means(models.TextChoices):
    """How someone on whom there are signs of dropping out was sought (indicator 12)."""

    CALL = "call", "Appel"
    MESSAGE = "message", "SMS ou courriel"
    MEETING = "meeting", "Rencontre"
    LETTER = "letter", "Courrier"
    OTHERS = "others", "Par l’entreprise ou le prescripteur"


class Decision(models.TextChoices):
    """What was decided with, or about, someone who may be dropping out (indicator 12)."""

    CONTINUE = "continue", "Poursuivre sans changement"
    ARRANGE = "arrange", "Aménager le parcours"
    SUSPEND = "suspend", "Suspendre le parcours"
    LEAVE = "leave", "Arrêter la formation"
    WAIT = "wait", "Relancer de nouveau"


class Progress(models.IntegerChoices):
    """How far an apprentice is with a competence, in the centre or in the company (indicator 13)."""

    NOT_YET = 0, "Pas encore"
    SEEN = 1, "Abordée"
    AIDED = 2, "Pratiquée avec aide"
    ALONE = 3, "Pratiquée seul"


class Side(models.TextChoices):
    """Where a competence was seen."""

    CENTRE = "centre", "Au centre"
    COMPANY = "company", "En entreprise"


class BreakKind(models.TextChoices):
    """How an apprenticeship contract ends before its day (OWN, L6222-18 and following)."""

    TRIAL = "trial", "Pendant la période d’essai"
    AGREED = "agreed", "D’un commun accord"
    APPRENTICE = "apprentice", "Par l’apprenti, après le médiateur"
    EMPLOYER = "employer", "Par l’employeur"
    AWARDED = "awarded", "Titre obtenu avant le terme"


class VisitKind(models.TextChoices):
    """How the centre meets the company."""

    ON_SITE = "on_site", "Visite dans l’entreprise"
    REMOTE = "remote", "Entretien à distance"
    CENTRE = "centre", "Rencontre au centre"


class VisitSigner(models.TextChoices):
    """Who signs the report of a visit."""

    MASTER = "master", "Le maître d’apprentissage"
    APPRENTICE = "apprentice", "L’apprenti"


class CfaActKind(models.TextChoices):
    """What a centre of apprentices does besides training them, each kind serving an indicator."""

    SOCIAL = "social", "Accompagnement socioprofessionnel"
    EDUCATION = "education", "Accompagnement éducatif"
    CIVIC = "civic", "Exercice de la citoyenneté"
    RIGHTS = "rights", "Droits et devoirs remis"
    SAFETY = "safety", "Santé et sécurité au travail"
    MASTERS = "masters", "Réunion des maîtres d’apprentissage"
    COUNCIL = "council", "Conseil de perfectionnement"
    NETWORK = "network", "Réseau des entreprises"
    PURSUIT = "pursuit", "Insertion ou poursuite d’études"


class CfaFunction(models.TextChoices):
    """Whom a centre of apprentices must name (indicator 20)."""

    DISABILITY = "disability", "Référent handicap"
    MOBILITY = "mobility", "Référent mobilité"
    COUNCIL = "council", "Président du conseil de perfectionnement"
    COORDINATION = "coordination", "Coordination avec les entreprises"
