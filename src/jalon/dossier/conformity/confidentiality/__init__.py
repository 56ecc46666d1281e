"""Who could be recognised in a dossier, and what to write instead (RGPD, art. 5; regulation D4, D5, D6).

Only what a sentence or a form makes sure is to be mended; a colleague, a shared mailbox, a doubtful name are advice.
Names of institutions, streets, schools, companies and authors are nobody’s, and what the author has already hidden
(« Mme D. », « prénom modifié ») is left alone.
"""

import re
from collections.abc import Iterable, Sequence

from ..paper import Paper
from ..report import Finding, Severity
from ..words import folded
from .identifiers import identifiers
from .mention import Line, Mention, line_of
from .people import Name, names_in, surnames_alone
from .replacements import Cast, pseudonym, replaced

__all__ = ["Mention", "check_confidentiality", "mentions", "replaced"]

_RULE = (
    "Les personnes ne doivent pas être reconnaissables : un dossier ne porte que les données qui lui sont "
    "nécessaires."
)
_SOURCE = "RGPD, article 5, paragraphe 1, point c (minimisation des données)"
_NIR_SOURCE = "Décret n° 2019-341 du 19 avril 2019 (usages permis du numéro de sécurité sociale)"
_LABELS = {
    "person_name": "le nom d’une personne",
    "first_name": "le prénom d’une personne",
    "phone": "un numéro de téléphone",
    "email": "une adresse électronique",
    "address": "une adresse postale",
    "birth_date": "une date de naissance",
    "nir": "un numéro de sécurité sociale",
    "plate": "une immatriculation",
    "bank_account": "un compte bancaire",
    "personal_number": "un numéro de dossier personnel",
}
_UNSURE = {
    "person_name": "Vérifiez que cette personne a sa place ici sous son nom ; sinon, remplacez-le.",
    "first_name": "Vérifiez que cette personne a sa place ici sous son prénom ; sinon, remplacez-le.",
}
_PUBLIC = "Gardez-le s’il est public, celui d’une structure ; sinon, masquez-le."
_CHANGED = r"(?:modifi|chang|anonymis|fictifs?\b|d[’']emprunt|remplac|invent|pseudonym)"
_ALL_CHANGED = re.compile(
    rf"\b(?:noms?|prénoms?|identités?)\b[^.!?]{{0,80}}{_CHANGED}|\b(?:prénoms?|noms?)\s(?:fictifs?|d[’']emprunt)",
    re.I,
)
_THIS_CHANGED = re.compile(
    rf"^[\s\u00a0]*\(\s?(?:le\s|un\s|son\s)?(?:pré)?nom[^)]{{0,25}}{_CHANGED}[^)]*\)|^[\s\u00a0]*\(\s?(?:pseudonyme|{_CHANGED})",
    re.I,
)
_CALLED = re.compile(
    r"(?:appeller(?:ai|ons)|nommer(?:ai|ons)|appelons-l[ea]|nommons-l[ea]|dénommer(?:ai|ons)|surnommer(?:ai|ons)|rebaptis\w+"
    r"|sous le (?:pré)?nom d[e’']|pseudonyme d[e’'])\s*(?:ici\s|donc\s)?[«“\"]?\s?$",
    re.I,
)
_SOURCES_HEADING = re.compile(
    r"^\W*(?:[\dIVX]+\W+)?(?:bibliographie|webographie|sitographie|sources|références|ouvrages|filmographie)\b",
    re.I,
)
_THANKS_HEADING = re.compile(r"^\W*(?:je\s)?(?:remerci|tiens à remercier)", re.I)
_OWN = re.compile(
    r"\b(?:je m[’']appelle|je me nomme|je me prénomme|je,? soussignée?,?"
    r"|candidate?\s?:|fait à [^.]{2,50}),?\s*$",
    re.I,
)
_LONG_LINE = 20
_ELIDED = re.compile(
    r"^(?:d|qu|jusqu|lorsqu|puisqu)[’']|^(?:de|que|jusque|lorsque|puisque)\s(?=M(?:adame|onsieur)\b)", re.I
)


def check_confidentiality(paper: Paper, known: Iterable[str] = ()) -> tuple[Finding, ...]:
    """What tells who someone is, one finding for each wording; `known` are names that may stand, the author’s own."""
    groups: dict[tuple[str, str], list[Mention]] = {}
    for mention in mentions(paper, known):
        groups.setdefault((mention.kind, folded(_bare(mention.text))), []).append(mention)
    return tuple(_finding(kind, found) for (kind, _), found in groups.items())


def mentions(paper: Paper, known: Iterable[str] = ()) -> tuple[Mention, ...]:
    """Every personal datum of the running text, in reading order, each with its replacement."""
    lines, front = _lines(paper)
    allowed = {word for name in known for word in folded(name).split()} | _own_names(front)
    names = [name for line in lines for name in names_in(line)]
    everything = " ".join(line.text for line in lines)
    all_changed = bool(_ALL_CHANGED.search(everything))
    declared = {folded(name.first or name.last) for name in names if _declared(name)}
    declared |= {
        folded(part) for name in names if _author_own(name) for part in (name.first, name.last) if part
    }
    kept = [
        name for name in names if not _allowed(name, allowed) and not _hidden(name, declared, all_changed)
    ]
    kept = _with_surnames_alone(lines, kept)
    cast = Cast(line.text for line in lines)
    people = [cast.person(name) for name in kept]
    cast.draw()
    found = [
        name.line.mention(
            "person_name" if name.last or name.civility else "first_name", name.start, name.end,
            sure=name.sure and not all_changed and not _THANKS_HEADING.match(name.line.text),
            person=person.rank, instead=pseudonym(name, person),
        )
        for name, person in zip(kept, people, strict=True)
    ]  # fmt: skip
    found += [mention for line in lines for mention in identifiers(line)]
    order = {id(line.paragraph): rank for rank, line in enumerate(lines)}
    return _apart(sorted(found, key=lambda one: (order[id(one.paragraph)], one.start, -one.end)))


