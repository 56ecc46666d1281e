"""The national quality référentiel: 7 criteria, 32 indicators, and which apply to an organisme (C1, C2, C3)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Kind = Literal["formation", "vae", "apprentissage", "action", "bilan"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator, under words of our own."""

    number: int
    criterion: int
    label: str

    @property
    def asks(self) -> str:
        """What an auditor looks for."""
        return ASKS[self.number]


CRITERIA: dict[int, str] = {
    1: "Informer le public",
    2: "Fixer les objectifs et adapter les prestations",
    3: "Accueillir, accompagner, suivre et évaluer",
    4: "Réunir les moyens",
    5: "Entretenir les compétences de l’équipe",
    6: "S’inscrire dans son environnement",
    7: "Recueillir les appréciations et s’améliorer",
}

INDICATORS: tuple[Indicator, ...] = (
    Indicator(1, 1, "Information sur les prestations"),
    Indicator(2, 1, "Résultats publiés"),
    Indicator(3, 1, "Taux d’obtention, blocs, équivalences et débouchés de la certification"),
    Indicator(4, 2, "Analyse du besoin"),
    Indicator(5, 2, "Objectifs définis et évaluables"),
    Indicator(6, 2, "Contenus et modalités de mise en œuvre"),
    Indicator(7, 2, "Contenus accordés au référentiel de la certification"),
    Indicator(8, 2, "Positionnement à l’entrée"),
    Indicator(9, 3, "Conditions de déroulement connues des bénéficiaires"),
    Indicator(10, 3, "Adaptation et suivi du parcours"),
    Indicator(11, 3, "Évaluation de l’atteinte des objectifs"),
    Indicator(12, 3, "Engagement et prévention des ruptures"),
    Indicator(13, 3, "Coordination avec l’entreprise en alternance"),
    Indicator(14, 3, "Accompagnement des apprentis"),
    Indicator(15, 3, "Droits et devoirs des apprentis"),
    Indicator(16, 3, "Présentation à la certification"),
    Indicator(17, 4, "Moyens humains et techniques"),
    Indicator(18, 4, "Coordination des intervenants"),
    Indicator(19, 4, "Ressources pédagogiques"),
    Indicator(20, 4, "Personnels dédiés aux apprentis"),
    Indicator(21, 5, "Compétences des intervenants"),
    Indicator(22, 5, "Développement des compétences de l’équipe"),
    Indicator(23, 6, "Veille légale et réglementaire"),
    Indicator(24, 6, "Veille sur les métiers et les emplois"),
    Indicator(25, 6, "Veille pédagogique et technologique"),
    Indicator(26, 6, "Accueil des personnes en situation de handicap"),
    Indicator(27, 6, "Conformité des sous-traitants"),
    Indicator(28, 6, "Réseau des entreprises d’accueil"),
    Indicator(29, 6, "Insertion ou poursuite d’études des apprentis"),
    Indicator(30, 7, "Recueil des appréciations"),
    Indicator(31, 7, "Traitement des réclamations"),
    Indicator(32, 7, "Améliorations tirées des appréciations et des réclamations"),
)
ASKS: dict[int, str] = {
    1: "Le public trouve, à jour et avant de s’engager : prérequis, objectifs, durée, modalités, délais d’accès, "
    "tarifs, contacts, évaluation, accessibilité aux personnes handicapées.",
    2: "Des résultats adaptés à la prestation sont publiés : satisfaction, abandons, retours.",
    3: "Le public connaît les taux d’obtention, les blocs et leurs équivalences, les suites et débouchés.",
    4: "Le besoin de chaque bénéficiaire, et de son entreprise ou financeur, est analysé avant de commencer.",
    5: "Les objectifs de chaque prestation sont écrits, opérationnels et évaluables.",
    6: "Contenus et modalités sont établis selon les objectifs et les publics.",
    7: "Les contenus couvrent les exigences de la certification préparée.",
    8: "Chacun est positionné et évalué dans ses acquis à l’entrée.",
    9: "Les bénéficiaires connaissent les conditions de déroulement : règlement, horaires, convocation.",
    10: "La prestation, l’accompagnement et le suivi sont adaptés à chacun.",
    11: "L’atteinte des objectifs est évaluée, par une méthode dite d’avance.",
    12: "L’engagement des bénéficiaires est favorisé, et les ruptures sont prévenues.",
    13: "Les apprentissages en centre et en entreprise sont coordonnés.",
    14: "L’accompagnement social, professionnel, éducatif et civique des apprentis est mis en œuvre.",
    15: "Les apprentis connaissent leurs droits, leurs devoirs, et les règles de santé et de sécurité.",
    16: "Les conditions de présentation à la certification respectent celles de l’autorité qui la délivre.",
    17: "Les moyens humains et techniques, et l’environnement, conviennent à la prestation.",
    18: "Les intervenants sont nommés, coordonnés, et savent qui fait quoi.",
    19: "Des ressources pédagogiques sont mises à disposition, et les bénéficiaires se les approprient.",
    20: "Un personnel est dédié à la mobilité, au handicap, et au conseil de perfectionnement.",
    21: "Les compétences des intervenants sont déterminées, mobilisées et évaluées.",
    22: "Les compétences des salariés sont entretenues et développées.",
    23: "Une veille légale et réglementaire est tenue, et ses enseignements sont exploités.",
    24: "Une veille sur les compétences, les métiers et les emplois est tenue, et ses enseignements sont exploités.",
    25: "Une veille sur les innovations pédagogiques et technologiques est tenue, et ses enseignements sont exploités.",
    26: "Un référent handicap et un réseau sont mobilisés pour accueillir, accompagner, orienter.",
    27: "Les sous-traitants et les salariés portés respectent le référentiel, et cela se vérifie.",
    28: "Un réseau d’entreprises et de partenaires est mobilisé pour les périodes en entreprise.",
    29: "Des actions aident les apprentis à s’insérer ou à poursuivre leurs études.",
    30: "Les appréciations des bénéficiaires, financeurs, équipes et entreprises sont recueillies.",
    31: "Les difficultés et réclamations sont traitées, et les parties en sont informées.",
    32: "Des améliorations sont décidées à partir des appréciations et des réclamations.",
}
"""What an auditor looks for, in words of our own (C3)."""
BY_NUMBER: dict[int, Indicator] = {indicator.number: indicator for indicator in INDICATORS}

COMMON = frozenset({1, 2, 4, 5, 6, 9, 10, 11, 12, 17, 18, 19, *range(21, 28), 30, 31, 32})
_SPECIFIC: dict[str, frozenset[int]] = {
    "formation": frozenset({3, 7, 8, 16}),
    "vae": frozenset({3, 16}),
    "apprentissage": frozenset({3, 7, 8, 13, 14, 15, 16, 20, 28, 29}),
    "action": frozenset({8}),
    "bilan": frozenset(),
}


def applicable(kinds: Collection[str]) -> frozenset[int]:
    """Numbers of the indicators that an organisme answers for, by what it does.

    `kinds` among « formation » (certifying), « vae », « apprentissage », « action » (training without a title) and
    « bilan » (de compétences); none known counts as certifying training. C1 counts 26, 24, 32, 23
    and 22; C2 deduces which.
    """
    return COMMON.union(*(_SPECIFIC[kind] for kind in (kinds or ("formation",))))
