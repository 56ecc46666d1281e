"""Recognises the headings of REAC and RE of every era, however their lines are accented, numbered or spelt."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from .template import ANNEXES, COVERS, FICHES, GLOSSARIES, Document, Kind, Rule, rules
from .wording import clean, folded, label

__all__ = ["ANNEXES", "FICHES", "GLOSSARIES", "Document", "Group", "Heading", "Kind", "heading"]

Group = Literal["technical_skills", "organisational_skills", "relational_skills", "knowledge"]

_RULES = tuple(rules())
_LONGEST = 240
_WORD = re.compile(r"[^\W\d_]+")
# The first letters of the words that open headings, numbers of sections left out.
_OPENINGS = frozenset(
    "acti|anne|apti|atti|autr|ccp|ccs|cert|code|comp|cond|conn|cont|corr|crit|defi|desc|disp|dure|empl|epre|equi|eval|evol|fich|glos|gril|"
    "habi|info|intr|lexi|lien|list|loca|mate|mati|moda|moye|nive|pass|plat|prec|pres|proc|prot|refe|regl|ress|savo|sect|somm|tabl|"
    "vue".replace("|", " ").split()
)
_LEADERS = re.compile(r"[.…·_]{4,}")
_ONE_GROUP = re.compile(
    r"(?:et )?(?:savoirs?[- ]?faire ?)?(?P<name>techniques?|organisationnels?|relationnels?|comportementa(?:l|ux))"
    r"(?: (?:associes?|mobilises?))?"
    r"|(?:et )?(?P<being>savoirs?[- ]?etre|aptitudes?|(?:comportements?|attitudes?)(?: professionnel(?:le)?s?)?)"
    r"|(?:et )?(?P<any>savoirs?[- ]?faire)(?: (?:associes?|mobilises?))?"
    r"|(?:et )?(?:autres )?(?P<knowledge>savoirs?(?: (?:associes?|theoriques?|technologiques?|mobilises?))?"
    r"|connaissances?(?: (?:associees?|mobilisees?|theoriques?|techniques?))?)"
)
_BOTH_KNOWN = re.compile(
    r"((?:savoirs|connaissances) (?:theoriques?|technologiques?|techniques|generales?)) (?:et|ou) "
    r"(?:theoriques?|technologiques?|techniques?|pratiques?|reglementaires?)\b(?! et)"
)
_GROUPS: dict[str, Group] = {
    "t": "technical_skills",
    "o": "organisational_skills",
    "r": "relational_skills",
    "c": "relational_skills",  # « comportementaux »
    "k": "knowledge",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A recognised heading: `tail` is what its line says after the words that name the section."""

    kind: Kind
    document: Document | None
    number: int | None = None
    tail: str = ""
    groups: tuple[Group, ...] = ()  # of `skills`: in the order the heading names them
    ccs: bool = False


@lru_cache(maxsize=16384)
def heading(text: str, within: Kind = "front", *, closed: bool = False) -> Heading | None:
    """The heading that a text is, inside a section of kind `within`; None for plain text.

    `closed` asks for the whole text to be words of the template: what several lines joined must be.
    """
    if len(text) > _LONGEST or not _may_open(text) or _LEADERS.search(text):
        return None
    key = folded(re.sub(r"\s*\|\s*", " ", text))
    if not key:
        return None
    skills = _skills(key)
    if skills and within in FICHES | {"front"} and (len(skills) > 1 or within != "front"):
        return Heading("skills", "reac", groups=skills)
    for rule in _RULES:
        if not rule.applies(within):
            continue
        if within in GLOSSARIES and rule.kind in COVERS and not text.isupper():
            continue  # « Référentiel d’évaluation » is also a term that they define
        found = rule.pattern.fullmatch(key)
        if not found:
            continue
        if any(found.groupdict().get(name) for name in ("tail", "rest", "any")) and closed:
            continue
        opened = _built(rule, found, text)
        if opened.kind == "annex" and opened.tail:
            inner = _named_annex(opened)
            if inner or found.groupdict().get("rest"):
                return inner  # a title behind no sign is a sentence, unless it names the annex
        return opened
    return None


def _named_annex(annex: Heading) -> Heading | None:
    """« Annexe 2 – Correspondances du TP » on one line: the annex that its title names."""
    inner = heading(annex.tail, "annex")
    return replace(inner, number=annex.number) if inner and inner.kind in ANNEXES else None


def _may_open(text: str) -> bool:
    """False for most lines, at little cost: no heading opens by their first word, nor by a quote."""
    if text.lstrip()[:1] in '«“"':
        return False
    first = next((word for word in _WORD.findall(text[:40]) if word.strip("ivxIVX")), "")
    return folded(first)[:4] in _OPENINGS


def _built(rule: Rule, found: re.Match[str], text: str) -> Heading:
    groups = found.groupdict()
    number = groups.get("number")
    return Heading(
        kind=rule.kind,
        document=rule.document,
        number=int(number) if number else None,
        tail=_as_printed((groups.get("tail") or groups.get("rest") or "").strip(), text),
        ccs=bool(groups.get("ccs") or groups.get("ext")),
    )


def _as_printed(tail: str, text: str) -> str:
    """The end of a line as it is printed, from its folded form."""
    if not tail:
        return ""
    words = clean(text).split(" ")
    for start in range(len(words) - 1, -1, -1):
        if folded(" ".join(words[start:])) == tail:
            return label(" ".join(words[start:]))
    return tail


def _skills(key: str) -> tuple[Group, ...]:
    """The groups of know-how that a heading names, in its order; empty when it names anything else."""
    if not key.startswith(("savoir", "connaissance", "autres", "aptitude", "attitude", "comportement")):
        return ()
    key = _BOTH_KNOWN.sub(r"\1", key)
    found: list[Group] = []
    for part in re.split(r"\s*[,/;]\s*|\s+et\s+", key):
        match = _ONE_GROUP.fullmatch(part)
        if not match:
            return ()
        if match["any"]:
            found += [
                _GROUPS[name] for name in "tor"
            ]  # « Savoir-faire » holds the three, in their usual order
        else:
            found.append(_GROUPS["r" if match["being"] else (match["name"] or "k")[0]])
    return tuple(dict.fromkeys(found))