def _with_surnames_alone(lines: Sequence[Line], names: Sequence[Name]) -> list[Name]:
    """The same names, with the surnames that they teach where these stand alone."""
    lasts = {folded(name.last) for name in names if name.sure and len(name.last) > 3}
    by_line: dict[int, list[Name]] = {}
    for name in names:
        by_line.setdefault(id(name.line), []).append(name)
    found: list[Name] = []
    for line in lines:
        own = by_line.get(id(line), [])
        found += sorted([*own, *surnames_alone(line, lasts, own)], key=lambda one: one.start)
    return found


def _lines(paper: Paper) -> tuple[list[Line], list[Line]]:
    """Lines to look at, and those of the cover and of page furniture, which name the author."""
    front, lines = [], []
    covered, listed = True, False
    for paragraph in paper.paragraphs:
        line = line_of(paragraph)
        if not line.text.strip() or paragraph.toc or paragraph.guidance:
            covered = covered and not paragraph.toc
            continue
        if paragraph.story in ("header", "footer"):
            front.append(line)
            continue
        if paragraph.story in ("body", "box"):
            covered = covered and paragraph.level is None and _covers(line.text) and paragraph.page < 3
            heading = paragraph.level is not None or len(line.text) < 60
            listed = (
                bool(_SOURCES_HEADING.match(line.text))
                if heading and not listed
                else listed and not (paragraph.level is not None and not _SOURCES_HEADING.match(line.text))
            )
        if covered and paragraph.story in ("body", "box"):
            front.append(line)
        elif not listed:
            lines.append(line)
    if not lines:  # a sheet of a few lines is no cover
        lines, front = [line for line in front if line.paragraph.story in ("body", "box")], []
    return lines, front


def _covers(text: str) -> bool:
    """A line of a cover: few words, no sentence."""
    return len(text.split()) < _LONG_LINE and not re.search(r"[.!?]\s*$", text)


def _own_names(front: Sequence[Line]) -> set[str]:
    """Names on the cover, in headers and in footers: the author, their trainer, their tutor."""
    words: set[str] = set()
    for line in front:
        for name in names_in(line):
            words |= set(f"{folded(name.first)} {folded(name.last)}".split())
        told = re.search(
            r"\b(?:nom|prénom|candidate?|auteure?|présentée? par|rédigée? par|réalisée? par)\b[^:]{0,30}:?\s(.+)",
            line.text,
            re.I,
        )
        if told:
            words |= {folded(one) for one in re.findall(r"[A-ZÀ-Ý][\w’'\-]+", told.group(1))}
    return words


def _allowed(name: Name, allowed: set[str]) -> bool:
    """A name of the cover: its surname, or both; a first name alone may be someone else’s."""
    words = folded(name.last).split()
    return (
        bool(words)
        and all(word in allowed for word in words)
        and (not name.first or folded(name.first) in allowed)
    )


def _declared(name: Name) -> bool:
    text = name.line.text
    return bool(
        _THIS_CHANGED.match(text[name.end :]) or _CALLED.search(text[max(0, name.start - 60) : name.start])
    )


def _author_own(name: Name) -> bool:
    """« je m’appelle Julie Martin », « Fait à Grenoble, Julie Martin »: the author's own name."""
    return bool(_OWN.search(name.line.text[max(0, name.start - 60) : name.start]))


def _hidden(name: Name, declared: set[str], all_changed: bool) -> bool:
    """Whether the author says that the name is not the true one."""
    if all_changed and not name.last:
        return True
    return bool({folded(name.first), folded(name.last)} & declared)


def _apart(found: Sequence[Mention]) -> tuple[Mention, ...]:
    """Without what stands inside another mention of the same paragraph."""
    kept: list[Mention] = []
    for mention in found:
        last = kept[-1] if kept else None
        if last is None or last.paragraph is not mention.paragraph or mention.start >= last.end:
            kept.append(mention)
    return tuple(kept)


def _bare(text: str) -> str:
    """A name without « d’ » or « qu’ » before it."""
    return _ELIDED.sub("", text)


def _finding(kind: str, found: Sequence[Mention]) -> Finding:
    first = next((one for one in found if one.sure), found[0])
    quote, instead = _bare(first.text), _ELIDED.sub("", first.replacement)
    if first.person is not None and not instead.endswith("."):
        instead += "."
    pages = sorted({one.paragraph.page for one in found if one.paragraph.page})
    told = f"« {quote} » semble donner {_LABELS[kind]}"
    if len(found) > 1:
        told += f", {len(found)} fois"
        if len(pages) > 1:
            told += f" (pages {', '.join(map(str, pages))})"
    remedy = f"Remplacez par « {instead} »" + (" partout." if len(found) > 1 else ".")
    if not first.sure:
        remedy = f"{_UNSURE.get(kind, _PUBLIC)} {remedy}"
    return Finding(
        kind,
        Severity.TO_MEND if first.sure else Severity.ADVICE,
        f"{told}.",
        _RULE,
        _NIR_SOURCE if kind == "nir" else _SOURCE,
        remedy,
        first.paragraph.page or None,
        None,
        quote,
        first.paragraph.address,
        instead,
    )
