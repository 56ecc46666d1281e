"""What a blank dossier holds, block by block, whatever the format; every figure comes from the production."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from jalon.common.typography import decimal, typo
from jalon.referentiel.schema import Part, Production, TitreVersion

from .guidance import LAST_READING, WRITING, advice_for

BlockKind = Literal[
    "over", "title", "subtitle", "field", "contents", "h1", "h2", "text", "tip", "tip_head", "tip_item"
]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph to write; `text` is fixed, `hint` is to be replaced by the candidate; `fresh` begins a page."""

    kind: BlockKind
    text: str = ""
    hint: str = ""
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A blank dossier: how its body is set, sizes in points and spacing in lines, and its blocks."""

    name: str
    titre: str
    font: str
    size: float
    spacing: float
    blocks: tuple[Block, ...]

    @property
    def headings(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.kind in ("h1", "h2"))


NAME_HINT = "Prénom Nom"
# Where the RE asks for nothing: what reads well.
FREE_FONT, FREE_SIZE, FREE_SPACING = "Verdana", 12.0, 1.5


def plan(titre: TitreVersion, scope: str, production: Production) -> Plan:
    """The blocks of the blank dossier of a production."""
    return Plan(
        name=typo(production.name),
        titre=typo(f"{titre.sigle} – {titre.scope_label(scope)}" if scope != "title" else titre.sigle),
        font=production.font or FREE_FONT,
        size=production.font_size or FREE_SIZE,
        spacing=production.line_spacing or FREE_SPACING,
        blocks=tuple(
            Block(block.kind, typo(block.text), typo(block.hint), block.fresh)
            for block in _blocks(titre, scope, production)
        ),
    )


def _blocks(titre: TitreVersion, scope: str, production: Production) -> Iterator[Block]:
    yield from _cover(titre, scope, production)
    yield Block("contents", "Sommaire", fresh=True)
    yield Block("tip_head", "Avant d’écrire")
    yield from (Block("tip_item", line) for line in (*asked(production), *WRITING))
    several = len(production.parts) > 1
    for part in production.parts or (Part(1),):
        if several:
            yield Block("h1", f"Partie {part.number} – ", "Titre de la partie", fresh=True)
        else:
            yield Block("h1", production.name, fresh=True)
        yield from _part(titre, part)
    yield Block("h1", "Annexes", fresh=True)
    yield Block("tip_head", "Ce qui va en annexe")
    yield from (Block("tip_item", line) for line in _annexes(production))
    yield Block("h2", "Annexe 1 – ", "Titre de l’annexe")
    yield Block("text", "", "Placez ici l’annexe.")


def _cover(titre: TitreVersion, scope: str, production: Production) -> Iterator[Block]:
    yield Block("over", f"Titre professionnel {titre.title}")
    if scope != "title":
        bloc = next(bloc for bloc in (*titre.ccps, *titre.ccss) if bloc.scope == scope)
        yield Block("over", f"{bloc.label} – {bloc.title}")
    yield Block("title", production.name)
    yield Block("subtitle", f"Référentiel {titre.ref}")
    yield Block("field", "Candidat : ", NAME_HINT)
    yield Block("field", "Centre ou voie d’accès : ", "nom du centre, ou VAE")
    yield Block("field", "Structure d’accueil : ", "nom de la structure, ville")
    yield Block("field", "Session d’examen : ", "mois et année")


def asked(production: Production) -> Iterator[str]:
    """What the RE asks of the whole file, one sentence for each thing."""
    if production.pages:
        yield f"Longueur demandée par le RE : {production.pages}, annexes non comprises."
    if production.chars_max:
        yield f"{decimal(production.chars_max)} signes au plus, espaces compris."
    look = [
        production.font,
        f"{decimal(production.font_size)} points" if production.font_size else "",
        f"interligne {decimal(production.line_spacing, 2)}" if production.line_spacing else "",
    ]
    if any(look):
        told = ", ".join(filter(None, look))
        yield f"Présentation demandée par le RE : {told}. Le texte de ce modèle est déjà réglé ainsi."


def budget(part: Part) -> str:
    """« 6 à 8 pages, 3 entretiens au moins », or nothing where the RE sets no limit."""
    counts = [
        part.pages,
        f"{decimal(part.chars_max)} signes au plus" if part.chars_max else "",
        f"{part.min_interviews} entretien{'s' if part.min_interviews > 1 else ''} au moins"
        if part.min_interviews
        else "",
    ]
    return ", ".join(filter(None, counts))


def _part(titre: TitreVersion, part: Part) -> Iterator[Block]:
    if limits := budget(part):
        yield Block("tip_head", f"À tenir : {limits}")
    if part.competences:
        yield Block("tip_head", "Les critères du RE que le jury aura sous les yeux")
    for number in part.competences:
        yield Block("tip_head", f"Compétence {number} – {titre.competence(number).title}")
        yield from (Block("tip_item", f"{criterion.text}.") for criterion in titre.criteria(number))
    for requirement in part.requirements:
        heading, _, detail = requirement.partition(" : ")
        yield Block("h2", heading[:1].upper() + heading[1:])
        yield from _advice(requirement, detail)
        yield Block("text", "", "Écrivez ici.")
    if not part.requirements:
        yield Block("text", "", "Écrivez ici.")


def _advice(requirement: str, detail: str) -> Iterator[Block]:
    wanted = f"À traiter : {detail}. " if detail else ""
    yield Block("tip", f"{wanted}{advice_for(requirement)}")


def _annexes(production: Production) -> Iterator[str]:
    if production.annex_pages_max:
        yield f"{production.annex_pages_max} pages au plus, demandées par le RE, en plus du dossier."
    yield from LAST_READING
