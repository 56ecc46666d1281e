"""Invented dossiers with what was planted in them: the truth that `dossier_truth.py` holds the checker to.

`drawn(seed)` gives the dossier of a seed, always the same one: every production of the shipped titles, clean or with
one to three faults, written in many human ways. The faults of length are not chosen by name but told from the plan
that was drawn, by the figures of the référentiel.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Literal

from benchmarks import dossier_faults as faults
from jalon.referentiel.schema import Part, Production, TitreVersion
from jalon.referentiel.shipped import shipped_titres
from tests.dossier.conformity.building import Docx, Words, packed, prose
from tests.dossier.conformity.prose import Wording, beside, told

Kind = Literal["docx", "odt", "pdf"]
By = Literal["style", "outline", "hand", "box"]
PAGE = 1600  # signs of prose that a page is given: room is left for headings and for larger letters
_PROSE = Path(__file__).with_name("dossier_prose.txt")


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault: the code that should say it, its part, words that the finding should quote.

    `excused` are codes that may be said of the same fault, and are then no false alarm.
    """

    code: str
    part: int | None = None
    words: str = ""
    excused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier as DOCX and all that is known of it; `sheets` is how many pages it prints, 0 where it may vary."""

    seed: int
    titre: TitreVersion
    scope: str
    production: Production
    kind: Kind
    manner: str
    data: bytes
    planted: tuple[Planted, ...]
    sheets: int


# What people call the parts of each production, after its number or in its place.
_CIP = (
    (
        "Présentation de la structure et de son environnement",
        "Ma structure, le territoire et les partenaires",
    ),
    ("L’accompagnement de Mme B.", "Suivi d’un parcours d’insertion : Mme B."),
    ("Élaborer un projet professionnel avec M. K.", "L’élaboration du projet professionnel"),
    ("Un atelier pour candidater en ligne", "Animation d’un atelier collectif"),
    ("Prospecter les employeurs", "La prospection d’employeurs du territoire"),
    ("Appui à une entreprise qui recrute", "L’appui technique au recrutement"),
    ("Intégration et maintien dans l’emploi", "L’intégration d’un salarié"),
)
_ETI = (
    ("Organiser et encadrer la production", "L’encadrement technique de l’activité de production"),
    ("Accompagner les salariés en insertion", "L’accompagnement socioprofessionnel des salariés"),
)
_SESSION = (("Préparation de la séance d’apprentissage", "Ma séance : poser un parement"),)
SUBJECTS = {
    ("TP-00403.08", "title", 7): _CIP,
    ("TP-00403.08", "ccp1", 1): _CIP[:1],
    ("TP-00403.08", "ccp2", 3): _CIP[1:4],
    ("TP-00403.08", "ccp3", 3): _CIP[4:],
    ("TP-00448.06", "title", 2): _ETI,
    ("TP-00448.06", "title", 1): _SESSION,
    ("TP-00448.06", "ccp1", 1): _ETI[:1],
    ("TP-00448.06", "ccp2", 1): _ETI[1:],
    ("TP-00448.06", "ccp3", 1): _SESSION,
}
# Three interviews or more, as people tell of them.
_INTERVIEWS = (
    "Nous nous sommes vus cinq fois. Lors du premier entretien, j’ai présenté le cadre. Le deuxième entretien a "
    "porté "
    "sur le parcours, le troisième sur les pistes ; les deux derniers ont servi à décider.",
    "Entretien n° 1, le 3 mars : la demande. Entretien n° 2, le 17 mars : le parcours. Entretien n° 3, le 2 avril : "
    "les choix. Entretien n° 4, le 20 avril : le plan d’action.",
    "J’ai mené six entretiens individuels d’une heure, tous dans le bureau prêté par la mairie.",
    "1er entretien : faire connaissance. 2e entretien : comprendre les freins. 3e entretien : fixer les étapes.",
    "L’entretien du 4 février a ouvert le suivi. L’entretien du 18 février a précisé la demande. L’entretien du "
    "11 mars a permis de contractualiser.",
)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")
_ORDINAL = ("Première", "Deuxième", "Troisième", "Quatrième", "Cinquième", "Sixième", "Septième")
_NAMING = (
    lambda n, said: f"Partie {n} : {said}",
    lambda n, said: f"PARTIE {n} – {said.upper()}",
    lambda n, said: f"{n}. {said}",
    lambda n, said: f"{n}) {said}",
    lambda n, said: f"{_ROMAN[n - 1]}. {said}",
    lambda n, said: f"{_ROMAN[n - 1]} – {said.upper()}",
    lambda n, said: f"{_ORDINAL[n - 1]} partie : {said}",
    lambda n, said: f"Partie {_ROMAN[n - 1]}\u00a0: {said}",
    lambda n, said: f"Chapitre {n} – {said}",
)

# Where each part treats one CCP.
_BLOCS = (
    lambda n, said: f"CCP {n} – {said}",
    lambda n, said: f"Activité-type {n} : {said}",
    lambda n, said: f"CCP{n}",
)


@cache
def _own_prose() -> dict[str, Wording]:
    found, label, heading = {}, "", ""
    for line in _PROSE.read_text(encoding="utf-8").splitlines()[1:]:
        if line.startswith("## "):
            label = line[3:]
        elif line.startswith("# "):
            heading = line[2:]
        else:
            found[label] = Wording(heading, line)
    return found


@dataclass
class Plan:
    """What is about to be written; planting a fault changes it before, while or after it is written."""

    titre: TitreVersion
    scope: str
    production: Production
    chance: random.Random
    kind: Kind
    paper: Docx
    manner: str
    by: By
    pages: dict[int, int]
    annexes: int
    titles: dict[int, str]
    toc: Literal["field", "sdt", "style", "hand"] | None
    order: list[int] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    looks: dict[int | None, dict[str, object]] = field(default_factory=dict)  # of a part, of the whole
    without: dict[int, set[str]] = field(default_factory=dict)  # labels left out of each part
    interviews: dict[int, str] = field(default_factory=dict)  # how those of a part are told
    said: dict[int, list[str | Words]] = field(default_factory=dict)  # one more sentence each, in a part
    pictured: dict[int, int] = field(default_factory=dict)  # pages that a picture fills
    merged: dict[int, int] = field(default_factory=dict)
    stale: bool = False
    fixed_sheets: bool = True
    macros: bool = False
    captions: int = 0  # one content in so many has a picture, its caption and its source typed by hand
    apart: list[str] = field(default_factory=list)  # thanks, introduction, conclusion…

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.production.parts

    @property
    def many(self) -> bool:
        return len(self.parts) > 1


def drawn(seed: int) -> Case:
    """The dossier of a seed: one in three is clean, one in eight is a dossier professionnel."""
    chance = random.Random(seed)
    if seed % 8 == 7:
        from benchmarks.dossier_dp import drawn_dp

        return drawn_dp(seed, chance)
    plan = _plan(seed, chance)
    if seed % 3:
        faults.plant(plan, chance.choice((1, 1, 2, 3)))
    _tell_lengths(plan)
    data = _written(plan)
    planted = tuple(plan.planted)
    sheets = _sheets(plan) if plan.fixed_sheets else 0
    return Case(seed, plan.titre, plan.scope, plan.production, plan.kind, plan.manner, data, planted, sheets)


def productions() -> Iterator[tuple[TitreVersion, str, Production]]:
    for titre in shipped_titres().values():
        for scope, scheme in titre.schemes.items():
            for production in scheme.productions:
                yield titre, scope, production


def _plan(seed: int, chance: random.Random) -> Plan:
    known = list(productions())
    titre, scope, production = known[0] if chance.random() < 0.4 else chance.choice(known)
    kind: Kind = chance.choices(("docx", "odt", "pdf"), (6, 2, 2))[0]
    manner = chance.choice(("word", "google"))
    header = chance.choice(("", "Dossier de Jade Morel", production.name))
    side = chance.choice((2.5, 2.0, 2.54))
    paper = Docx(
        font="Calibri" if manner == "google" else "Arial",
        spacing=1.0 if manner == "google" else 1.15,
        theme=manner == "word" and chance.random() < 0.4,
        heading_font=chance.choice(("", "Georgia", "Calibri")),
        header=header,
        margins=(side,) * 4,
    )
    parts = production.parts
    pages = {one.number: chance.randint(one.pages_min or 1, one.pages_max or 4) for one in parts}
    apart = [
        name for name in ("Remerciements", "Introduction", "Conclusion", "Glossaire") if chance.random() < 0.3
    ]
    # An introduction and a conclusion may be counted with the text or not: both counts are within the range.
    spare = sum(name in ("Introduction", "Conclusion") for name in apart)
    for one in parts:
        if sum(pages.values()) + spare > (production.pages_max or 99) and pages[one.number] > (
            one.pages_min or 1
        ):
            pages[one.number] -= 1
    if sum(pages.values()) + spare > (production.pages_max or 99):
        apart = [name for name in apart if name not in ("Introduction", "Conclusion")]
    naming = (
        chance.choice((*_NAMING, *_BLOCS * (len(parts) == 2))) if len(parts) > 1 else lambda n, said: said
    )
    subjects = SUBJECTS[titre.ref, scope, len(parts)]
    titles = {one.number: naming(one.number, chance.choice(subjects[one.number - 1])) for one in parts}
    plan = Plan(
        titre=titre, scope=scope, production=production, chance=chance, kind=kind, paper=paper, manner=manner,
        by=chance.choices(("style", "outline", "hand", "box"), (5, 1, 3, 1))[0],
        pages=pages, annexes=chance.randint(0, production.annex_pages_max or 3), titles=titles,
        toc=chance.choice(("field", "sdt", "style", "hand")), apart=apart, captions=chance.choice((0, 0, 0, 2, 3)),
    )  # fmt: skip
    plan.order = [one.number for one in parts]
    if manner == "google":
        plan.looks[None] = {"font": "Arial", "size": 11.0, "spacing": 1.15}
    return plan


def _tell_lengths(plan: Plan) -> None:
    """The faults of length that the plan holds, by the figures of the référentiel."""
    say = plan.planted.append
    counted = {one.number: plan.pages.get(one.number, 0) for one in plan.parts}
    whole = sum(counted.values())
    low, high = plan.production.pages_min, plan.production.pages_max
    if low and whole < low:
        say(Planted("pages_low"))
    if high and whole > high:
        say(Planted("pages_high"))
    if plan.production.annex_pages_max is not None and plan.annexes > plan.production.annex_pages_max:
        say(Planted("annex_pages_high"))
    if not plan.many:  # the pages of a single part are those of the dossier
        return
    for one in plan.parts:
        pages = counted[one.number]
        if not pages or one.number in plan.merged or one.number in plan.merged.values():
            continue
        if one.pages_min and pages < one.pages_min:
            say(Planted("part_short", one.number))
        if one.pages_max and pages > one.pages_max:
            say(Planted("part_long", one.number))


# --- writing ---


def _sheets(plan: Plan) -> int:
    return 1 + (plan.toc is not None) + len(plan.apart) + sum(plan.pages.values()) + plan.annexes


def _written(plan: Plan) -> bytes:
    paper, chance = plan.paper, plan.chance
    look = plan.looks.get(None, {})
    for text, size in ((plan.production.name, 24), ("Jade Morel", 16), ("Session de juin 2026", 14)):
        paper.text(Words(text, size=size, bold=size == 24), align="center")
    paper.text(f"Titre professionnel {plan.titre.title}")
    before = [name for name in plan.apart if name in ("Remerciements", "Introduction")]
    if plan.toc is not None:
        paper.page_break()
        paper.toc(_entries(plan, len(before)), by=plan.toc)
    for name in before:
        _apart(plan, name, look)
    for number in plan.order:
        if plan.pages.get(number):
            _part(plan, next(one for one in plan.parts if one.number == number))
    for name in plan.apart:
        if name not in before:
            _apart(plan, name, look)
    for rank in range(1, plan.annexes + 1):
        by = "hand" if plan.by == "box" else plan.by
        paper.heading(f"Annexe {rank} – {chance.choice(_DOCUMENTS)}", by=by, new_page=True)
        if chance.random() < 0.3:
            paper.picture(15, 18, alt="Document numérisé")
        else:
            paper.text(prose(500, rank), spacing=1.0)
    members = paper.members()
    if plan.macros:
        members["word/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 macro"
    return packed(members)


_DOCUMENTS = (
    "Plaquette de l’association",
    "Grille d’entretien",
    "Conducteur",
    "Fiche de poste",
    "Organigramme",
)


def _entries(plan: Plan, before: int) -> list[tuple[str, int]]:
    entries, page = [], 3 + before
    for number in plan.order:
        if plan.pages.get(number) and number not in plan.merged:
            entries.append((plan.titles[number], page))
        page += plan.pages.get(number, 0)
    page += len(plan.apart) - before
    if plan.annexes:
        entries.append((f"Annexes ({plan.annexes})", page))
    if plan.stale:
        entries = [(text, at + rank + plan.chance.randint(3, 6)) for rank, (text, at) in enumerate(entries)]
    return entries


def _apart(plan: Plan, name: str, look: dict[str, object]) -> None:
    plan.paper.heading(name, by=plan.by, new_page=True)
    if name == "Glossaire":
        for said in ("RSA : revenu de solidarité active", "IAE : insertion par l’activité économique"):
            _say(plan, said, look)
    else:
        _say(plan, " ".join(beside(plan.chance, 90)), look)


def _say(plan: Plan, said: str | Words, look: dict[str, object], new_page: bool = False) -> None:
    words = said if isinstance(said, Words) else Words(said)
    plan.paper.text(
        replace(words, font=words.font or look.get("font", ""), size=words.size or look.get("size", 0)),
        spacing=look.get("spacing"),
        new_page=new_page,
    )


def _part(plan: Plan, part: Part) -> None:
    look = plan.looks.get(None, {}) | plan.looks.get(part.number, {})
    headed = (plan.many and part.number not in plan.merged) or (not plan.many and plan.chance.random() < 0.7)
    if headed:
        plan.paper.heading(plan.titles[part.number], by=plan.by, new_page=True)
    pages = plan.pages[part.number] - plan.pictured.get(part.number, 0)
    units = _units(plan, part, pages)
    total = sum(map(_length, units)) + 1
    seen, page = 0, 0 if headed else -1
    for unit in units:
        turned = min(seen * pages // total, pages - 1) > page
        page += turned
        if (
            plan.captions
            and unit is not units[0]
            and len(unit) > 1
            and units.index(unit) % plan.captions == 0
        ):
            _pictured(plan, turned)
            turned = False
        for rank, text in enumerate(unit):
            new = turned and rank == 0
            if isinstance(text, str) and rank < len(unit) - 1:
                by = "hand" if plan.by == "box" else plan.by
                plan.paper.heading(text, 2, by=by, new_page=new)
            else:
                _say(plan, text, look, new)
        seen += _length(unit)
    for _ in range(plan.pictured.get(part.number, 0)):
        plan.paper.page_break()
        plan.paper.picture(15.5, 22.5, alt="Capture d’écran")


def _pictured(plan: Plan, new_page: bool) -> None:
    """A small picture with its caption and its source, as their author types them."""
    if new_page:
        plan.paper.page_break()
    plan.paper.picture(6, 1.8, alt="Schéma")
    kind = plan.chance.choice(("Figure", "Tableau", "Schéma", "Photo n°", "Graphique", "Illustration"))
    number, year = plan.chance.randint(1, 9), plan.chance.randint(2022, 2026)
    plan.paper.text(
        Words(f"{kind} {number} : ce que l’équipe affiche à l’accueil, mis à jour en {year}", size=9)
    )
    plan.paper.text(Words(f"Source : rapport d’activité de la structure, {year}", size=8, italic=True))


def _length(unit: Sequence[str | Words]) -> int:
    return sum(len(said.text if isinstance(said, Words) else said) for said in unit)


def _units(plan: Plan, part: Part, pages: int) -> list[list[str | Words]]:
    """Each content with its heading, then as much of something else as its pages need, and what was planted."""
    chance = plan.chance
    wordings = []
    for label in part.requirements:
        if label in plan.without.get(part.number, ()):
            continue
        known = [*told(label), *([_own_prose()[label]] * 2 if label in _own_prose() else [])]
        wording = chance.choice(known)
        wordings.append((wording.heading, wording.text))
    if part.min_interviews:
        told_of = plan.interviews.get(part.number) or chance.choice(_INTERVIEWS)
        wordings.insert(min(2, len(wordings)), ("Les rendez-vous", told_of))
    wanted = pages * PAGE - sum(len(text) + len(heading) for heading, text in wordings)
    padding = max(wanted // 6 // max(len(wordings), 1), 0)
    units: list[list[str | Words]] = []
    headed = chance.random() < 0.85
    for heading, text in wordings:
        units.append([heading, text] if headed else [text])
        units += [[other] for other in beside(chance, padding)]
    for said in plan.said.get(part.number, ()):
        units.insert(chance.randint(1, len(units)), [said])
    return units or [[prose(PAGE * pages)]]


def clean(cases: Sequence[Case]) -> list[Case]:
    return [one for one in cases if not one.planted]
