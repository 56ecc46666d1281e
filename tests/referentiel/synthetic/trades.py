"""Words of trades that do not exist, and the French grammar that joins them."""

from dataclasses import dataclass
from random import Random
from typing import Literal

Agreement = Literal["ms", "fs", "mp", "fp"]
_ENDINGS = {"ms": "", "fs": "e", "mp": "s", "fp": "es"}


@dataclass(frozen=True)
class Noun:
    """« la trame de rotin »: an article, words, and what agrees with them."""

    article: str
    words: str
    agreement: Agreement

    @property
    def plain(self) -> str:
        return f"{self.article}{'' if self.article.endswith('’') else ' '}{self.words}"

    @property
    def of(self) -> str:
        """« de la trame », « du gabarit », « des chants », « de l’osier »."""
        if self.article in ("le", "les"):
            return f"{'du' if self.article == 'le' else 'des'} {self.words}"
        return f"de {self.plain}"

    @property
    def to(self) -> str:
        if self.article in ("le", "les"):
            return f"{'au' if self.article == 'le' else 'aux'} {self.words}"
        return f"à {self.plain}"

    def be(self, participle: str) -> str:
        """« est posée », « sont posés »; the participle is given in the masculine singular."""
        return f"{'est' if self.agreement[1] == 's' else 'sont'} {participle}{_ENDINGS[self.agreement]}"


def _nouns(text: str) -> tuple[Noun, ...]:
    """One noun a line: article, words, agreement; an elided article sticks to its word."""
    nouns = []
    for line in text.strip().splitlines():
        words, _, agreement = line.strip().rpartition(" ")
        if words.startswith("l’"):
            nouns.append(Noun("l’", words[2:], agreement))  # type: ignore[arg-type]
        else:
            article, _, rest = words.partition(" ")
            nouns.append(Noun(article, rest, agreement))  # type: ignore[arg-type]
    return tuple(nouns)


@dataclass(frozen=True)
class Trade:
    name: str
    objects: tuple[Noun, ...]
    tools: tuple[Noun, ...]
    people: tuple[Noun, ...]
    places: tuple[str, ...]
    aims: tuple[str, ...]


BASKETRY = Trade(
    "vannerie",
    _nouns("""
        la trame de rotin fs
        le gabarit de tressage ms
        les montants d’osier mp
        l’assise cannée fs
        la fiche de débit fs
        le fond rond sur croisée ms
        les bordures torsadées fp
        l’éclisse de châtaignier fs
        les bottes d’osier brut fp
        le cannage à l’ancienne ms
        la structure du fauteuil fs
        les teintures végétales fp
        le devis de restauration ms
        les chutes de matière fp
        """),
    _nouns("""
        la serpette fs
        le battoir ms
        les poinçons mp
        la trempeuse fs
        le banc de tressage ms
        """),
    _nouns("""
        le maître d’atelier ms
        le client ms
        les apprentis mp
        l’ébéniste associé ms
        """),
    (
        "en atelier",
        "sur l’aire de trempage",
        "chez le client",
        "dans la réserve de matière",
        "à l’établi",
    ),
    (
        "pour garantir la tenue de l’ouvrage dans le temps",
        "afin de limiter les pertes de matière",
        "pour respecter le style de la pièce d’origine",
        "en tenant compte de l’humidité de la matière",
    ),
)

FOUNTAINS = Trade(
    "fontainerie",
    _nouns("""
        la pompe de relevage fs
        le circuit hydraulique ms
        les buses d’aspersion fp
        le local technique ms
        l’armoire de commande fs
        la qualité de l’eau fs
        le programme des jeux d’eau ms
        les joints d’étanchéité mp
        les relevés de consommation mp
        le carnet d’entretien ms
        l’éclairage immergé ms
        les filtres à sable mp
        la vidange annuelle fs
        les pannes récurrentes fp
        """),
    _nouns("""
        le multimètre ms
        la caméra d’inspection fs
        l’analyseur de pH ms
        les clés dynamométriques fp
        la tablette de suivi fs
        """),
    _nouns("""
        le gestionnaire du site ms
        les agents des espaces verts mp
        le chef d’équipe ms
        les usagers mp
        """),
    (
        "sur site",
        "en local technique",
        "à distance depuis le poste de supervision",
        "au bord du bassin",
        "en hauteur ou en espace confiné",
    ),
    (
        "pour maintenir les bassins en fonctionnement",
        "dans le respect des consignes de sécurité électrique",
        "afin de réduire la consommation d’eau",
        "en tenant compte de l’avis des usagers",
    ),
)

