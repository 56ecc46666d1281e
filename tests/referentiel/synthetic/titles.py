"""Titles that do not exist: six drawn up by hand, and as many more as there are seeds.

Everything that the importer must give back is in the `TitreVersion`; what the template prints around it (definition
of the job, conduct of the tests) is drawn by `reac` and `evaluation` from the same figures.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from unicodedata import normalize

from jalon.referentiel.schema import (
    Activity,
    ActivityKind,
    Competence,
    Conduct,
    Correspondence,
    Equivalence,
    GlossaryEntry,
    MatrixRow,
    Part,
    Phase,
    Premises,
    Production,
    Resource,
    Scheme,
    Sources,
    Test,
    TestKind,
    TitreVersion,
    Transversal,
)

from . import trades
from .trades import Trade

MSP = TestKind.MISE_EN_SITUATION
PP = TestKind.PRESENTATION_PROJET
ET = TestKind.ENTRETIEN_TECHNIQUE
QP = TestKind.QUESTIONNAIRE_PROFESSIONNEL
QPROD = TestKind.QUESTIONNEMENT_PRODUCTION
EF = TestKind.ENTRETIEN_FINAL
ORDER = (MSP, PP, ET, QP, QPROD, EF)

# What happens in a stretch of a test; the template words each in its own way.
ALONE, BEFORE_JURY = "Réalisation hors de la présence du jury", "Réalisation devant le jury"
PREPARE, ACT, WRITE = "Préparation", "Déroulement", "Rédaction d’une synthèse"
TALK, QUESTIONS, WRITTEN, WHOLE = "Exposé", "Questions du jury", "Questionnaire", "Échange"
_WITHOUT_JURY = {ALONE, PREPARE, WRITE, WRITTEN}

REAC_TERMS = (
    ("Activité type", "Ensemble cohérent de tâches d’un emploi, certifié par un CCP."),
    ("Activité type d’extension", "Ensemble de tâches qui élargit l’emploi, certifié par un CCS."),
    (
        "Compétence professionnelle",
        "Capacité à mener une tâche à son terme en mobilisant savoirs et savoir-faire.",
    ),
    ("Compétence transversale", "Compétence commune à plusieurs situations de l’emploi."),
    ("Critère de performance", "Repère qui permet de juger du résultat attendu."),
    ("Emploi type", "Modèle qui résume un ensemble d’emplois proches."),
    ("Référentiel d’Emploi, Activités et Compétences (REAC)", "Document qui décrit l’emploi certifié."),
    ("Savoir", "Connaissance mobilisée par la compétence."),
    ("Savoir-faire organisationnel", "Façon d’ordonner son travail et celui d’autrui."),
    ("Savoir-faire relationnel", "Façon d’agir avec ses interlocuteurs : échange, négociation, coopération."),
    ("Savoir-faire technique", "Façon d’opérer au moyen d’une technique."),
    ("Titre professionnel", "Certification délivrée par le ministre chargé de l’emploi."),
)
TEST_TERMS = (
    (
        "Mise en situation professionnelle",
        "Reconstitution d’une situation de travail, sur le plateau technique de l’annexe 1.",
    ),
    (
        "Présentation d’un projet réalisé en amont de la session",
        "Exposé d’un travail mené avant la session, lorsque la situation ne peut être reconstituée.",
    ),
    ("Entretien technique", "Échange qui éclaire la mise en situation et complète l’évaluation."),
    ("Questionnaire professionnel", "Épreuve écrite sous surveillance, à questions ouvertes ou fermées."),
    (
        "Questionnement à partir de production(s)",
        "Échange sur une réalisation, dossier ou objet, préparée en amont.",
    ),
    ("Entretien final", "Échange sur la compréhension du métier et le dossier professionnel."),
)

NSF_LABELS = {
    "234v": "Production en ameublement, matières souples et fibres",
    "227s": "Énergie, maintenance de réseaux hydrauliques",
    "335t": "Animation culturelle, sportive et de loisirs",
    "231n": "Travaux publics : études, projets, dessin",
    "221s": "Agroalimentaire, alimentation, transformation laitière",
    "323t": "Techniques de l’image et du son, métiers connexes du spectacle",
}
ROME_LABELS = {
    "B1402": "Réalisation d’ouvrages tressés",
    "I1399": "Maintenance des installations d’eau",
    "G1299": "Animation d’espaces de jeu",
    "F1199": "Études d’aménagement de voirie",
    "H2199": "Affinage et soin des fromages",
    "L1599": "Machinerie spectacle",
}
NOTHING_FORMER = "Aucune correspondance"


@dataclass(frozen=True)
class Plan:
    """What sets a title apart; all else is drawn from its trade and its seed."""

    slug: str
    title: str
    sigle: str
    code: str
    version: str
    level: int
    nsf: tuple[str, ...]
    rome: tuple[str, ...]
    formacodes: tuple[str, ...]
    decree: date
    trade: Trade
    blocs: tuple[tuple[ActivityKind, str, tuple[str, ...]], ...]
    transversal: tuple[str, ...]
    tests: tuple[TestKind, ...]
    hours: bool = True
    parts: int = 3
    long_situation: bool = False
    productions: int = 1
    same_criteria: bool = False
    reworded: bool = True
    former: int = 1
    equivalences: bool = False
    scenario: bool = False
    actors: int = 0
    learners: int = 0


def build(plan: Plan, seed: int | str) -> TitreVersion:
    rng = Random(f"{plan.code}.{plan.version}/{seed}")
    activities, competences = _activities(plan, rng)
    numbers = [c.number for c in competences if _kind(activities, c.activity) == "at"]
    schemes = _schemes(plan, activities, numbers, rng)
    kinds = [test.kind for test in schemes["title"].tests]
    matrix = tuple(
        MatrixRow(
            number,
            tuple(
                kind
                for kind in ORDER
                if kind in kinds and kind != EF and number in _test(schemes["title"], kind).competences
            ),
        )
        for number in numbers
    )
    journal = plan.decree + timedelta(days=rng.randint(5, 40))
    effective = journal + timedelta(days=rng.randint(30, 120))
    used = [kind for kind in ORDER if any(test.kind == kind for s in schemes.values() for test in s.tests)]
    at_titles = [a for a in activities if a.kind == "at"]
    return TitreVersion(
        code=plan.code, sigle=plan.sigle, title=plan.title, version=plan.version, level=plan.level,
        nsf=plan.nsf, rome=plan.rome, formacodes=plan.formacodes, rncp="",
        decree_date=plan.decree.isoformat(), journal_date=journal.isoformat(),
        effective_date=effective.isoformat(),
        activities=activities, competences=competences,
        transversal=_transversal(plan, numbers, rng),
        schemes=schemes, matrix=matrix,
        premises=_premises(plan, used, rng), resources=_resources(plan, rng),
        correspondences=_correspondences(plan, at_titles, rng),
        equivalences=_equivalences(plan, at_titles, rng),
        glossary=_glossary(plan, rng),
        sources=Sources(
            reac_validation_date=(journal + timedelta(days=10)).isoformat(),
            reac_update_date=(journal + timedelta(days=16)).isoformat(),
            re_update_date=(journal + timedelta(days=12)).isoformat(),
            conduct=(Conduct(MSP, plan.scenario, plan.actors, plan.learners),) if MSP in used else (),
        ),
    )  # fmt: skip


# --- activities and competences ---


def _activities(plan: Plan, rng: Random) -> tuple[tuple[Activity, ...], tuple[Competence, ...]]:
    activities, competences, number = [], [], 0
    shared = [trades.criterion(rng, plan.trade) for _ in range(2)]
    for rank, (kind, title, labels) in enumerate(plan.blocs, 1):
        numbers = []
        for label in labels:
            number += 1
            numbers.append(number)
            competences.append(_competence(plan, number, rank, label, shared, rng))
        activities.append(Activity(rank, kind, title, tuple(numbers)))
    return tuple(activities), tuple(competences)


def _competence(
    plan: Plan, number: int, activity: int, title: str, shared: Sequence[str], rng: Random
) -> Competence:
    trade = plan.trade
    criteria = _distinct(rng.randint(3, 7), lambda: trades.criterion(rng, trade))
    if plan.same_criteria:
        criteria = [*criteria[:2], *shared, *criteria[2:]]
    assessment = list(criteria)
    if plan.reworded and rng.random() < 0.2:
        rank = rng.randrange(len(assessment))
        assessment[rank] = _reword(assessment[rank])
    return Competence(
        number=number,
        activity=activity,
        title=title,
        description="\n".join(trades.paragraph(rng, trade, rng.randint(1, 3)) for _ in range(rng.randint(1, 3))),
        contexts=f"Cette compétence s’exerce {rng.choice(trade.places)} et {rng.choice(trade.places)}, "
        f"seul ou en équipe, avec {rng.choice(trade.people).plain}.",
        criteria=tuple(criteria),
        assessment_criteria=tuple(assessment),
        technical_skills=tuple(_distinct(rng.randint(3, 12), lambda: trades.technical(rng, trade))),
        organisational_skills=tuple(_distinct(_few(rng), lambda: trades.organisational(rng, trade))),
        relational_skills=tuple(_distinct(_few(rng), lambda: trades.relational(rng, trade))),
        knowledge=tuple(_distinct(rng.randint(3, 9), lambda: trades.knowledge(rng, trade))),
    )  # fmt: skip


def _few(rng: Random) -> int:
    """One to four; sometimes a competence has nothing of a kind."""
    return rng.randint(1, 4) if rng.random() < 0.96 else 0


def _reword(text: str) -> str:
    """A difference that means something, as the ministry's two documents sometimes have."""
    for before, after in (("Les ", "Ses "), ("La ", "Sa "), ("Le ", "Son ")):
        if text.startswith(before) and text[len(before)].lower() not in "aeiouyhéèê":
            return after + text[len(before) :]
    return f"{text}, si nécessaire"


