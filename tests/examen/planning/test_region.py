"""The JSON file of a region: what it says once for all sites, and every fault at once with its path."""

import json
from pathlib import Path

import jsonschema
import pytest

from jalon.examen.commands_region import region_schema
from jalon.examen.planning import region
from jalon.examen.planning.json_reader import InvalidInput
from jalon.examen.planning.region import read_folder, read_region
from jalon.referentiel.document import to_json as referentiel_json
from jalon.referentiel.shipped import shipped_titres

from .instances import MONDAY, TUESDAY, Json, jury, person, read, session

SHARED = {key: value for key, value in session().items() if key not in region.OF_A_SITE}


def site(name, *people, **facts):
    return {"id": name, "juries": [jury("J1", "Sofia", "Paul")], "candidates": list(people), **facts}


def of(*sites: Json, **facts):
    return {**SHARED, **facts, "sites": list(sites)}


def sites(document, folder=Path()):
    return read_region(json.dumps(document).encode(), shipped_titres(), folder)


def faults(document):
    with pytest.raises(InvalidInput) as refused:
        sites(document)
    return list(refused.value.faults)


TWO = of(
    site("Albi", person("Aline"), days=[TUESDAY]), site("Rodez", person("Bruno", "ETI"), person("Chloé"))
)


def test_a_site_is_an_instance_completed_by_what_all_share():
    albi, rodez = sites(TWO)
    assert (albi.id, rodez.id) == ("Albi", "Rodez")
    assert albi.instance == read(session(person("Aline"), days=[TUESDAY]))
    assert rodez.instance == read(session(person("Bruno", "ETI"), person("Chloé"), days=[MONDAY]))


def test_a_region_follows_its_schema():
    schema = jsonschema.Draft202012Validator(region_schema())
    assert not list(schema.iter_errors(TWO))
    assert not schema.is_valid({**TWO, "candidates": []})
    assert not schema.is_valid(of({**site("Albi"), "rooms": {"preparation": -1}}))
    assert not schema.is_valid(of({"juries": [], "candidates": []}))


def test_every_fault_of_every_site_comes_with_its_path():
    first = site("Albi", person("Aline", "XX"), person("Bruno", extra_time=1.5))
    second = site("Rodez", person("Chloé", conflicts=["Zoé"]), rooms={"preparation": -1})
    assert [fault.split(" : ")[0] for fault in faults(of(first, second, 3))] == [
        "sites[0].candidates[0].titre",
        "sites[0].candidates[1].extra_time",
        "sites[1].rooms.preparation",
        "sites[1].candidates[0].conflicts[0]",
        "sites[2]",
    ]


def test_a_fault_of_what_all_share_is_told_once():
    (only,) = faults(of(site("Albi"), site("Rodez"), site("Mende", opening="08:00"), grid=7))
    assert only.startswith("grid : 7 ne divise pas l’heure")


def test_a_fault_of_what_a_site_says_again_is_its_own():
    (only,) = faults(of(site("Albi"), site("Rodez", grid=7)))
    assert only.startswith("sites[1].grid : ")


def test_what_no_one_says_lacks_in_the_site():
    document = of(site("Albi"))
    del document["opening"]
    assert faults(document) == ["sites[0].opening : cette clé manque."]


def test_juries_and_candidates_belong_to_a_site():
    assert faults(of(site("Albi"), candidates=[], jurys=[]))[:2] == [
        "candidates : chaque site a les siens : mettez-les dans « sites ».",
        "jurys : clé inconnue ; clés admises : " + ", ".join(["sites", *region.SHARED]) + ".",
    ]


@pytest.mark.parametrize("document", [[], 3, None, "Albi"])
def test_what_is_no_region_is_refused(document):
    (only,) = faults(document)
    assert only.startswith("racine : un objet {…} est attendu")


@pytest.mark.parametrize("name", ["a/b", "..", ".git", "C:", "Albi ", "Albi.", "x" * 121, "é" * 61, "a\\b"])
def test_a_site_has_a_name_that_a_folder_can_have(name):
    (only,) = faults(of(site(name)))
    assert only.startswith("sites[0].id : ")


def test_two_sites_cannot_share_a_folder():
    (only,) = faults(of(site("Albi"), site("ALBI")))
    assert only == "sites[1].id : l’identifiant « ALBI » est déjà pris par sites[0].id ; donnez-en un autre."


def test_a_site_without_name_is_refused():
    nameless = site("Albi")
    del nameless["id"]
    assert faults(of(nameless)) == ["sites[0].id : cette clé manque."]


def test_a_region_too_large_is_one_fault(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(region, "REGION_MAX", 2)
    assert faults(of(site("Albi", 1, 2), site("Rodez", 3))) == [
        "sites : 3 candidats ; 2 au plus : faites plusieurs régions."
    ]
    monkeypatch.setattr(region, "SITES_MAX", 1)
    assert faults(of(site("Albi"), site("Rodez"))) == [
        "sites : 2 sites ; 1 au plus : faites plusieurs régions."
    ]


def test_the_référentiels_of_a_site_are_found_beside_the_region(tmp_path: Path):
    titre = {**referentiel_json(shipped_titres()["TP-00403.08"])}
    (tmp_path / "titre.json").write_text(json.dumps(titre), "utf-8")
    (albi,) = sites(of(site("Albi"), referentiels=["titre.json"]), tmp_path)
    assert albi.referentiels == (tmp_path / "titre.json",)


def test_a_folder_of_instances_is_a_region(tmp_path: Path):
    files = {"Albi.json": session(person("Aline")), "Rodez.json": session(person("Bruno"))}
    data = {name: json.dumps(document).encode() for name, document in files.items()}
    found = read_folder(data, shipped_titres(), tmp_path)
    assert [(one.id, one.instance) for one in found] == [
        ("Albi", read(files["Albi.json"])),
        ("Rodez", read(files["Rodez.json"])),
    ]


def test_the_faults_of_a_folder_name_its_files():
    bad = json.dumps(session(person("Aline", "XX"))).encode()
    with pytest.raises(InvalidInput) as refused:
        read_folder({"a.json": bad, "b.json": b"{", "c.json": bad}, shipped_titres(), Path())
    assert [" : ".join(fault.split(" : ")[:2]) for fault in refused.value.faults] == [
        "a.json : candidates[0].titre",
        "b.json : ligne 1, colonne 2",
        "c.json : candidates[0].titre",
    ]