LIBRARY = Trade(
    "ludothèque",
    _nouns("""
        le fonds de jeux ms
        l’animation thématique fs
        la charte d’accueil fs
        les plannings de tournée mp
        l’offre itinérante fs
        le budget d’acquisition ms
        les règles du jeu fp
        le bilan de fréquentation ms
        les partenariats locaux mp
        la communication de proximité fs
        l’espace de jeu ms
        les besoins des familles mp
        le catalogue informatisé ms
        la convention de prêt fs
        """),
    _nouns("""
        le logiciel de prêt ms
        le véhicule aménagé ms
        les fiches d’animation fp
        la grille d’observation fs
        l’outil de réservation ms
        """),
    _nouns("""
        les familles fp
        les bénévoles mp
        le référent communal ms
        les enseignants mp
        """),
    (
        "dans les communes rurales",
        "à bord du véhicule aménagé",
        "en accueil libre",
        "en milieu scolaire",
        "auprès de groupes constitués",
    ),
    (
        "pour favoriser le lien entre les générations",
        "en s’adaptant aux personnes en situation de handicap",
        "afin de développer la fréquentation",
        "dans une démarche de projet concertée",
    ),
)

PATHS = Trade(
    "itinéraires",
    _nouns("""
        le schéma directeur cyclable ms
        la maquette numérique du tracé fs
        les comptages de trafic mp
        l’étude d’impact fs
        le dossier de consultation ms
        les coupes de profil fp
        la concertation publique fs
        les variantes de tracé fp
        le plan de jalonnement ms
        l’estimation des coûts fs
        les données géographiques fp
        le calendrier des travaux ms
        la note d’opportunité fs
        les marchés de fournitures mp
        """),
    _nouns("""
        le système d’information géographique ms
        le tachéomètre ms
        les enquêtes en ligne fp
        le logiciel de conception assistée ms
        la base de données routières fs
        """),
    _nouns("""
        le maître d’ouvrage ms
        les élus mp
        les associations d’usagers fp
        l’exploitant de voirie ms
        """),
    (
        "en bureau d’études",
        "sur le terrain",
        "lors de réunions publiques",
        "à l’échelle du territoire",
        "en phase chantier",
    ),
    (
        "pour éclairer la décision du maître d’ouvrage",
        "en intégrant les enjeux environnementaux",
        "afin de sécuriser les déplacements",
        "en argumentant ses choix techniques, y compris en anglais (niveau B1 du CECRL)",
    ),
)

CELLAR = Trade(
    "cave",
    _nouns("""
        le lot de fromages ms
        la courbe de température fs
        les meules en cours d’affinage fp
        la croûte lavée fs
        les morges fp
        le registre de traçabilité ms
        le plan de nettoyage ms
        l’hygrométrie de la cave fs
        les planches d’épicéa fp
        la commande d’un revendeur fs
        les défauts d’aspect mp
        le stock de sel ms
        l’échantillon de dégustation ms
        la fiche de cave fs
        """),
    _nouns("""
        le robot frotteur ms
        la sonde à cœur fs
        l’hygromètre ms
        les lyres fp
        le logiciel de traçabilité ms
        """),
    _nouns("""
        le chef de cave ms
        les producteurs mp
        le service qualité ms
        les revendeurs mp
        """),
    (
        "en cave d’affinage",
        "au quai de réception",
        "en salle de dégustation",
        "à température dirigée",
        "sur la ligne d’emballage",
    ),
    (
        "pour obtenir la maturité attendue",
        "selon le plan de maîtrise sanitaire (HACCP)",
        "afin d’éviter toute contamination croisée",
        "en respectant le cahier des charges de l’appellation",
    ),
)

SCENE = Trade(
    "machinerie",
    _nouns("""
        le plan d’implantation ms
        les structures autoportées fp
        la conduite du spectacle fs
        les palans électriques mp
        l’accroche des décors fs
        le montage du plateau ms
        les toiles peintes fp
        la feuille de service fs
        les charges suspendues fp
        le dossier de sécurité ms
        la répétition technique fs
        les manœuvres à vue fp
        le rapport de vérification ms
        l’inventaire du matériel ms
        """),
    _nouns("""
        le pupitre de commande ms
        les élingues fp
        le tachymètre ms
        la nacelle fs
        l’intercom ms
        """),
    _nouns("""
        le régisseur général ms
        les artistes mp
        la direction technique fs
        les équipes d’accueil fp
        """),
    (
        "au cintre",
        "sur le plateau",
        "en tournée",
        "en présence des artistes",
        "dans les dessous de scène",
    ),
    (
        "pour assurer la sécurité des artistes et du public",
        "en respectant la conduite établie",
        "afin de tenir les délais d’installation",
        "dans le respect de la réglementation des établissements recevant du public (ERP)",
    ),
)

TRADES = (BASKETRY, FOUNTAINS, LIBRARY, PATHS, CELLAR, SCENE)