def _transversal(plan: Plan, numbers: Sequence[int], rng: Random) -> tuple[Transversal, ...]:
    return tuple(
        Transversal(
            title=title,
            description=trades.paragraph(rng, plan.trade, rng.randint(1, 3)),
            criteria=tuple(_distinct(rng.randint(2, 4), lambda: trades.criterion(rng, plan.trade))),
            competences=tuple(sorted(rng.sample(list(numbers), rng.randint(2, len(numbers))))),
        )
        for title in plan.transversal
    )


# --- assessment ---


def _schemes(
    plan: Plan, activities: tuple[Activity, ...], numbers: list[int], rng: Random
) -> dict[str, Scheme]:
    blocs: dict[str, Scheme] = {}
    hours: list[int] = []
    ranks = {"at": 0, "ccs": 0}
    for activity in activities:
        ranks[activity.kind] += 1
        scope = f"{'ccp' if activity.kind == 'at' else 'ccs'}{ranks[activity.kind]}"
        mine = rng.choice((70, 105, 140, 175)) if plan.hours and activity.kind == "at" else None
        if mine is not None:
            hours.append(mine)
        kinds = (MSP, ET, EF) if activity.kind == "ccs" else _bloc_kinds(plan, rng)
        blocs[scope] = _scheme(plan, list(activity.competences), kinds, mine, rng, whole=False)
    title = _scheme(plan, numbers, plan.tests, sum(hours) if plan.hours else None, rng, whole=True)
    return {"title": title, **blocs}


