"""Dossiers at no fault, odd in every way that people and their programs are: a checker that scolds them is wrong."""

import pytest

from jalon.dossier.conformity.engine import check
from jalon.dossier.conformity.office import Office
from jalon.dossier.conformity.report import PartStatus, Severity

from .innocents import CIP, ETI
from .innocents_more import INNOCENTS

# Those that a print, or LibreOffice, shows otherwise than their DOCX.
PRINTED = (
    "google", "captions_by_hand", "ccps_above_parts", "in_columns", "on_its_side", "banners", "illustrated_dividers",
    "counted_after_the_cover", "sections_and_notes",
)  # fmt: skip
OPENED = ("annexes_listed_first", "in_columns")
CASES = [
    *((name, "docx") for name in INNOCENTS),
    *((name, "pdf") for name in PRINTED),
    *((name, "odt") for name in OPENED),
]


def test_il_y_en_a_pour_chaque_production_de_chaque_périmètre() -> None:
    asked = {
        (titre.ref, scope, production.name)
        for titre in (CIP, ETI)
        for scope, scheme in titre.schemes.items()
        for production in scheme.productions
    }
    assert {(one.titre.ref, one.scope, one.asked.name) for one in INNOCENTS.values()} == asked
    assert len(INNOCENTS) >= 30


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_un_dossier_sans_faute_ne_reçoit_rien_à_corriger(name: str, kind: str, office: Office) -> None:
    one = INNOCENTS[name]
    data = one.write()
    if kind == "pdf":
        data = office.to_pdf(data, "docx")
    elif kind == "odt":
        data = office._convert(data, "docx", "odt", name)
    report = check(
        data, titre=one.titre, scope=one.scope, production=one.asked.name, office=office, name=name
    )
    scolded = [
        (said.code, said.part, said.message) for said in report.findings if said.severity != Severity.ADVICE
    ]
    assert scolded == []
    assert {part.status for part in report.parts} == {PartStatus.OK}
