"""Our own JSON: written, read back, the same; and every way of not being one said in French."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.referentiel.checks import check
from jalon.referentiel.document import InvalidReferentiel, sha256, to_contract
from jalon.referentiel.exchange import EXPORTS, export, file_name, read_json
from jalon.referentiel.exchange.reading import MAX_BYTES
from jalon.referentiel.schema import Sources, TitreVersion
from jalon.referentiel.shipped import shipped_titres

from ..strategies import examples, titres


@examples(100)
@given(titres())
def test_a_version_exported_and_read_back_is_itself(titre: TitreVersion) -> None:
    again = read_json(export(titre, "json"))
    assert again == titre
    assert sha256(again) == sha256(titre)
    assert export(again, "json") == export(titre, "json")


@pytest.mark.parametrize("ref", ["TP-00403.08", "TP-00448.06"])
def test_the_shipped_titles_come_back_whole(ref: str) -> None:
    assert read_json(export(shipped_titres()[ref], "json")) == shipped_titres()[ref]


def test_what_show_prints_is_read_too_its_findings_set_aside(cip: TitreVersion) -> None:
    printed = json.dumps(to_contract(cip, check(cip)))
    assert read_json(printed) == replace(cip, sources=Sources())


def test_a_byte_order_mark_does_no_harm(cip: TitreVersion) -> None:
    assert read_json(b"\xef\xbb\xbf" + export(cip, "json")) == cip
    assert read_json("\ufeff" + export(cip, "json").decode()) == cip


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "ce n’est pas du JSON, ligne 1, colonne 1 (une valeur est attendue)"),
        (b'{\n "code": }', "ligne 2, colonne 10 (une valeur est attendue)"),
        (b"{} {}", "du texte suit la fin du document"),
        (b'{"code" 1}', "deux-points sont attendus"),
        (b'{"a": 1 "b"}', "une virgule est attendue"),
        (b"{a: 1}", "une clé entre guillemets droits est attendue"),
        (b'{"a": "b', "un texte n’est pas fermé"),
        (b'{"a": "\x01"}', "un texte contient un caractère de contrôle"),
        (b'{"a": "\xe9"}', "l’octet 8 n’est pas de l’UTF-8"),
        (b'{"code": "a", "code": "b"}', "la clé « code » figure deux fois"),
        (b'{"level": NaN}', "« NaN » n’est pas un nombre"),
        (b'{"level": ' + b"9" * 5000 + b"}", "un nombre compte trop de chiffres"),
        (b"[" * 100_000, "les listes et objets s’emboîtent trop profondément"),
        (b"[1]", "un objet est attendu"),
        (b"null", "un objet est attendu, pas rien"),
        (b'{"findings": []}', "code : clé absente"),
        (b" " * (MAX_BYTES + 1), "le fichier dépasse 20 Mo"),
    ],
)
def test_what_is_no_referentiel_is_refused_in_french(data: bytes, fault: str) -> None:
    with pytest.raises(InvalidReferentiel) as refused:
        read_json(data)
    assert any(fault in one for one in refused.value.faults)


@given(st.binary() | st.text())
def test_any_bytes_are_refused_never_a_crash(data: bytes | str) -> None:
    with pytest.raises(InvalidReferentiel):
        read_json(data)


def test_files_are_named_after_the_version_and_the_format(cip: TitreVersion) -> None:
    assert [file_name(cip, kind) for kind in EXPORTS] == [
        "TP-00403.08.json", "TP-00403.08.xlsx", "TP-00403.08-csv.zip", "TP-00403.08-case.json", "TP-00403.08.jsonld",
    ]  # fmt: skip
    assert [kind for kind, one in EXPORTS.items() if one.binary] == ["xlsx", "csv"]
