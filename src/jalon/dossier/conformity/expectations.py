"""What the RE asks of a written production, said in French with its source: the référentiel decides, never the code.

A production is named by a fragment of its name; where a scope has several, the file itself tells which one it is.
The dossier professionnel is no production of the RE: its name is always known beside them (A6.4).
"""

import re
from dataclasses import dataclass

from jalon.common.typography import decimal, typo
from jalon.referentiel.importer.wording import folded
from jalon.referentiel.schema import Part, Production, TitreVersion
from jalon.referentiel.search import stems

from .paper import Address, Paper
from .report import Finding, Severity

DP = Production("Dossier professionnel")
USAGE = "Usage, aucun texte ne l’impose"
_DP_NAMES = ("dp", "dossier professionnel")
# Two of these beside the title tell a dossier professionnel from a dossier that speaks of one (A6.4).
_DP_SIGNS = (
    "exemples de pratique professionnelle",
    "declaration sur l'honneur",
    "exemple n",
    "presentation du dossier",
)
_SCOPES = {"titre": "title", "tp": "title"}
_COVER = 40  # paragraphs that may hold the name of the production
_CHARACTERS_PER_PAGE = 2600  # a page of 11-point text, where pages are not known


class UnknownProduction(Exception):
    """The scope or the production asked designates nothing, or several; the French message gives the choices."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One production of one scope, with the words that findings quote; `how` says why it was chosen, "" if asked."""

    titre: TitreVersion
    scope: str
    production: Production
    how: str = ""

    @property
    def is_dp(self) -> bool:
        return self.production == DP

    def source(self, part: int | None = None) -> str:
        """« RE TP-00403.08, titre, dossier support du questionnement, partie 2 »."""
        if self.is_dp:
            return "Arrêté du 22 décembre 2015, art. 8 ; modèle ministériel du DP (A6.4)"
        scope = "titre" if self.scope == "title" else self.titre.scope_label(self.scope)
        name = self.production.name[:1].lower() + self.production.name[1:]
        where = f"RE {self.titre.ref}, {scope}, {name}"
        # A single part is the production itself.
        return f"{where}, partie {part}" if part and len(self.production.parts) > 1 else where

    def part(self, number: int) -> Part:
        return next(part for part in self.production.parts if part.number == number)

    @property
    def pages_rule(self) -> str:
        return f"Le dossier compte {self.production.pages} hors annexes." if self.production.pages else ""

    def part_rule(self, part: Part) -> str:
        return f"La partie {part.number} compte {part.pages}." if part.pages else ""

    @property
    def parts_rule(self) -> str:
        count = len(self.production.parts)
        return (
            f"Le dossier est composé de {count} parties." if count > 1 else "Le dossier suit le plan du RE."
        )

    @property
    def annexes_rule(self) -> str:
        high = self.production.annex_pages_max
        return "" if high is None else f"Les annexes comptent {high} page{'s' if high > 1 else ''} au plus."

    @property
    def type_rule(self) -> str:
        """« Arial 11, interligne 1,15 », as far as the RE says."""
        production = self.production
        size = decimal(production.font_size) if production.font_size else ""
        face = " ".join(filter(None, (production.font or ("taille" if size else ""), size)))
        spacing = f"interligne {decimal(production.line_spacing, 2)}" if production.line_spacing else ""
        told = ", ".join(filter(None, (face, spacing)))
        return f"Mise en forme : {told}." if told else ""

    def finding(
        self,
        code: str,
        severity: Severity,
        message: str,
        *,
        remedy: str,
        rule: str = "",
        source: str = "",
        part: int | None = None,
        page: int | None = None,
        quote: str = "",
        address: Address | None = None,
    ) -> Finding:
        """A finding of this production; without a rule of its own, it is good usage that nobody prescribes."""
        if not rule:
            source = source or USAGE
        return Finding(
            code=code,
            severity=severity,
            message=message,
            rule=rule or "Un dossier remis au jury est définitif et lisible de tous.",
            source=source or self.source(part),
            remedy=remedy,
            page=page or None,
            part=part,
            quote=shortened(quote),
            address=address,
        )


