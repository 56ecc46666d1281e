"""Publication, reading and search of the stored versions."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from jalon.common.actor import Actor, system_actor
from jalon.common.models import JournalEntry
from jalon.referentiel.document import InvalidReferentiel, sha256, to_json
from jalon.referentiel.models import PublishedTitre
from jalon.referentiel.operations import PublicationRefused, load_shipped_titres, publish_titre
from jalon.referentiel.operations import titres as operations
from jalon.referentiel.queries import (
    DocumentAltered,
    TitreInconnu,
    admitted,
    current_digest,
    explore_referentiel,
    get_titre,
    get_titre_by_digest,
    get_titres,
    kin_of,
    list_titres,
    neighbours_of,
    revisions,
    search_referentiel,
)
from jalon.referentiel.schema import TitreVersion
from jalon.referentiel.search import Facets
from jalon.referentiel.shipped import shipped_titres

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ACTOR: Actor = system_actor("tests")


@pytest.fixture
def shipped() -> None:
    load_shipped_titres(now=NOW)


def changed(titre: TitreVersion, **changes: Any) -> dict[str, Any]:
    return {**to_json(titre), **changes}


def test_loading_the_shipped_titles_twice_publishes_them_once(cip: TitreVersion, eti: TitreVersion) -> None:
    assert [stored.ref for stored in load_shipped_titres(now=NOW)] == ["TP-00403.08", "TP-00448.06"]
    assert load_shipped_titres(now=NOW) == []
    assert list_titres() == (cip, eti)


def test_publication_is_journaled(cip: TitreVersion) -> None:
    publish_titre(actor=ACTOR, document=to_json(cip), now=NOW)
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.actor_ref, entry.data) == (
        "publish_titre",
        "system:tests",
        {"sha256": sha256(cip)},
    )


@pytest.mark.usefixtures("shipped")
def test_a_title_is_found_by_reference_or_code_and_typed_once(cip: TitreVersion) -> None:
    found = get_titre("TP-00403.08")
    assert found == cip
    assert get_titre("TP-00403") is found
    assert get_titres(["TP-00403.08", "TP-00001.01"]) == {"TP-00403.08": found}
    assert current_digest("TP-00403") == sha256(cip)


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("asked", ["TP-99999", "TP-00403.07", "", "cip"])
def test_an_unknown_title_lists_the_known_ones(asked: str) -> None:
    with pytest.raises(TitreInconnu, match="n’est pas un titre connu") as refused:
        get_titre(asked)
    assert "Titres connus : TP-00403.08 (CIP), TP-00448.06 (ETI)." in str(refused.value)


def test_an_empty_base_says_what_to_do() -> None:
    with pytest.raises(TitreInconnu, match="Aucun titre n’est publié : lancez « jalon migrate »"):
        get_titre("TP-00403")


@pytest.mark.usefixtures("shipped")
def test_a_bare_code_gives_the_newest_version(cip: TitreVersion) -> None:
    publish_titre(actor=ACTOR, document=changed(cip, version="10"), now=NOW)
    publish_titre(actor=ACTOR, document=changed(cip, version="09"), now=NOW)
    assert get_titre("TP-00403").version == "10"
    assert [titre.ref for titre in list_titres()] == [
        "TP-00403.10",
        "TP-00403.09",
        "TP-00403.08",
        "TP-00448.06",
    ]


@pytest.mark.usefixtures("shipped")
def test_the_prose_is_completed_by_a_revision_and_the_former_one_stays_readable(cip: TitreVersion) -> None:
    document = to_json(cip)
    document["competences"][0]["description"] = "Texte importé par le centre."
    stored = publish_titre(actor=ACTOR, document=document, now=NOW)
    assert stored.revision == 2
    assert get_titre("TP-00403.08").competence(1).description == "Texte importé par le centre."
    assert get_titre_by_digest(sha256(cip)).competence(1).description == ""
    assert [row.revision for row in revisions("TP-00403.08")] == [2, 1]
    assert load_shipped_titres(now=NOW) == []


@pytest.mark.usefixtures("shipped")
def test_publishing_the_same_document_again_changes_nothing(cip: TitreVersion) -> None:
    assert publish_titre(actor=ACTOR, document=to_json(cip), now=NOW).revision == 1
    assert revisions("TP-00403.08").count() == 1


@pytest.mark.usefixtures("shipped")
def test_another_change_needs_a_reason(cip: TitreVersion) -> None:
    document = changed(cip, rncp="RNCP00000")
    with pytest.raises(PublicationRefused, match="indiquez-en le motif"):
        publish_titre(actor=ACTOR, document=document, now=NOW, reason="  ")
    stored = publish_titre(actor=ACTOR, document=document, now=NOW, reason="Numéro mal lu.")
    assert (stored.revision, stored.reason) == (2, "Numéro mal lu.")


@pytest.mark.usefixtures("shipped")
def test_a_revision_never_drops_an_id(cip: TitreVersion) -> None:
    document = to_json(cip)
    document["competences"][6]["assessment_criteria"].pop()
    with pytest.raises(PublicationRefused, match=r"perd des repères .* TP-00403\.08/C7/critere-5"):
        publish_titre(actor=ACTOR, document=document, now=NOW, reason="Relecture.")


@pytest.mark.usefixtures("shipped")
def test_a_replaced_revision_does_not_come_back(cip: TitreVersion) -> None:
    publish_titre(actor=ACTOR, document=changed(cip, rncp="RNCP00000"), now=NOW, reason="Essai.")
    with pytest.raises(PublicationRefused, match="a déjà été remplacée"):
        publish_titre(actor=ACTOR, document=to_json(cip), now=NOW)


@pytest.mark.usefixtures("shipped")
def test_two_processes_publishing_at_once_end_with_one_revision(
    cip: TitreVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither sees the other's row: the database settles it, the loser is told or gets the same document."""
    monkeypatch.setattr(operations, "_revisions_held", lambda ref: [])
    assert publish_titre(actor=ACTOR, document=to_json(cip), now=NOW).revision == 1
    with pytest.raises(PublicationRefused, match="vient d’être publiée, recommencez"):
        publish_titre(actor=ACTOR, document=changed(cip, rncp="RNCP00000"), now=NOW, reason="Essai.")
    assert revisions("TP-00403.08").count() == 1


