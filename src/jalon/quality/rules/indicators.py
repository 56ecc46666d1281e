"""The national quality référentiel: 7 criteria, 32 indicators, and which apply to an organisme (C1, C2, C3)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Kind = Literal["formation", "vae", "apprentissage"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator, under words of our own; `manual`: no act recorded elsewhere proves it, a piece is filed."""

    number: int
    criterion: int
    label: str
    manual: bool = False


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
    Indicator(14, 3, "Accompagnement des apprentis", manual=True),
    Indicator(15, 3, "Droits et devoirs des apprentis", manual=True),
    Indicator(16, 3, "Présentation à la certification"),
    Indicator(17, 4, "Moyens humains et techniques"),
    Indicator(18, 4, "Coordination des intervenants"),
    Indicator(19, 4, "Ressources pédagogiques"),
    Indicator(20, 4, "Personnels dédiés aux apprentis", manual=True),
    Indicator(21, 5, "Compétences des intervenants", manual=True),
    Indicator(22, 5, "Développement des compétences de l’équipe", manual=True),
    Indicator(23, 6, "Veille légale et réglementaire", manual=True),
    Indicator(24, 6, "Veille sur les métiers et les emplois", manual=True),
    Indicator(25, 6, "Veille pédagogique et technologique", manual=True),
    Indicator(26, 6, "Accueil des personnes en situation de handicap"),
    Indicator(27, 6, "Conformité des sous-traitants", manual=True),
    Indicator(28, 6, "Réseau des entreprises d’accueil"),
    Indicator(29, 6, "Insertion ou poursuite d’études des apprentis", manual=True),
    Indicator(30, 7, "Recueil des appréciations"),
    Indicator(31, 7, "Traitement des réclamations"),
    Indicator(32, 7, "Améliorations tirées des appréciations et des réclamations"),
)
BY_NUMBER: dict[int, Indicator] = {indicator.number: indicator for indicator in INDICATORS}

COMMON = frozenset({1, 2, 4, 5, 6, 9, 10, 11, 12, 17, 18, 19, *range(21, 28), 30, 31, 32})
_SPECIFIC: dict[str, frozenset[int]] = {
    "formation": frozenset({3, 7, 8, 16}),
    "vae": frozenset({3, 16}),
    "apprentissage": frozenset({3, 7, 8, 13, 14, 15, 16, 20, 28, 29}),
}


def applicable(kinds: Collection[str]) -> frozenset[int]:
    """Numbers of the indicators that an organisme answers for, by what it does.

    `kinds` among « formation » (certifying), « vae », « apprentissage »; none known counts as certifying training.
    C1 counts 26 for certifying training, 24 for the VAE and 32 for apprenticeship; C2 deduces which.
    """
    return COMMON.union(*(_SPECIFIC[kind] for kind in (kinds or ("formation",))))