def _bloc_kinds(plan: Plan, rng: Random) -> tuple[TestKind, ...]:
    main = rng.choice((MSP, PP)) if plan.tests[0] == MSP and QPROD in plan.tests else plan.tests[0]
    chosen = [main]
    if rng.random() < 0.6:
        chosen.append(ET)
    if QP in plan.tests and rng.random() < 0.3:
        chosen.append(QP)
    if main == MSP and QPROD in plan.tests and rng.random() < 0.4:
        chosen.append(QPROD)
    return tuple(chosen)


def _scheme(
    plan: Plan,
    numbers: list[int],
    kinds: tuple[TestKind, ...],
    hours: int | None,
    rng: Random,
    *,
    whole: bool,
) -> Scheme:
    spread = _spread(numbers, kinds, rng)
    tests = tuple(_build_test(plan, kind, kinds, tuple(spread.get(kind, ())), rng) for kind in kinds)
    productions: list[Production] = []
    for kind in (QPROD, PP):
        if kind in kinds:
            count = (plan.parts if whole else rng.choice((1, 1, 2))) if len(spread[kind]) > 1 else 1
            productions.append(_production(spread[kind], min(count, len(spread[kind])), rng))
    if whole and plan.productions > 1:
        productions.append(_production(spread[MSP], 1, rng))
    return Scheme(
        tests=tests,
        candidate_minutes=sum(test.minutes for test in tests),
        jury_minutes=sum(test.jury_minutes for test in tests),
        company_hours=hours,
        productions=tuple(productions),
    )