def test_a_faulty_document_is_not_stored(cip: TitreVersion) -> None:
    with pytest.raises(InvalidReferentiel):
        publish_titre(actor=ACTOR, document=changed(cip, level="cinq"), now=NOW)
    assert not PublishedTitre.objects.exists()


@pytest.mark.usefixtures("shipped")
def test_a_published_title_is_neither_changed_nor_deleted() -> None:
    stored = PublishedTitre.objects.get(ref="TP-00403.08")
    stored.document["title"] = "Autre"
    with pytest.raises(TypeError, match="never changes"), transaction.atomic():
        stored.save()
    with pytest.raises(TypeError, match="never deleted"):
        stored.delete()


@pytest.mark.usefixtures("shipped")
def test_a_document_changed_behind_our_back_is_refused(cip: TitreVersion) -> None:
    digest = sha256(cip)
    PublishedTitre.objects.filter(sha256=digest).update(document=changed(cip, title="Autre"))
    get_titre_by_digest.cache_clear()
    with pytest.raises(DocumentAltered, match="ne correspond plus à son empreinte"):
        get_titre("TP-00403.08")
    get_titre_by_digest.cache_clear()


@pytest.mark.usefixtures("shipped")
def test_a_title_costs_one_query(django_assert_num_queries: Any) -> None:
    get_titre("TP-00403.08")
    with django_assert_num_queries(1):
        get_titre("TP-00403")
    list_titres()
    with django_assert_num_queries(1):
        list_titres()


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    "query", ["demarche reflexive", "Démarche réflexive", "DÉMARCHES réflexives", "reflexi"]
)
def test_search_ignores_accents_case_and_endings(query: str) -> None:
    hits = search_referentiel(query)
    assert "Mettre en œuvre une démarche réflexive" in [hit.label for hit in hits]


@pytest.mark.usefixtures("shipped")
def test_search_crosses_titles_and_puts_blocs_then_competences_first() -> None:
    hits = search_referentiel("encadrer une équipe")
    assert [(hit.id, hit.competence) for hit in hits[:2]] == [
        ("TP-00448.06/CCP1", None),
        ("TP-00448.06/C4", 4),
    ]
    assert {hit.titre.sigle for hit in search_referentiel("confidentialité")} == {"CIP", "ETI"}


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("query", ["", "  ", "de la", "zzzzz", "démarche zzzzz", "!?"])
def test_search_finds_nothing_rather_than_anything(query: str) -> None:
    assert search_referentiel(query) == []


@pytest.mark.usefixtures("shipped")
def test_search_reads_a_new_revision_at_once(cip: TitreVersion) -> None:
    assert search_referentiel("chrysanthème") == []
    document = to_json(cip)
    document["glossary"].append({"term": "Chrysanthème", "definition": ""})
    publish_titre(actor=ACTOR, document=document, now=NOW, reason="Terme ajouté.")
    assert [hit.label for hit in search_referentiel("chrysanthemes")] == ["Chrysanthème"]


def test_shipped_titles_are_read_once() -> None:
    assert shipped_titres() is shipped_titres()


# --- the atlas: facets, kinds, kinship


def in_atlas(titre: TitreVersion, **changes: Any) -> PublishedTitre:
    return publish_titre(actor=ACTOR, document=changed(titre, **changes), now=NOW, reason="essai")


def test_facets_narrow_the_atlas_and_former_versions_come_when_they_are_asked(shipped: None) -> None:
    cip = get_titre("TP-00403")
    former = in_atlas(cip, version="07", level=3)
    assert {titre.ref for titre in admitted()} == {"TP-00403.08", "TP-00448.06"}
    assert [titre.ref for titre in admitted(Facets(former=True))] == [
        "TP-00403.08",
        former.ref,
        "TP-00448.06",
    ]
    assert [titre.ref for titre in admitted(Facets(level=5))] == ["TP-00403.08"]
    assert [titre.ref for titre in admitted(Facets(rome="K1203"))] == ["TP-00448.06"]
    assert admitted(Facets(level=3)) == ()
    assert len(admitted(Facets(nsf="332t"))) == 2


def test_a_search_counts_each_kind_then_keeps_the_one_asked(shipped: None) -> None:
    every = explore_referentiel("pratique", limit=500)
    assert every.total == len(every.hits) == sum(every.kinds.values())
    for kind, count in every.kinds.items():
        found = explore_referentiel("pratique", kind=kind, limit=500)
        assert {hit.kind for hit in found.hits} == {kind}
        assert (found.total, found.kinds) == (count, every.kinds)
    narrowed = explore_referentiel("pratique", Facets(level=4), limit=500)
    assert {hit.titre.sigle for hit in narrowed.hits} == {"ETI"}


def test_kin_are_sought_among_the_newest_versions_of_the_other_titles(shipped: None) -> None:
    cip = get_titre("TP-00403")
    in_atlas(cip, code="TP-00499", version="01")
    in_atlas(cip, code="TP-00499", version="02")
    assert {one.titre.ref for one in kin_of(cip, 11) if one.same} == {"TP-00499.02"}
    assert neighbours_of(cip)[0].titre.ref == "TP-00499.02"
