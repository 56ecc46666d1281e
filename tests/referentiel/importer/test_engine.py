"""From files to a référentiel: what is read together, what is refused and why."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from jalon.referentiel.importer.engine import import_files, import_here, import_sources, understand
from jalon.referentiel.importer.identity import Settled, mixed, settle
from jalon.referentiel.importer.readers import LIMITS, read_bytes
from jalon.referentiel.importer.readings import Identity, Read
from jalon.referentiel.importer.result import ImportRefused
from jalon.referentiel.importer.source import Unreadable

from ..synthetic import formats, titles
from ..synthetic.eras import ERAS

VANNIER = titles.invented("vannier")
FONTAINIER = titles.invented("fontainier")
CV = "Camille Dupont\nCurriculum vitae\nExpérience : fleuriste, 2015 à 2020.\nLoisirs : la vannerie, la lecture.\n"


def documents(titre: object = VANNIER, form: str = "docx", **options: bool) -> dict[str, bytes]:
    return formats.files(titre, ERAS["2022"], form, **options)  # type: ignore[arg-type]


def written(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in files]


def test_a_reac_and_a_re_make_the_title_in_any_order(tmp_path: Path) -> None:
    paths = written(tmp_path, documents())
    one, other = import_here(paths), import_here(paths[::-1])
    assert one.titre is not None
    assert one.titre.title == VANNIER.title
    assert [competence.title for competence in one.titre.competences] == [
        c.title for c in VANNIER.competences
    ]
    assert one.document == other.document
    assert {file.file: file.role for file in one.files} == {"REAC_VAN.docx": "reac", "RE_VAN.docx": "re"}


def test_both_documents_may_come_in_one_file(tmp_path: Path) -> None:
    imported = import_here(written(tmp_path, documents(form="tabs", together=True)))
    assert [file.role for file in imported.files] == ["both"]
    assert len(imported.document["competences"]) == len(VANNIER.competences)


def test_the_same_file_given_twice_counts_once(tmp_path: Path) -> None:
    paths = written(tmp_path, documents())
    copy = tmp_path / "copie.docx"
    shutil.copy(paths[0], copy)
    assert import_here([*paths, copy]).document == import_here(paths).document


def test_two_files_of_one_name_are_told_by_their_folder(tmp_path: Path) -> None:
    paths = []
    for folder, (_, data) in zip(("reac", "re"), documents().items(), strict=True):
        (tmp_path / folder).mkdir()
        paths += written(tmp_path / folder, {"document.docx": data})
    imported = import_here(paths)
    assert [file.file for file in imported.files] == ["reac/document.docx", "re/document.docx"]
    assert imported.titre is not None


def test_each_step_of_the_work_is_told(tmp_path: Path) -> None:
    steps: list[tuple[int, int, str]] = []
    import_here(written(tmp_path, documents()), progress=lambda *told: steps.append(told))
    assert [done for done, _, _ in steps] == [0, 1, 2, 3, 4]
    assert {total for _, total, _ in steps} == {5}
    assert steps[0][2] == "Lecture de REAC_VAN.docx"


def test_a_process_of_its_own_gives_the_same_outcome(tmp_path: Path) -> None:
    paths = written(tmp_path, documents())
    assert import_files(paths) == import_here(paths)


def test_a_reac_alone_is_a_draft(tmp_path: Path) -> None:
    reac, _ = written(tmp_path, documents())
    imported = import_here([reac])
    assert imported.titre is None
    assert any(fault.startswith("Aucun RE n’a été donné") for fault in imported.faults)
    assert len(imported.document["competences"]) == len(VANNIER.competences)


# --- refusals ---


def test_what_is_no_referentiel_is_refused_with_what_was_looked_for_and_found(tmp_path: Path) -> None:
    (cv,) = written(tmp_path, {"cv.txt": CV.encode()})
    with pytest.raises(ImportRefused) as refusal:
        import_here([cv])
    (reason,) = refusal.value.reasons
    assert reason.startswith("cv.txt : ce n’est ni un REAC ni un RE : ")
    assert "fiches compétence professionnelle" in reason
    assert "« Camille Dupont Curriculum vitae" in reason


def test_a_stranger_beside_a_reac_is_a_fault_and_not_a_refusal(tmp_path: Path) -> None:
    paths = written(tmp_path, {**documents(), "cv.txt": CV.encode()})
    imported = import_here(paths)
    assert imported.titre is None
    (fault,) = imported.faults
    assert fault.startswith("cv.txt : ce n’est ni un REAC ni un RE")
    assert len(imported.files) == 2


def test_every_file_that_cannot_be_read_has_its_sentence(tmp_path: Path) -> None:
    paths = written(tmp_path, {"vide.pdf": b"", "cv.txt": CV.encode()})
    with pytest.raises(ImportRefused) as refusal:
        import_here([*paths, tmp_path / "absent.pdf"])
    assert {reason.split(" : ")[0] for reason in refusal.value.reasons} == {
        "vide.pdf",
        "cv.txt",
        "absent.pdf",
    }


def test_a_file_beyond_the_limits_is_refused(tmp_path: Path) -> None:
    paths = written(tmp_path, documents())
    with pytest.raises(ImportRefused) as refusal:
        import_here(paths, limits=replace(LIMITS, bytes=100))
    assert {one.code for one in refusal.value.refusals} == {"too-large"}


def test_no_file_at_all_is_refused() -> None:
    with pytest.raises(ImportRefused) as refusal:
        import_here([])
    assert "aucun fichier" in refusal.value.reasons[0]


def test_two_titles_are_never_mixed(tmp_path: Path) -> None:
    reac, _ = documents().items()
    _, re = documents(FONTAINIER).items()
    with pytest.raises(ImportRefused) as refusal:
        import_here(written(tmp_path, dict((reac, re))))
    (reason,) = refusal.value.reasons
    assert VANNIER.title in reason
    assert FONTAINIER.title in reason
    assert "Importez chaque titre à part" in reason


def test_a_refusal_crosses_a_process_whole() -> None:
    import pickle

    refusal = ImportRefused(
        [Unreadable("a.pdf", "vide.", "empty"), Unreadable("b.pdf", "chiffré.", "encrypted")]
    )
    again = pickle.loads(pickle.dumps(refusal))
    assert again.reasons == ("a.pdf : vide.", "b.pdf : chiffré.")
    assert (again.file, again.code) == ("a.pdf", "empty")


def test_sources_already_read_are_imported_without_any_file() -> None:
    sources = [read_bytes(data, name) for name, data in documents().items()]
    assert all(understand(source) for source in sources)
    assert import_sources(sources).titre is not None


# --- which title ---


def said(**values: str) -> Identity:
    return Identity({key: (Read(value), Read(value)) for key, value in values.items()})


def test_the_value_that_most_places_print_is_kept() -> None:
    settled = settle([Identity({"code": (Read("TP-00001"), Read("TP-00007"), Read("TP-00007"))})])
    assert settled.values["code"].value == "TP-00007"
    assert "« TP-00001 »" in settled.values["code"].doubt


def test_two_prints_of_one_value_are_no_contradiction() -> None:
    settled = settle([said(title="Chargé d’accueil"), Identity({"title": (Read("CHARGÉ D’ACCUEIL"),)})])
    assert settled.values["title"] == Read("Chargé d’accueil")


def test_lists_keep_each_value_once_in_order() -> None:
    settled = settle(
        [Identity({"rome": (Read("K1801"), Read("K1203"))}), Identity({"rome": (Read("K1801"),)})]
    )
    assert [read.value for read in settled.lists["rome"]] == ["K1801", "K1203"]
    assert settle([]) == Settled()


@pytest.mark.parametrize(
    ("reac", "re", "word"),
    [
        ({"code": "TP-00001", "version": "02"}, {"code": "TP-00002", "version": "02"}, "code différent"),
        ({"code": "TP-00001", "version": "02"}, {"code": "TP-00001", "version": "03"}, "millésime différent"),
        ({"title": "Vannier"}, {"title": "Fontainier", "code": "TP-00001"}, "intitulé différent"),
        ({"code": "TP-00001", "title": "Vannier"}, {"code": "TP-00001", "title": "Vannière, vannier"}, ""),
        ({"code": "TP-00001"}, {"title": "Vannier"}, ""),
        ({"title": "Vannier d’ameublement"}, {"title": "Vannier d'ameublement"}, ""),
    ],
)
def test_files_that_name_two_titles_are_told_apart(
    reac: dict[str, str], re: dict[str, str], word: str
) -> None:
    reason = mixed({"reac.pdf": [said(**reac)], "re.pdf": [said(**re)]})
    assert bool(reason) == bool(word)
    assert word in reason
    if word:
        assert "« reac.pdf »" in reason
        assert "« re.pdf »" in reason


def test_one_file_that_holds_the_pages_of_two_titles_is_seen() -> None:
    two = Identity({"code": (Read("TP-00001"),) * 3 + (Read("TP-00002"),) * 3})
    slip = Identity({"code": (Read("TP-00001"),) * 30 + (Read("TP-00007"),)})
    assert "TP-00001, TP-00002" in mixed({"tout.pdf": [two]})
    assert mixed({"tout.pdf": [slip]}) == ""