def shortened(text: str, length: int = 160) -> str:
    """The first words of a text, cut between two words."""
    plain = " ".join(text.split())
    return plain if len(plain) <= length else plain[:length].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def scope_of(titre: TitreVersion, asked: str) -> str:
    """The scope that « titre », « CCP 1 » or « ccp1 » names; raises UnknownProduction."""
    key = re.sub(r"[\s_-]", "", asked.casefold())
    scope = _SCOPES.get(key, key)
    if scope not in titre.schemes:
        names = ", ".join("titre" if one == "title" else one for one in titre.schemes)
        raise UnknownProduction(
            typo(f"{titre.ref} n’a pas de périmètre « {asked} » ; donnez l’un de ceux-ci : {names}.")
        )
    return scope


def choose(titre: TitreVersion, scope: str, asked: str | None, paper: Paper | None = None) -> Expectation:
    """The production that is asked, or that the file seems to be; raises UnknownProduction with the names to give."""
    scope = scope_of(titre, scope)
    productions = titre.scheme(scope).productions
    if asked:
        return Expectation(titre, scope, _named(titre, scope, productions, asked))
    if paper is not None and _looks_like_dp(paper):
        return Expectation(
            titre, scope, DP, "le fichier porte le titre et les rubriques du dossier professionnel"
        )
    if not productions:
        raise UnknownProduction(
            typo(
                f"Le RE de {titre.ref} ne demande aucune production écrite pour ce périmètre "
                f"({titre.scope_label(scope)}) ; pour le dossier professionnel, précisez la production « dp »."
            )
        )
    if len(productions) == 1:
        return Expectation(titre, scope, productions[0])
    found, how = _guessed(productions, paper) if paper is not None else (None, "")
    if found is None:
        raise UnknownProduction(
            typo(
                f"{titre.ref} demande plusieurs productions pour ce périmètre ({titre.scope_label(scope)}) et le "
                f"fichier ne dit pas laquelle il est ; précisez la production : {_names(productions)}."
            )
        )
    return Expectation(titre, scope, found, how)


def _named(titre: TitreVersion, scope: str, productions: tuple[Production, ...], asked: str) -> Production:
    key = folded(asked)
    exact = [one for one in productions if folded(one.name) == key]
    found = exact or [one for one in productions if key and key in folded(one.name)]
    if len(found) == 1:
        return found[0]
    if not found and key in _DP_NAMES:
        return DP
    wrong = "désigne plusieurs productions" if found else "ne désigne aucune production"
    raise UnknownProduction(
        typo(
            f"« {asked} » {wrong} de {titre.ref} ({titre.scope_label(scope)}) ; "
            f"donnez l’un de ces noms, ou des mots qui n’en désignent qu’un : {_names((*productions, DP))}."
        )
    )


def _names(productions: tuple[Production, ...]) -> str:
    return ", ".join(f"« {one.name} »" for one in productions)


def _looks_like_dp(paper: Paper) -> bool:
    texts = [folded(one.text) for one in paper.body() if one.text.strip()]
    titled = any(text.startswith("dossier professionnel") and len(text) < 40 for text in texts[:_COVER])
    return titled and sum(any(text.startswith(sign) for text in texts) for sign in _DP_SIGNS) >= 2


def _guessed(productions: tuple[Production, ...], paper: Paper) -> tuple[Production | None, str]:
    """By the words of the names that the first lines of the file hold, or else by its length."""
    texts = [one.text for one in paper.body() if one.text.strip()]
    cover = stems(" ".join(texts[:_COVER])[:4000])
    names = {one.name: stems(one.name) for one in productions}
    scores = []
    for production in productions:
        others = frozenset().union(*(words for name, words in names.items() if name != production.name))
        own = names[production.name] - others
        scores.append((len(own & cover) / len(own) if own else 0.0, production))
    scores.sort(key=lambda one: -one[0])
    if scores[0][0] >= 0.5 and scores[0][0] - scores[1][0] >= 0.3:
        return scores[0][1], "les premières pages portent son nom"
    pages = len(paper.pages) or sum(map(len, texts)) / _CHARACTERS_PER_PAGE
    gaps = sorted(((_gap(one, pages), rank) for rank, one in enumerate(productions)))
    if gaps[0][0] < gaps[1][0]:
        return productions[gaps[0][1]], "son nombre de pages en est le plus proche"
    return None, ""


def _gap(production: Production, pages: float) -> float:
    """How many pages a file lacks or has over, annexes and a few sheets of front matter being allowed."""
    low = production.pages_min or 0
    high = (production.pages_max or low) + (production.annex_pages_max or 0) + 3
    return max(low - pages, pages - high, 0.0)
