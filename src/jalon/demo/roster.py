"""Invented people. Any likeness to someone living is chance."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Refusal:
    """A CCP that the jury does not award, and why."""

    ccp: int
    reasons: str


@dataclass(frozen=True, slots=True)
class Sitter:
    """A candidate of the story: who they are, how they come, and what becomes of them.

    `scopes` as the spreadsheet says them (« Titre », « CCP 1 », « CCP 2 + entretien final »); `held` are CCP numbers
    already acquired; `refusals` and `interview` are what the jury decides.
    """

    civility: str
    last_name: str
    first_name: str
    birth_date: date
    birth_place: str
    route: str
    scopes: str = "Titre"
    held: tuple[int, ...] = ()
    extra_time: int = 0
    absent: bool = False
    refusals: tuple[Refusal, ...] = ()
    interview: str = ""
    has_account: bool = False
    ready: bool = True
    email: str = field(init=False)

    def __post_init__(self) -> None:
        name = f"{self.first_name}.{self.last_name}".lower().translate(_PLAIN)
        object.__setattr__(self, "email", f"{name}@exemple.example")


@dataclass(frozen=True, slots=True)
class Professional:
    """A juror, an actor or a trainer of the story."""

    civility: str
    last_name: str
    first_name: str
    employer: str
    email: str = field(init=False)

    def __post_init__(self) -> None:
        name = f"{self.first_name}.{self.last_name}".lower().translate(_PLAIN)
        object.__setattr__(self, "email", f"{name}@exemple.example")


_PLAIN = str.maketrans("àâäéèêëîïôöùûüÿç '’", "aaaeeeeiioouuuyc---")

ECOUTE = Refusal(
    2,
    "L’analyse de la demande reste descriptive : les étapes du parcours ne sont pas reliées au diagnostic partagé "
    "et les ateliers présentés ne comportent pas d’évaluation.",
)
EMPLOYEURS = Refusal(
    3,
    "L’action de prospection n’a pas été conduite auprès d’employeurs : le jury n’a pas pu observer la démarche "
    "ni ses résultats.",
)
ACCUEIL = Refusal(
    1,
    "L’entretien d’accueil s’est limité à la transmission d’informations ; les bases du diagnostic partagé "
    "n’ont pas été posées avec la personne.",
)

CIP_SITTERS = (
    Sitter("Mme", "Berrada", "Amina", date(1991, 3, 14), "Toulouse", "Formation continue", has_account=True),
    Sitter("M.", "Ferran", "Lucas", date(1988, 7, 2), "Albi", "Formation continue", extra_time=34),
    Sitter(
        "Mme",
        "Castaing",
        "Marie-Noëlle",
        date(1974, 11, 23),
        "Pau",
        "VAE",
        refusals=(ECOUTE,),
        interview="unfavourable",
    ),
    Sitter("M.", "Oulès", "Kévin", date(2001, 1, 9), "Castres", "Apprentissage"),
    Sitter(
        "Mme",
        "Marques",
        "Sofia",
        date(1996, 5, 30),
        "Porto (Portugal)",
        "Formation continue",
        refusals=(ACCUEIL, ECOUTE, EMPLOYEURS),
        interview="unfavourable",
    ),
    Sitter(
        "M.",
        "Delpech",
        "Jean-Baptiste",
        date(1983, 9, 17),
        "Cahors",
        "Capitalisation",
        "CCP 3 + entretien final",
        held=(1, 2),
    ),
    Sitter("Mme", "Sow", "Fatoumata", date(1985, 12, 5), "Dakar (Sénégal)", "VAE"),
    Sitter("M.", "Rascol", "Clément", date(1993, 4, 21), "Rodez", "Formation continue", absent=True),
    Sitter("Mme", "Guiraud", "Élodie", date(1989, 8, 8), "Montauban", "Formation continue", "CCP 1"),
    Sitter(
        "M.",
        "Haddad",
        "Youssef",
        date(1979, 2, 26),
        "Tunis (Tunisie)",
        "Nouvelle présentation",
        "CCP 2 + entretien final",
        held=(1, 3),
    ),
    Sitter("Mme", "Estève", "Camille", date(1998, 10, 12), "Perpignan", "Formation continue"),
    Sitter("Mme", "Petrova", "Nadia", date(1999, 6, 3), "Sofia (Bulgarie)", "Apprentissage"),
)

NEXT_CIP_SITTERS = (
    Sitter("Mme", "Lacroux", "Héloïse", date(1990, 2, 11), "Tarbes", "Formation continue"),
    Sitter("M.", "Benaïssa", "Rachid", date(1981, 6, 27), "Oran (Algérie)", "VAE"),
    Sitter("Mme", "Nguyen", "Linh", date(1995, 9, 5), "Toulouse", "Formation continue", has_account=True),
    Sitter("M.", "Sicard", "Antoine", date(1987, 12, 19), "Auch", "Formation continue", ready=False),
    Sitter("Mme", "Traoré", "Aïssata", date(1992, 4, 2), "Bamako (Mali)", "Apprentissage"),
    Sitter("Mme", "Vidal", "Sandrine", date(1977, 8, 30), "Foix", "VAE", ready=False),
    Sitter("M.", "Cazenave", "Rémi", date(1994, 1, 16), "Dax", "Formation continue", "CCP 2"),
    Sitter("Mme", "Ollivier", "Maëlle", date(2000, 5, 24), "Brest", "Apprentissage"),
)

ETI_SITTERS = (
    Sitter("M.", "Roques", "Didier", date(1978, 3, 3), "Carcassonne", "Formation continue", has_account=True),
    Sitter("Mme", "Azaïs", "Laurence", date(1984, 10, 28), "Béziers", "Formation continue"),
    Sitter("M.", "Coulibaly", "Moussa", date(1986, 7, 15), "Abidjan (Côte d’Ivoire)", "VAE"),
    Sitter(
        "M.",
        "Pujol",
        "Thierry",
        date(1971, 1, 31),
        "Perpignan",
        "Formation continue",
        refusals=(
            Refusal(3, "La séance observée ne comportait ni objectif annoncé ni vérification des acquis."),
        ),
        interview="unfavourable",
    ),
    Sitter("Mme", "Lafforgue", "Agnès", date(1990, 9, 9), "Saint-Gaudens", "Formation continue", "CCP 3"),
    Sitter("M.", "Marty", "Sébastien", date(1982, 5, 18), "Mazamet", "Formation continue"),
)

CIP_JURORS = (
    Professional("Mme", "Dastugue", "Éliane", "Mission locale du Comminges"),
    Professional("M.", "Wagner", "Olivier", "Plan local pluriannuel pour l’insertion de Colomiers"),
    Professional("Mme", "Sabatier", "Mireille", "Cap emploi"),
    Professional("M.", "Ndiaye", "Ibrahima", "Association Passage à l’emploi"),
)
ETI_JURORS = (
    Professional("M.", "Bousquet", "Gérard", "Chantier Les Jardins de Bellevue"),
    Professional("Mme", "Carrère", "Isabelle", "Entreprise d’insertion Recycl’Oc"),
)
ACTOR = Professional("Mme", "Fabre", "Juliette", "Compagnie du Canal")
TRAINER = Professional("M.", "Roumégas", "Bastien", "Passerelles 31")
VAE_ADVISER = Professional("Mme", "Kerouredan", "Solène", "Passerelles 31")

SCENARIOS = (
    (
        "Reprise après un congé parental",
        "Personne de 34 ans, ancienne vendeuse, deux enfants, sans permis. "
        "Vient avec l’idée de « faire de l’administratif ».",
    ),
    (
        "Jeune sorti sans diplôme",
        "Personne de 19 ans, hébergée chez un proche, première inscription. "
        "Répond par monosyllabes, s’anime quand on parle de mécanique.",
    ),
    (
        "Reconversion après un accident",
        "Maçon de 45 ans qui ne peut plus porter. Affirme qu’il « n’y a rien d’autre pour lui ».",
    ),
    (
        "Demande d’une formation précise",
        "Personne de 28 ans qui exige une formation d’infographiste commençant lundi. "
        "Supporte mal les questions.",
    ),
)