# (infinitive, participle in the masculine singular)
DO = (
    ("Préparer", "préparé"),
    ("Contrôler", "contrôlé"),
    ("Adapter", "adapté"),
    ("Réaliser", "réalisé"),
    ("Ajuster", "ajusté"),
    ("Évaluer", "évalué"),
    ("Présenter", "présenté"),
    ("Élaborer", "élaboré"),
    ("Vérifier", "vérifié"),
    ("Actualiser", "actualisé"),
    ("Organiser", "organisé"),
    ("Documenter", "documenté"),
    ("Sélectionner", "sélectionné"),
    ("Optimiser", "optimisé"),
    ("Régler", "réglé"),
)
PLAN = ("Planifier", "Hiérarchiser", "Classer", "Anticiper", "Ordonner", "Répartir")
HOW = (
    "",
    "",
    "conformément aux consignes",
    "dans les délais",
    "à l’aide d’un outil adapté",
    "avec méthode",
    "selon le cahier des charges",
    "de manière lisible et complète",
    "sans erreur ni omission",
    "(état, quantité, délai)",
    "et, si besoin, les écarts sont signalés à la hiérarchie",
)
RELATE = (
    "Travailler en équipe",
    "Rendre compte à sa hiérarchie",
    "Adapter sa communication à son interlocuteur",
    "Écouter et reformuler une demande",
    "Alerter en cas d’anomalie, par oral ou par écrit",
    "Transmettre une consigne et s’assurer de sa compréhension, y compris auprès d’une personne en situation de "
    "handicap",
    "Gérer son comportement (stress, impulsivité, émotions…)",
    "Dialoguer avec {person}",
    "Négocier un délai avec {person}",
    "Représenter l’entreprise auprès {of_person}",
)
KNOW = (
    "Connaissance {of}",
    "Connaissance des règles relatives {to}",
    "Connaissance des principes d’entretien {of_tool}",
    "Connaissance des risques liés {to} et des mesures de prévention",
    "Notions de base sur l’usage {of_tool}",
    "Premier niveau de connaissance {of}",
    "Connaissance du vocabulaire technique, en français et en anglais",
    "Connaissance de la réglementation en vigueur relative au handicap en lien avec l’exercice de l’emploi",
    "Notions d’anglais professionnel",
    "Bases de calcul : surfaces, volumes, proportions",
    "Les principaux textes applicables {to}",
    "Connaissance des publics (jeunes de moins de 26 ans, seniors, personnes en situation de handicap (PSH), RQTH, …)",
    "Connaissance des normes ISO 9001 et NF EN 1176, de leurs domaines d’application et de leurs limites dans les "
    "métiers de la spécialité",
)


def draw(rng: Random, trade: Trade) -> Noun:
    return rng.choice(trade.objects)


def complement(rng: Random) -> str:
    how = rng.choice(HOW)
    return f" {how}" if how else ""


def criterion(rng: Random, trade: Trade) -> str:
    noun, (_, participle) = draw(rng, trade), rng.choice(DO)
    form = rng.random()
    if form < 0.7:
        text = f"{noun.plain} {noun.be(participle)}{complement(rng)}"
    elif form < 0.85:
        tool = rng.choice(trade.tools)
        text = f"{tool.plain} {tool.be('utilisé')} à bon escient {rng.choice(trade.places)}"
    else:
        text = f"le choix {noun.of} est argumenté {rng.choice(trade.aims)}"
    return text[0].upper() + text[1:]


def technical(rng: Random, trade: Trade) -> str:
    if rng.random() < 0.1:
        tool, noun = rng.choice(trade.tools), draw(rng, trade)
        return (
            f"Utiliser {tool.plain} et les équipements de protection individuelle (EPI) pour intervenir sur "
            f"{noun.plain} dans le cadre du RGPD et de la démarche RSE"
        )
    return f"{rng.choice(DO)[0]} {draw(rng, trade).plain}{complement(rng)}"


def organisational(rng: Random, trade: Trade) -> str:
    verb = rng.choice(PLAN) if rng.random() < 0.7 else rng.choice(DO)[0]
    return f"{verb} {draw(rng, trade).plain} {rng.choice(trade.places)}"


def relational(rng: Random, trade: Trade) -> str:
    person = rng.choice(trade.people)
    return rng.choice(RELATE).format(person=person.plain, of_person=person.of)


def knowledge(rng: Random, trade: Trade) -> str:
    noun, tool = draw(rng, trade), rng.choice(trade.tools)
    return rng.choice(KNOW).format(of=noun.of, to=noun.to, of_tool=tool.of)


def sentence(rng: Random, trade: Trade, subject: str = "") -> str:
    """A sentence of description: what is done, on what, where and why."""
    verb, noun, other = rng.choice(DO)[0].lower(), draw(rng, trade), draw(rng, trade)
    lead = rng.choice(
        (
            f"à partir {noun.of}, {verb} {other.plain}",
            f"{verb} {noun.plain} et {rng.choice(DO)[0].lower()} {other.plain}",
            f"dans le respect des règles relatives {noun.to}, {verb} {other.plain}",
        )
    )
    text = f"{lead} {rng.choice(trade.places)} {rng.choice(trade.aims)}."
    return f"{subject} {text}" if subject else text[0].upper() + text[1:]


def paragraph(rng: Random, trade: Trade, sentences: int) -> str:
    return " ".join(sentence(rng, trade) for _ in range(sentences))
