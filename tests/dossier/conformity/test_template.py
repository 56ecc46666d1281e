"""The blank dossier of a production: every figure from the référentiel, guidance apart from the candidate's text."""

import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from jalon.dossier.conformity.paper import GUIDANCE_STYLE
from jalon.dossier.conformity.template import TemplateKind, template
from jalon.dossier.conformity.template.guidance import ANY, advice_for
from jalon.dossier.conformity.template.plan import plan
from jalon.referentiel.schema import Part, Production, TitreVersion
from jalon.referentiel.shipped import shipped_titres

TITRES = shipped_titres()
CIP = TITRES["TP-00403.08"]
SHIPPED = [
    pytest.param(titre, scope, production, id=f"{titre.sigle}-{scope}-{rank}")
    for titre in TITRES.values()
    for scope, scheme in titre.schemes.items()
    for rank, production in enumerate(scheme.productions)
]
KINDS: tuple[TemplateKind, ...] = ("docx", "odt")
ODD = [
    Production("Rapport libre"),
    Production("Un maximum seul", pages_max=20, parts=(Part(1, pages_max=3), Part(2, chars_max=4000))),
    Production("Dossier & <pièges> « cités »", font="Comic & Sans", font_size=10.5, line_spacing=1.0),
    Production("Une seule partie", parts=(Part(1, requirements=("le contexte : lieu, public", "le bilan")),)),
]


def members(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {path: archive.read(path).decode() for path in archive.namelist()}


def words(xml: str) -> str:
    return (
        re.sub(r"\s+", " ", " ".join(ET.fromstring(xml).itertext()))
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
    )


def text_of(data: bytes, kind: TemplateKind) -> str:
    return words(members(data)["word/document.xml" if kind == "docx" else "content.xml"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("titre", "scope", "production"), SHIPPED)
def test_every_part_its_budget_its_contents_and_the_criteria_of_its_competences_are_there(
    titre: TitreVersion, scope: str, production: Production, kind: TemplateKind
) -> None:
    text = text_of(template(titre, scope, production, kind), kind)
    assert production.name.replace("'", "’") in text
    for part in production.parts:
        assert part.pages in text
        assert len(production.parts) == 1 or f"Partie {part.number} – " in text
        if part.min_interviews:
            assert f"{part.min_interviews} entretiens au moins" in text
        for requirement in part.requirements:
            assert requirement.partition(" : ")[0][1:] in text
        for number in part.competences:
            for criterion in titre.criteria(number):
                assert criterion.text.replace("'", "’") in text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("production", ODD, ids=lambda production: production.name[:12])
def test_any_production_gives_a_sound_document(production: Production, kind: TemplateKind) -> None:
    for path, content in members(template(CIP, "title", production, kind)).items():
        if path.endswith((".xml", ".rels")):
            ET.fromstring(content)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_production_gives_the_same_bytes(kind: TemplateKind) -> None:
    production = CIP.scheme("ccp2").productions[0]
    assert template(CIP, "ccp2", production, kind) == template(CIP, "ccp2", production, kind)


@pytest.mark.parametrize(
    ("font", "size", "spacing"), [("Arial", 11, 1.15), ("Times New Roman", 12, 1.5), ("Calibri", 10.5, 1.0)]
)
def test_the_body_is_set_as_the_production_asks(font: str, size: float, spacing: float) -> None:
    production = Production("Dossier", font=font, font_size=size, line_spacing=spacing)
    styles = members(template(CIP, "title", production))["word/styles.xml"]
    defaults = styles[: styles.index("</w:docDefaults>")]
    assert f'w:ascii="{font}"' in defaults
    assert f'<w:sz w:val="{size * 2:g}"/>' in defaults
    assert f'w:line="{round(spacing * 240)}" w:lineRule="auto"' in defaults
    styles = members(template(CIP, "title", production, "odt"))["styles.xml"]
    assert f'style:font-name="{font}"' in styles
    assert f'fo:font-size="{size:g}pt"' in styles
    assert f'fo:line-height="{spacing:.0%}"' in styles


def test_every_piece_of_advice_stands_in_the_style_that_is_taken_away_later() -> None:
    production = CIP.scheme("title").productions[0]
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    parts = members(template(CIP, "title", production))
    names = {
        style.get(f"{space}styleId"): style.find(f"{space}name").get(f"{space}val")  # type: ignore[union-attr]
        for style in ET.fromstring(parts["word/styles.xml"]).iter(f"{space}style")
    }
    advice = {block.text for block in plan(CIP, "title", production).blocks if block.kind.startswith("tip")}
    told = 0
    for paragraph in ET.fromstring(parts["word/document.xml"]).iter(f"{space}p"):
        style = paragraph.find(f"{space}pPr/{space}pStyle")
        guidance = style is not None and (names[style.get(f"{space}val")] or "").startswith(GUIDANCE_STYLE)
        text = "".join(paragraph.itertext())
        assert guidance == (text in advice), text
        told += guidance
    assert told > 60


def test_a_limit_that_the_production_does_not_set_is_not_spoken_of() -> None:
    free = text_of(template(CIP, "title", Production("Rapport libre")), "docx")
    assert "Longueur demandée" not in free
    assert "Présentation demandée" not in free
    assert "demandées par le RE" not in free
    assert "None" not in free


def test_a_scope_is_named_with_its_bloc() -> None:
    text = text_of(template(CIP, "ccp2", CIP.scheme("ccp2").productions[0]), "docx")
    assert f"CCP 2 – {CIP.ccp(2).title}" in text


@pytest.mark.parametrize("kind", KINDS)
def test_the_language_is_french_and_headings_are_headings(kind: TemplateKind) -> None:
    parts = members(template(CIP, "title", CIP.scheme("title").productions[0], kind))
    if kind == "docx":
        assert '<w:lang w:val="fr-FR"' in parts["word/styles.xml"]
        headings = parts["word/document.xml"].count('<w:pStyle w:val="Titre1"/>')
    else:
        assert 'fo:language="fr" fo:country="FR"' in parts["styles.xml"]
        headings = parts["content.xml"].count('text:outline-level="1">')
    assert headings == 8, "seven parts and the annexes"


def test_pages_are_numbered_and_bear_a_name_and_the_title() -> None:
    production = CIP.scheme("title").productions[0]
    docx, odt = (members(template(CIP, "title", production, kind)) for kind in KINDS)
    assert " PAGE " in docx["word/footer.xml"]
    assert "text:page-number" in odt["styles.xml"]
    for written in (docx["word/header.xml"], odt["styles.xml"]):
        assert "Prénom Nom" in written
        assert "CIP" in words(written)


def test_each_shipped_requirement_has_advice_of_its_own() -> None:
    general = {
        requirement
        for titre in TITRES.values()
        for scheme in titre.schemes.values()
        for production in scheme.productions
        for part in production.parts
        for requirement in part.requirements
        if advice_for(requirement) in ANY
    }
    assert not general


def test_a_requirement_of_another_title_still_gets_advice() -> None:
    assert advice_for("la conduite d’une machine à commande numérique") in ANY


def test_a_part_without_competence_nor_requirement_leaves_room_to_write() -> None:
    production = replace(CIP.scheme("title").productions[0], parts=(Part(1), Part(2)))
    assert text_of(template(CIP, "title", production), "docx").count("Écrivez ici.") == 2
