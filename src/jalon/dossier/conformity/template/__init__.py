"""The blank dossier of a production: its styles, its parts with their page budget, what the jury will look at."""

from typing import Literal

from jalon.referentiel.schema import Production, TitreVersion

from .plan import plan

TemplateKind = Literal["docx", "odt"]


def template(titre: TitreVersion, scope: str, production: Production, kind: TemplateKind = "docx") -> bytes:
    """The document to fill in, whose body already follows the font, size and spacing of the production.

    Guidance and criteria stand in paragraphs of a style of their own (`GUIDANCE_STYLE`), which `mend` takes away from
    the final copy. Both formats are written here, without LibreOffice; the same production gives the same bytes.
    """
    if kind == "docx":
        from .docx import write
    else:
        from .odt import write
    return write(plan(titre, scope, production))


def guidance_of(titre: TitreVersion, scope: str, production: Production) -> frozenset[str]:
    """The advice that the template of a production gives, paragraph by paragraph, which leaves the final copy, and the
    prompts in the places to fill, which leave it where nothing else was written."""
    blocks = plan(titre, scope, production).blocks
    return frozenset(block.text for block in blocks if block.kind.startswith("tip")) | prompts_of(
        titre, scope, production
    )


def prompts_of(titre: TitreVersion, scope: str, production: Production) -> frozenset[str]:
    """What the template shows where the candidate has to write (« Écrivez ici. »)."""
    return frozenset(block.hint for block in plan(titre, scope, production).blocks if block.hint)
