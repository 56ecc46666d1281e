"""What is known of first names, of people of history, and of the words that announce an institution or a place."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ..words import folded
from .mention import Gender


@dataclass(frozen=True, slots=True)
class FirstNames:
    """Folded first names with their gender; `words` and `places` need more than themselves to tell of a person."""

    genders: dict[str, Gender]
    words: frozenset[str]
    places: frozenset[str]

    def knows(self, token: str) -> bool:
        """A first name, whole or of several joined by hyphens (« Jean-Pierre »)."""
        return all(one in self.genders for one in _pieces(token))

    def sure(self, token: str) -> bool:
        """A first name that is hardly anything else."""
        pieces = _pieces(token)
        if not all(one in self.genders for one in pieces):
            return False
        return len(pieces) > 1 or (pieces[0] not in self.words and pieces[0] not in self.places)

    def is_place(self, token: str) -> bool:
        return folded(token) in self.places

    def gender(self, token: str) -> Gender:
        return self.genders.get(_pieces(token)[0], "")


@cache
def first_names() -> FirstNames:
    genders: dict[str, Gender] = {}
    words: set[str] = set()
    places: set[str] = set()
    for line in _lines("first_names.txt"):
        kind, *names = line.split()
        for name in map(folded, names):
            if kind == "word":
                words.add(name)
            elif kind == "place":
                places.add(name)
            elif kind == "e":
                genders[name] = ""
            else:
                gender: Gender = "f" if kind == "f" else "m"
                genders[name] = gender if genders.get(name, gender) == gender else ""
    return FirstNames(genders, frozenset(words), frozenset(places))


@cache
def figures() -> tuple[frozenset[str], frozenset[str]]:
    """Whole names of authors, people of history and brands, folded; and their last words of five letters or more."""
    names = {_flat(name) for line in _lines("figures.txt") for name in line.split(";") if name.strip()}
    lasts = {name.rsplit(" ", 1)[1] for name in names if " " in name}
    return frozenset(names), frozenset(one for one in lasts if len(one) > 4)


def is_figure(name: str) -> bool:
    return _flat(name) in figures()[0]


def _flat(name: str) -> str:
    return re.sub(r"[\s\u00a0\-]+", " ", folded(name)).strip()


@cache
def _pieces(token: str) -> tuple[str, ...]:
    return tuple(folded(one) for one in re.split(r"[-\u2010\u2011]", token))


def _lines(name: str) -> list[str]:
    told = files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()
    return [line for line in told if line.strip() and not line.startswith("#")]


_LINK = r"(?:\s+(?:de\s+la|de\s+l[’']|de|du|des|d[’']|la|le|les|l[’'])\s*|[\s«“\"]+)"
_KIND = (
    r"(?:\s+(?:professionnel|général|technologique|agricole|privée?|publi(?:c|que)|polyvalente?|sociale?|communale?"
    r"|intercommunale?|hospitali(?:er|ère)|culturel(?:le)?|sporti(?:f|ve)|municipale?|locale?|socio-?culturel|départementale?"
    r"|régionale?|universitaire|éducatif|médico-social|solidaire|jeunesse|maternelle|primaire|élémentaire|supérieur"
    r"|d[’']insertion|d[’']hébergement|d[’']accueil|de\s+formation|de\s+santé|de\s+quartier|des\s+jeunes|de\s+retraite"
    r"|d[’']apprentissage|de\s+loisirs|de\s+gestion|des\s+sports|des\s+métiers|pour\s+tous))*"
)
# A street, a school, a hospital: what follows is their name, « de » or not.
_HARD = (
    r"rues?|avenue|av\.|boulevard|bd|impasse|allées?|faubourg|esplanade|gymnase|rond-point|lycée|collège"
    r"|groupe\s+scolaire|université|CFA|GRETA|IUT|UFR|LEP|LP|EREA|SEGPA|IME|ITEP|IRTS|mission\s+locale"
    r"|hôpital|clinique|polyclinique|CHU|CHRS|CHS|CMP|CSAPA|EHPAD|ESAT|FJT|IMPRO|MECS|SESSAD|CCAS|CIAS|MJC"
    r"|MSA|CAF|CPAM|médiathèque|amphithéâtre|auditorium|institut|institution|fondation|fonderie|SAS|SASU"
    r"|SARL|EURL|SCI|SCOP|SCIC|SA|SNC|EI|ETS|éts|établissements?|chapelle|église|cathédrale|basilique"
    r"|paroisse|abbaye|prieuré|théorie|pyramide|typologie|triangle|diagramme|matrice|amendement|éditions"
    r"|maison\s+d[’']arrêt|centre\s+commercial|ZA|ZI|ZAC|saint|sainte|st|ste|saints|notre-dame"
    r"|certification|tempête|ouragan|foire"
)
# These may bear a first name (« l’atelier Karim »), but « l’atelier de Karim » is Karim’s.
_SOFT = (
    r"association|entreprise|société|groupe|maison|espace|cabinet|garage|boulangerie|pâtisserie|restaurant"
    r"|salon|pharmacie|magasin|enseigne|marque|supermarché|agence|antenne|caisse|mutuelle|banque|librairie"
    r"|ferme|camping|atelier|chantier|pôle|structure|coopérative|régie|brasserie|café|bar|boucherie"
    r"|menuiserie|imprimerie|blanchisserie|recyclerie|ressourcerie|fleuriste|opticien|site|réseau"
    r"|collectif|compagnie|épicerie|foodtruck|traiteur|usine|hypermarché|franchise|chaîne|projet|dénommée?"
    r"|baptisée?|intitulée?|place|chemin|route|quai|cours|square|passage|hameau|cités?|quartier|pont|parc"
    r"|jardin|stade|piscine|station|gare|arrêt|métro|tramway|ligne|port|école|campus|internat|centre|EA"
    r"|MDS|foyer|crèche|bibliothèque|théâtre|cinéma|musée|salle|fonds|prix|bourse|canton|commune|ville|île"
    r"|mont|pointe|hôtel|château|domaine|tour|immeuble|bâtiment|modèle|méthode|concept|échelle|cycle|roue"
    r"|test|loi|plan|rapport|fil|laboratoires?|transports|zone|résidence|logiciel|application|plateforme"
    r"|assistant|robot|parcours|dispositif|programme|label|opération|fête|marché|commission|accord"
    r"|conférence|journée|halte|local|hangar"
)
_CAPITALS = (
    r"(?:(?!(?:DE|DU|DES|LA|LE|LES|ET|AU|AUX|AVEC|POUR|PAR|CHEZ|MADAME|MONSIEUR|MME)\b)"
    r"[A-ZÀ-Ý][\w’'\-]*\s+(?:(?:de|du|des|la|le|et|&)\s+)?)*"
)
_BEFORE = re.compile(rf"\b(?:(?i:{_HARD}){_KIND}{_LINK}+|(?i:{_SOFT}){_KIND}[\s«“\"]+){_CAPITALS}$")
# « les Jardins de Marie », « Chez Paul », « La Table de Julie »: names of shops and of projects.
_SHOP = re.compile(
    r"(?:(?<=[a-zéè,’'«] )|(?<=«\s)|(?<=[’'«“\"]))[A-ZÀ-Ý][a-zà-ÿ]+(?:\s[a-zà-ÿ]+)?\s(?:de\s|d[’']|des\s|du\s|à\s)$"
    r"|[«“\"(]\s?(?:Chez\s)$"
    r"|(?<=[a-zéè,] )Chez\s$"
)
_SAINT = re.compile(r"(?:\b(?:Saint|Sainte|St|Ste|Mont|Notre|Sacré|Port|Fort|Château|Bourg|Ville)|-)[\s\-]$")


def names_a_place(before: str) -> bool:
    """Whether the words before a name announce a street, a school, a company, a theory: no person."""
    tail = before[-70:]
    return bool(_SAINT.search(tail) or _SHOP.search(tail) or _before(tail))


def _before(tail: str) -> bool:
    match = _BEFORE.search(tail)
    return match is not None and not re.search(r"[.;:!?]\s", match.group())
