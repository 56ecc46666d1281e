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