def _spread(numbers: list[int], kinds: tuple[TestKind, ...], rng: Random) -> dict[TestKind, list[int]]:
    """Which competences each test assesses: each is assessed at least once."""
    main = kinds[0]
    spread: dict[TestKind, list[int]] = {}
    if QPROD in kinds and len(numbers) > 1:
        cut = rng.randint(1, len(numbers) - 1)
        mine = sorted(rng.sample(numbers, cut))
        rest = [n for n in numbers if n not in mine]
        spread[main] = mine
        spread[QPROD] = sorted({*rest, *(n for n in mine if rng.random() < 0.2)})
        also = [n for n in numbers if rng.random() < 0.3]
        spread[ET] = sorted({*mine, *also})
    elif QPROD in kinds:
        spread = {main: list(numbers), QPROD: list(numbers), ET: list(numbers)}
    else:
        left_out = {n for n in numbers if ET in kinds and len(numbers) > 2 and rng.random() < 0.2}
        spread[main] = [n for n in numbers if n not in left_out] or list(numbers)
        spread[ET] = (
            list(numbers)
            if left_out or rng.random() < 0.6
            else sorted(rng.sample(numbers, len(numbers) // 2 + 1))
        )
    if QP in kinds:
        spread[QP] = sorted(rng.sample(numbers, min(len(numbers), rng.randint(1, 3))))
    return {kind: found for kind, found in spread.items() if kind in kinds}


def _build_test(
    plan: Plan, kind: TestKind, kinds: tuple[TestKind, ...], competences: tuple[int, ...], rng: Random
) -> Test:
    five = lambda low, high: rng.randrange(low, high + 1, 5)  # noqa: E731
    if kind == MSP:
        if plan.long_situation:
            stretches = [(ALONE, 15 * rng.randint(4, 20)), (BEFORE_JURY, 15 * rng.randint(1, 4))]
        else:
            stretches = rng.choice(([(PREPARE, five(10, 30)), (ACT, five(20, 45))], [(WHOLE, five(30, 90))]))
    elif kind in (PP, QPROD):
        stretches = rng.choice(([(TALK, five(10, 20)), (QUESTIONS, five(20, 40))], [(WHOLE, five(20, 60))]))
    elif kind == ET:
        stretches = rng.choice(
            (
                [(WHOLE, five(15, 45))],
                [(WRITE, five(10, 20)), (WHOLE, five(15, 30))],
                [(PREPARE, five(5, 15)), (TALK, 5), (QUESTIONS, five(15, 30))],
            )
        )
    elif kind == QP:
        stretches = [(WRITTEN, five(30, 90))]
    else:
        stretches = [(WHOLE, five(15, 30))]
    after: tuple[TestKind, ...] = ()
    if kind == ET:
        after = (kinds[0],)
    elif kind == EF:
        after = tuple(other for other in kinds if other != EF)
    phases = tuple(Phase(label, minutes, label not in _WITHOUT_JURY) for label, minutes in stretches)
    return Test(kind, sum(phase.minutes for phase in phases), competences, phases, after)


def _production(competences: Sequence[int], parts: int, rng: Random) -> Production:
    shares: list[list[int]] = [[] for _ in range(parts)]
    for rank, number in enumerate(competences):
        shares[rank if rank < parts else rng.randrange(parts)].append(number)
    pieces = []
    for rank, share in enumerate(shares, 1):
        low = rng.randint(2, 8)
        interviews = rng.choice((None, None, None, 2, 3)) if parts > 1 else None
        pieces.append(Part(rank, low, low + rng.randint(1, 3), tuple(sorted(share)), interviews))
    return Production(
        name="Dossier",
        pages_min=sum(p.pages_min or 0 for p in pieces),
        pages_max=sum(p.pages_max or 0 for p in pieces),
        annex_pages_max=rng.choice((None, 4, 5, 8, 10)),
        font="Arial",
        font_size=11,
        line_spacing=1.15,
        parts=tuple(pieces),
    )


# --- annexes ---


def _premises(plan: Plan, kinds: Sequence[TestKind], rng: Random) -> tuple[Premises, ...]:
    rooms = {
        MSP: f"Un espace de travail {rng.choice(plan.trade.places)}, équipé {rng.choice(plan.trade.tools).of}.",
        PP: "Une salle avec un écran, un vidéoprojecteur et des tables pour le jury.",
        QP: "Une salle de cours sans accès à internet, équipée de tables individuelles.",
    }
    closed = "Un local fermé équipé au minimum d’une table et trois chaises."
    notes = "Ce local doit garantir la qualité et la confidentialité des échanges."
    return tuple(
        Premises(
            kind,
            rooms.get(kind, closed),
            notes if kind not in rooms else rng.choice(("Prévoir un espace par candidat.", "")),
        )
        for kind in kinds
    )


def _resources(plan: Plan, rng: Random) -> tuple[Resource, ...]:
    found = []
    for category in (
        "Postes de travail",
        "Machines",
        "Outils / Outillages",
        "Équipements",
        "Matières d’œuvre",
        "Documentations",
        "Autres",
    ):
        for _ in range(rng.choice((0, 1, 1, 2))):
            tool, noun = rng.choice(plan.trade.tools), trades.draw(rng, plan.trade)
            text = f"{tool.plain} et {noun.plain}{trades.complement(rng)}"
            notes = rng.choice(("", "", "À vérifier avant chaque session.", "Prévoir un stock de rechange."))
            found.append(
                Resource(
                    category,
                    rng.randint(1, 12),
                    text[0].upper() + text[1:],
                    rng.choice((1, 1, 2, 4, 12)),
                    notes,
                )
            )
    return tuple(found)


def _correspondences(plan: Plan, activities: Sequence[Activity], rng: Random) -> tuple[Correspondence, ...]:
    """Each former version has its own table; the last activity may be new."""
    found = []
    for version in range(plan.former):
        decree = (plan.decree - timedelta(days=1700 * (plan.former - version))).isoformat()
        for rank, activity in enumerate(activities):
            if rank and rank == len(activities) - 1 and version == 0 and rng.random() < 0.4:
                continue
            former = activity.title if rng.random() < 0.5 else _former(activity.title)
            found.append(Correspondence(decree, former, activity.number))
    return tuple(found)


def _former(title: str) -> str:
    return title.replace(" et ", " puis ", 1) if " et " in title else f"{title} en entreprise"


def _equivalences(plan: Plan, activities: Sequence[Activity], rng: Random) -> tuple[Equivalence, ...]:
    if not plan.equivalences:
        return ()
    trade = plan.trade
    ccps = tuple(_distinct(2, lambda: f"{rng.choice(trades.DO)[0]} {trades.draw(rng, trade).plain}"))
    return (Equivalence("Agent de conservation du patrimoine", "RNCP39999", ccps, activities[-1].number),)


def _glossary(plan: Plan, rng: Random) -> tuple[GlossaryEntry, ...]:
    words = _distinct(rng.randint(2, 4), lambda: trades.draw(rng, plan.trade).words)
    technical = [
        (word[0].upper() + word[1:], trades.paragraph(rng, plan.trade, rng.randint(1, 2)))
        for word in sorted(words, key=_fold)
    ]
    return tuple(GlossaryEntry(*pair) for pair in (*technical, *REAC_TERMS, *TEST_TERMS))


# --- small things ---


def alphabetical(titles: Iterable[str]) -> list[str]:
    """The order of table 3.3."""
    return sorted(titles, key=_fold)


def _fold(text: str) -> str:
    return normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()


def _distinct(count: int, make: Callable[[], str]) -> list[str]:
    found: dict[str, None] = {}
    for _ in range(20 * count):
        if len(found) == count:
            break
        found[make()] = None
    return list(found)


def _kind(activities: Sequence[Activity], number: int) -> ActivityKind:
    return next(a.kind for a in activities if a.number == number)


def _test(scheme: Scheme, kind: TestKind) -> Test:
    return next(test for test in scheme.tests if test.kind == kind)


# --- titles drawn up by hand ---

VANNIER = Plan(
    "vannier", "Vannier d’ameublement", "VAN", "TP-90011", "03", 3, ("234v",), ("B1402",), ("45502", "45564"),
    date(2022, 6, 14), trades.BASKETRY,
    (
        ("at", "Réaliser des ouvrages de vannerie à partir d’un modèle", (
            "Préparer l’osier et le rotin",
            "Monter un fond et une trame",
            "Tresser et border un ouvrage",
        )),
        ("at", "Restaurer et canner des sièges", (
            "Établir un diagnostic et un devis de restauration",
            "Canner une assise à l’ancienne",
            "Poser un cannage mécanique",
            "Remettre en teinte un ouvrage restauré",
        )),
    ),
    (), (MSP, ET, EF), hours=False, long_situation=True, reworded=False,
)  # fmt: skip

FONTAINIER = Plan(
    "fontainier", "Technicien de maintenance de fontaines et bassins", "TMFB", "TP-90127", "01", 4,
    ("227s",), ("I1399",), ("22654",), date(2018, 3, 9), trades.FOUNTAINS,
    (
        ("at", "Assurer la maintenance préventive des fontaines et bassins", (
            "Contrôler la qualité de l’eau d’un bassin",
            "Réaliser la vidange et le nettoyage d’un bassin",
            "Entretenir les pompes, les filtres et les buses",
        )),
        ("at", "Dépanner les circuits hydrauliques et électriques d’une fontaine", (
            "Diagnostiquer une panne hydraulique",
            "Diagnostiquer une panne électrique sur une armoire de commande",
            "Remplacer un composant et remettre l’installation en service",
        )),
        ("at", "Conseiller le gestionnaire d’un site", (
            "Rendre compte d’une intervention à l’oral et à l’écrit",
            "Proposer des améliorations pour réduire la consommation d’eau et d’énergie",
        )),
        ("ccs", "Programmer des jeux d’eau et de lumière", (
            "Écrire un programme de jeux d’eau",
            "Synchroniser l’éclairage immergé et la musique",
        )),
    ),
    ("Appliquer les règles de sécurité électrique",), (MSP, ET, QP, EF), hours=False, long_situation=True,
)  # fmt: skip

LUDOTHECAIRE = Plan(
    "ludothecaire", "Responsable de ludothèque itinérante", "RLI", "TP-90305", "02", 5, ("335t",), ("G1299",),
    ("44067", "46301", "44054"), date(2023, 4, 26), trades.LIBRARY,
    (
        ("at", "Concevoir et gérer une offre de jeu itinérante sur un territoire", (
            "Analyser les besoins de jeu d’un territoire et de ses habitants",
            "Constituer et actualiser un fonds de jeux",
            "Organiser les tournées d’un véhicule aménagé",
            "Suivre le budget d’une ludothèque",
        )),
        ("at", "Animer des temps de jeu avec des publics divers", (
            "Accueillir un public et l’orienter dans le choix d’un jeu",
            "Concevoir une animation thématique",
            "Animer une séance de jeu collective, en présentiel ou à distance",
        )),
        ("at", "Développer des partenariats et faire connaître la ludothèque", (
            "Construire un partenariat avec une structure locale",
            "Communiquer sur l’offre de la ludothèque, y compris sur les réseaux sociaux",
            "Encadrer une équipe de bénévoles",
        )),
    ),
    ("Travailler dans une démarche inclusive", "Mobiliser les environnements numériques", "Apprendre en continu"),
    (PP, ET, QP, EF), former=2,
)  # fmt: skip

ITINERAIRES = Plan(
    "itineraires", "Concepteur d’itinéraires cyclables et piétons", "CICP", "TP-90442", "05", 6, ("231n",),
    ("F1199",), ("22083", "12584"), date(2024, 10, 4), trades.PATHS,
    (
        ("at", "Établir le diagnostic des déplacements cyclables et piétons d’un territoire en associant ses usagers, "
               "ses élus et ses gestionnaires de voirie", (
            "Recueillir et traiter des données de déplacement issues de comptages, d’enquêtes et de bases de données "
            "géographiques afin de caractériser les usages d’un territoire",
            "Conduire une enquête auprès des usagers",
        )),
        ("at", "Concevoir des itinéraires", (
            "Étudier des variantes de tracé au regard des contraintes techniques, foncières, réglementaires et "
            "environnementales d’un site, en argumentant chacun de ses choix auprès du maître d’ouvrage",
            "Dimensionner un profil en travers",
            "Modéliser un aménagement à l’aide d’une maquette numérique",
        )),
        ("at", "Piloter la concertation autour d’un projet d’aménagement", (
            "Animer une réunion publique",
            "Rédiger une synthèse de concertation",
        )),
        ("at", "Préparer et suivre la réalisation des aménagements", (
            "Estimer le coût d’un aménagement",
            "Rédiger les pièces techniques d’un dossier de consultation des entreprises",
            "Suivre un chantier d’aménagement et en contrôler la conformité",
        )),
        ("at", "Évaluer les aménagements et diffuser les résultats de l’évaluation", (
            "Mesurer les effets d’un aménagement sur les usages",
            "Diffuser les résultats d’une évaluation",
        )),
    ),
    ("Respecter des règles et des procédures", "Communiquer en anglais à un niveau B1"),
    (MSP, ET, QPROD, EF), parts=4, productions=2, scenario=True, actors=1,
)  # fmt: skip

AFFINEUR = Plan(
    "affineur", "Affineur de fromages à pâte pressée", "AFF", "TP-90218", "01", 3, ("221s",), ("H2199",),
    ("21548",), date(2015, 9, 3), trades.CELLAR,
    (
        ("at", "Conduire l’affinage des fromages en cave", (
            "Réceptionner des lots de fromages blancs",
            "Soigner les fromages à la main ou au robot",
            "Maîtriser l’ambiance d’une cave",
        )),
        ("at", "Expédier les fromages et en assurer la traçabilité", (
            "Déguster et classer des fromages",
            "Préparer une commande",
            "Tenir le registre de traçabilité",
        )),
    ),
    ("Appliquer les règles d’hygiène",), (MSP, QP, EF), same_criteria=True, equivalences=True,
)  # fmt: skip

MACHINISTE = Plan(
    "machiniste", "Machiniste constructeur de plateau", "MCP", "TP-90501", "04", 4, ("323t",), ("L1599",),
    ("45066", "45048"), date(2021, 2, 11), trades.SCENE,
    (
        ("at", "Préparer le montage du plateau et des décors", (
            "Préparer le montage du plateau",
            "Préparer le montage du plateau en tournée",
            "Préparer le montage du plateau en tournée avec une équipe d’accueil",
            "Préparer le démontage du plateau",
        )),
        ("at", "Monter et exploiter des structures scéniques", (
            "Monter des structures autoportées au sol",
            "Monter des structures autoportées au sol et des structures suspendues",
            "Manœuvrer des décors à vue",
        )),
        ("at", "Assurer la maintenance du matériel scénique", (
            "Vérifier le matériel de levage avant et après chaque utilisation",
            "Réparer un décor",
        )),
    ),
    ("Respecter des règles et des procédures", "Évaluer ses actions"), (MSP, ET, QPROD, EF), parts=2, learners=2,
    equivalences=True,
)  # fmt: skip

PLANS = (VANNIER, FONTAINIER, LUDOTHECAIRE, ITINERAIRES, AFFINEUR, MACHINISTE)


def invented(slug: str) -> TitreVersion:
    """One of the titles drawn up by hand."""
    return build(next(plan for plan in PLANS if plan.slug == slug), "")


# --- titles drawn by lot ---

_JOBS = ("Technicien", "Responsable", "Conducteur", "Assistant", "Chef d’équipe", "Conseiller")
_TRANSVERSAL = (
    "Respecter des règles et des procédures",
    "Mobiliser les environnements numériques",
    "Traiter des informations",
    "Évaluer ses actions",
    "Communiquer en français et en anglais",
    "Apprendre en continu",
    "Intégrer les principes de développement durable dans son travail",
)
_TESTS = (
    (MSP, ET, EF),
    (MSP, ET, QP, EF),
    (MSP, ET, QPROD, EF),
    (MSP, QP, EF),
    (MSP, QPROD, EF),
    (MSP, ET, QP, QPROD, EF),
    (PP, ET, EF),
    (PP, ET, QP, EF),
    (MSP, EF),
)


def at_random(seed: int) -> TitreVersion:
    """The title of a seed: two to five activities, two to eight competences each, any tests."""
    return build(random_plan(seed), seed)


def random_plan(seed: int) -> Plan:
    rng = Random(seed)
    trade = rng.choice(trades.TRADES)
    rank = trades.TRADES.index(trade)
    nsf, rome = list(NSF_LABELS)[rank], list(ROME_LABELS)[rank]
    noun = trades.draw(rng, trade)
    title = (
        f"{rng.choice(_JOBS)} {noun.of} {rng.choice(('', 'et de l’outillage', 'en milieu rural'))}".strip()
    )
    count = rng.randint(2, 5)
    labels: set[str] = set()
    blocs = [_random_bloc(rng, trade, "at", labels) for _ in range(count)]
    if rng.random() < 0.25:
        blocs.append(_random_bloc(rng, trade, "ccs", labels))
    tests = rng.choice(_TESTS)
    decree = date(rng.randint(2013, 2025), rng.randint(1, 12), rng.randint(1, 28))
    return Plan(
        slug=f"seed-{seed}",
        title=title,
        sigle="".join(rng.choice("ABCDEFGHILMNOPRSTUV") for _ in range(rng.randint(2, 5))),
        code=f"TP-{rng.randint(900, 99999):05d}",
        version=f"{rng.randint(1, 12):02d}",
        level=rng.randint(3, 7),
        nsf=(nsf,) if rng.random() < 0.7 else (nsf, list(NSF_LABELS)[rank - 1]),
        rome=(rome,) if rng.random() < 0.7 else (rome, list(ROME_LABELS)[rank - 1]),
        formacodes=tuple(f"{rng.randint(10000, 49999)}" for _ in range(rng.randint(1, 5))),
        decree=decree,
        trade=trade,
        blocs=tuple(blocs),
        transversal=tuple(rng.sample(_TRANSVERSAL, rng.randint(0, 4))),
        tests=tests,
        hours=rng.random() < 0.6,
        parts=rng.randint(1, 4),
        long_situation=rng.random() < 0.4,
        productions=2 if tests[0] == MSP and QPROD in tests and rng.random() < 0.3 else 1,
        same_criteria=rng.random() < 0.3,
        reworded=rng.random() < 0.5,
        former=rng.choice((0, 1, 1, 1, 2)),
        equivalences=rng.random() < 0.3,
        scenario=rng.random() < 0.3,
        actors=rng.choice((0, 0, 0, 1)),
        learners=rng.choice((0, 0, 0, 2)),
    )


def _random_bloc(
    rng: Random, trade: Trade, kind: ActivityKind, seen: set[str]
) -> tuple[ActivityKind, str, tuple[str, ...]]:
    title = _fresh(seen, lambda: _label(rng, trade, 0.7))
    competences = tuple(_fresh(seen, lambda: _label(rng, trade, 0.45)) for _ in range(rng.randint(2, 8)))
    return kind, title, competences


def _label(rng: Random, trade: Trade, aimed: float) -> str:
    first, second = rng.sample(trade.objects, 2)
    text = f"{rng.choice(trades.DO)[0]} {first.plain}"
    if rng.random() < 0.3:
        text += f" et {second.plain}"
    if rng.random() < 0.5:
        text += f" {rng.choice(trade.places)}"
    return f"{text} {rng.choice(trade.aims)}" if rng.random() < aimed else text


def _fresh(seen: set[str], make: Callable[[], str]) -> str:
    while (label := make()) in seen:
        pass
    seen.add(label)
    return label


def smaller(titre: TitreVersion) -> TitreVersion:
    """The same title with its first activity only, for tests that read many documents."""
    first = titre.activities[0]
    kept = set(first.competences)
    title = titre.schemes["ccp1"]
    keep = lambda numbers: tuple(n for n in numbers if n in kept)  # noqa: E731
    final = titre.scheme().test(EF)
    tests = (*title.tests, *((replace(final, after=tuple(t.kind for t in title.tests)),) if final else ()))
    scheme = replace(
        title,
        tests=tests,
        candidate_minutes=sum(t.minutes for t in tests),
        jury_minutes=sum(t.jury_minutes for t in tests),
    )
    return replace(
        titre,
        activities=(first,),
        competences=tuple(c for c in titre.competences if c.number in kept),
        transversal=tuple(
            replace(t, competences=keep(t.competences)) for t in titre.transversal if keep(t.competences)
        ),
        schemes={"title": scheme, "ccp1": title},
        matrix=tuple(
            MatrixRow(n, tuple(t.kind for t in scheme.tests if t.kind != EF and n in t.competences))
            for n in first.competences
        ),
        premises=tuple(p for p in titre.premises if any(t.kind == p.test for t in tests)),
        correspondences=tuple(c for c in titre.correspondences if c.activity == 1),
        equivalences=(),
    )
