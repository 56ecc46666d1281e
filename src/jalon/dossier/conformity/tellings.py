"""How many interviews and how many people a part tells of, as far as words show it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .confidentiality.lexicon import first_names
from .expectations import shortened
from .paper import Address, Paragraph
from .passages import Passage
from .words import folded

_ORDINALS = {
    "premier": 1, "premiere": 1, "1er": 1, "1ere": 1, "second": 2, "seconde": 2, "deuxieme": 2, "troisieme": 3,
    "quatrieme": 4, "cinquieme": 5, "sixieme": 6, "septieme": 7, "huitieme": 8, "neuvieme": 9, "dixieme": 10,
}  # fmt: skip
_NUMBERS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12,
}  # fmt: skip
_MEETING = r"(?:entretiens?|rendez-vous|rdv|rencontres?)"
_ADJECTIVES = r"(?:(?:grand|nouvel|tout|et|individuel|vrai)\s+)*"
_NTH = re.compile(
    rf"\b(?:({'|'.join(_ORDINALS)})|(\d{{1,2}})\s?(?:e|eme|nd|nde|er))\s+{_ADJECTIVES}{_MEETING}\b"
)
_ALSO_NTH = re.compile(
    rf"\b{_MEETING}\b[^.;:\n]{{0,25}}?\s(?:n\s?°|n°|no|numero|#)?\s?(\d{{1,2}})\b(?!\s*(?:h\b|:|min|/|janv|fevr|mars|avril"
    r"|mai|juin|juil|aout|sept|oct|nov|dec|jours?|semaines?|mois|ans?|%|€|personnes|heures))"
)
_MONTHS = r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_DATED = re.compile(
    rf"\b{_MEETING}\s+(?:\w+\s+){{0,3}}?(?:du|le|en date du)\s+(?:\w+di\s+)?"
    rf"(\d{{1,2}}(?:er)?\s+(?:{_MONTHS})|\d{{1,2}}[/.]\d{{1,2}})"
)
_KIND = re.compile(
    rf"\b{_MEETING}\s+(?:d[e’']\s?(?:mi-parcours|bilan|suivi|cloture|fin|accueil|diagnostic|point|retour|restitution"
    r"|exploration|elaboration|positionnement|contractualisation|synthese|relais|validation|concretisation)"
    r"|final|telephonique|tripartite|intermediaire|diagnostic)"
)
_LAST = re.compile(rf"\bdernier\s+{_MEETING}")
# « l’entretien suivant », « après deux rendez-vous », « tous les quinze jours »: others were held, uncounted.
_VAGUE = re.compile(
    rf"\b{_MEETING}\s+(?:suivant|d’apres|hebdomadaire|mensuel|regulier)|\b(?:nouvel|nouveau|nouvelle|autres?|chaque|plusieurs"
    rf"|differents|differentes|prochain|prochaine|suivants|suivantes|reguliers|quelques|premiers|premieres)\s+{_MEETING}"
    rf"|\b(?:apres|au bout de|des)\s+(?:ces\s+|nos\s+|les\s+)?(?:\d{{1,2}}|{'|'.join(_NUMBERS)})\s+{_MEETING}"
    r"|\btou(?:s|tes)\s+les\s+(?:\w+\s+)?(?:jours|semaines|quinzaines|mois)\b"
)
_SAID = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(_NUMBERS)})\s+(?:\w+\s+)?(?:entretiens|rendez-vous|rdv|rencontres)\b|"
    rf"\b(?:(?:a|en)\s+(?=\S+\s+reprises)|(?:vue?s?|recue?s?|rencontree?s?|retrouvee?s?)\s+(?=\S+\s+fois))"
    rf"(\d{{1,2}}|{'|'.join(_NUMBERS)})\b"
)
_ASKED = re.compile(
    rf"\b({'|'.join(_NUMBERS)}|\d{{1,2}})\s+(?:\w+\s+)?(?:personnes?|salaries?|apprenants?|beneficiaires?|usagers?"
    r"|stagiaires?|residents?|clients?|enfants?|adherents?)\b"
)
_PERSON = re.compile(
    r"\b(?:(?i:madame|monsieur|mademoiselle|mme|mlle|mr)\.?|M\.)\s+([A-ZÀ-Ý])[\w’'-]*"
    r"|\b(?i:salari[ée]e?|personne|b[ée]n[ée]ficiaire|apprenante?|stagiaire)\s+(?:[nN]\s?°\s?)?([A-Z]\b|\d\b)"
    r"|\b([A-Z])\.(?=\s(?:est|a|avait|était|souhaite|travaille|arrive|n[’']|s[’']))"
)
_COUNTED = re.compile(
    r"\b(?:ces|mes|nos|les|suivi|suis|accompagn\w+|choisi\w*|present\w+|(?:accompagnement|suivi|situations?|parcours)"
    r" de)\s+"
    rf"({'|'.join(_NUMBERS)}|\d{{1,2}})\s+(?:\w+\s+)?(?:personnes?|salariee?s?|apprenante?s?|beneficiaires?|usager\w*"
    r"|stagiaires?|residente?s?|accompagnements?|parcours|situations?)\b"
)
_BOTH = re.compile(
    r"\bl[’']une?\b[^.]{1,200}\bl[’']autre\b|\bpour elle\b[^.]{1,160}\bpour lui\b|\btou(?:te)?s (?:les )?deux\b"
)
_WORD = re.compile(r"\b[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?\b")
_OFTEN = 3  # times that a first name is told, for the person to be one of the accompaniment
_EACH_OF_TWO = re.compile(
    r"\b(?:second|seconde|deuxieme|autre)\s+(?:salarie|personne|beneficiaire|situation|parcours)"
)


@dataclass(frozen=True, slots=True)
class Told:
    """How many were recognised, the first place that tells of one; `sure` when nothing hints at others."""

    count: int
    sure: bool = False
    page: int | None = None
    quote: str = ""
    address: Address | None = None


def interviews_told(passages: Sequence[Passage]) -> Told:
    """Interviews with a person: numbered, dated, of a kind, or counted by the author, whichever counts most."""
    ranks: set[int] = set()
    dates: set[str] = set()
    kinds: set[str] = set()
    said, headings = 0, 0
    last = vague = False
    first: Paragraph | None = None
    for paragraph, heading in _paragraphs(passages):
        text = folded(paragraph.text.replace("\u00a0", " ").replace("\u202f", " "))
        text = re.sub(r"\s+", " ", text)
        found = {int(a or 0) or _ORDINALS[o] for o, a in _NTH.findall(text)}
        found |= {int(number) for number in _ALSO_NTH.findall(text)}
        ranks |= {rank for rank in found if 0 < rank <= 20}
        dates |= set(_DATED.findall(text))
        kinds |= {match.group().split(" ", 1)[1] for match in _KIND.finditer(text)}
        last, vague = last or bool(_LAST.search(text)), vague or bool(_VAGUE.search(text))
        said = max([said, *(_number(one or other) for one, other in _SAID.findall(text))])
        headings += heading and bool(re.search(rf"\b{_MEETING}\b", text))
        if first is None and (found or said or re.search(rf"\b{_MEETING}\b", text)):
            first = paragraph
    numbered = max(len(ranks), max(ranks, default=0)) + (last and bool(ranks))
    count = max(numbered, len(dates), said, headings, len(kinds) + last)
    # Few are numbered and others named by their kind: together they may be enough.
    most = max(count, len(ranks) + len(kinds), len(dates) + len(kinds))
    if first is None:
        return Told(0)
    sure = not vague and (said > 0 or len(ranks) > 1 or len(dates) > 1)
    return Told(most, sure, first.page or None, shortened(first.text), first.address)


def persons_asked(label: str) -> int | None:
    """« deux salariés » asks for two people; one person is asked of every accompaniment, hence of none."""
    found = _ASKED.search(folded(label))
    number = _number(found.group(1)) if found else 0
    return number if number > 1 else None


def persons_told(passages: Sequence[Passage]) -> Told:
    """People named by a civility, a letter, a rank or a borrowed first name, or counted by the author."""
    names: set[str] = set()
    first_told: Counter[str] = Counter()
    said = 0
    first: Paragraph | None = None
    for paragraph, _ in _paragraphs(passages):
        text = folded(paragraph.text)
        found = {
            next(group for group in match.groups() if group) for match in _PERSON.finditer(paragraph.text)
        }
        if _EACH_OF_TWO.search(text):
            found.add("second")
        counted = max((_number(number) for number in _COUNTED.findall(text)), default=0)
        counted = max(counted, 2 if _BOTH.search(text) else 0)
        first_told.update(word for word in _WORD.findall(paragraph.text) if first_names().sure(word))
        names |= found
        said = max(said, counted)
        if first is None and (found or counted):
            first = paragraph
    often = sum(1 for times in first_told.values() if times >= _OFTEN)
    count = max(len(names) + (names == {"second"}), said, often)
    return (
        Told(count, True, first.page or None, shortened(first.text), first.address) if first else Told(count)
    )


def _paragraphs(passages: Sequence[Passage]) -> Iterator[tuple[Paragraph, bool]]:
    last: Paragraph | None = None
    for passage in passages:
        if passage.title is not None and passage.title is not last:
            yield passage.title, True
            last = passage.title
        for paragraph in passage.paragraphs:
            yield paragraph, False


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.get(word, 0)
