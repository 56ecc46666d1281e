from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from jalon.accounts.enums import Role
from jalon.common.models import Job, JournalEntry
from jalon.common.uploads import TXT, Received
from jalon.common.workflow import TransitionRefused
from jalon.referentiel import addresses
from jalon.referentiel.models import ImportCorrection, PublishedTitre, ReferentielImport
from jalon.referentiel.operations.imports import (
    abandon_import,
    add_piece,
    ask_reading,
    attach_line,
    confirm_piece,
    correct_piece,
    correct_pieces,
    dismiss_lines,
    extend_piece,
    keep_reading,
    piece_seen,
    publish_import,
    receive_documents,
    refuse_documents,
    remove_piece,
    reopen_line,
    withdraw_correction,
)
from jalon.referentiel.permissions import get_import, imports_visible_to
from jalon.referentiel.queries import get_titre
from jalon.referentiel.queries.imports import (
    corrections_of,
    may_reread,
    origin_of_titre,
    places_of_competence,
    review_of,
)
from jalon.referentiel.review import Review
from tests import cast
from tests.referentiel import readings, scene
from tests.referentiel.conftest import NOW
from tests.referentiel.scene import WHY, admin, read, received, told

pytestmark = pytest.mark.django_db

SKILLS = "competences/1/technical_skills"


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def review(imported: ReferentielImport) -> Review:
    found = review_of(imported)
    assert found is not None
    return found


def value(imported: ReferentielImport, address: str) -> Any:
    return addresses.get(review(imported).document, address)


def reasons(refused: pytest.ExceptionInfo[TransitionRefused]) -> list[str]:
    return list(refused.value.reasons)


# --- receiving and reading ---


def test_documents_are_kept_as_sent_and_their_reading_is_asked_once() -> None:
    imported, job = receive_documents(
        actor=admin(), files=[Received("REAC.txt", TXT, b"un"), Received("RE.txt", TXT, b"deux")], now=NOW
    )
    assert [f.name for f in imported.files.all()] == ["REAC.txt", "RE.txt"]
    assert [Path(f.file.path).read_bytes() for f in imported.files.all()] == [b"un", b"deux"]
    assert imported.status == "received"
    assert job is not None
    assert ask_reading(actor=admin(), imported=imported, now=NOW) == job
    assert JournalEntry.objects.get(verb="referentiel.receive").sentence == (
        "A déposé les documents d’un titre : RE.txt, REAC.txt."
    )


def test_two_documents_of_one_name_are_both_kept() -> None:
    imported = received(Received("a.txt", TXT, b"un"), Received("a.txt", TXT, b"deux"))
    assert list(imported.files.values_list("name", flat=True)) == ["a.txt", "a (2).txt"]


def test_one_document_given_twice_is_kept_once() -> None:
    imported = received(Received("a.txt", TXT, b"un"), Received("b.txt", TXT, b"un"))
    assert imported.files.count() == 1


def test_the_same_documents_lead_to_the_import_that_is_still_open() -> None:
    first = received()
    again, job = receive_documents(
        actor=admin(), files=[Received("autre nom.txt", TXT, b"REAC de facteur de marionnettes")], now=NOW
    )
    assert (again, job) == (first, None)


def test_more_documents_than_a_title_has_are_refused() -> None:
    files = [Received(f"{n}.txt", TXT, str(n).encode()) for n in range(9)]
    with pytest.raises(TransitionRefused, match="8 documents au plus"):
        receive_documents(actor=admin(), files=files, now=NOW)


def test_a_reading_names_the_title_and_waits_for_its_review() -> None:
    imported = read()
    assert (imported.status, imported.ref, imported.heading) == (
        "read",
        "TP-09901.01",
        "Facteur de marionnettes",
    )
    assert len(review(imported).open) == 5


def test_documents_that_cannot_be_read_say_why_and_may_be_read_by_a_better_engine() -> None:
    imported = received()
    refuse_documents(actor=admin(), imported=imported, reasons=["a.txt : ni un REAC ni un RE."], now=NOW)
    imported.refresh_from_db()
    assert (imported.status, imported.refusals) == ("unreadable", ["a.txt : ni un REAC ni un RE."])
    imported = read(imported=imported)
    assert (imported.status, imported.refusals) == ("read", [])


def test_a_reading_that_fails_leaves_the_one_before_it() -> None:
    imported = read()
    refuse_documents(actor=admin(), imported=imported, reasons=["Le moteur a échoué."], now=NOW)
    imported.refresh_from_db()
    assert (imported.status, imported.refusals) == ("read", ["Le moteur a échoué."])
    assert review(imported).open


def test_only_a_newer_engine_reads_again() -> None:
    imported = read()
    assert may_reread(imported, imported.readings.first())
    imported.readings.update(engine=_engine())
    assert not may_reread(imported, imported.readings.first())


def _engine() -> str:
    from jalon.referentiel.importer.version import engine_version

    return engine_version()


# --- decisions ---


def test_a_doubt_confirmed_is_settled_by_whom_and_when() -> None:
    imported = read()
    confirm_piece(**told(imported=imported), address="matrix/2/tests")
    imported.refresh_from_db()
    assert imported.status == "under_review"
    point = review(imported).point("doute-1")
    assert point is not None
    assert point.decision is not None
    assert (point.decision.words, point.decision.author) == ("Confirmée", "Nadège Loubère")
    entry = JournalEntry.objects.get(verb="referentiel.confirm")
    assert (
        entry.sentence
        == "Confirmé dans TP-09901.01 Facteur de marionnettes : Matrice, compétence 2 › Épreuves."
    )


def test_a_correction_keeps_what_was_read_and_why_it_was_changed() -> None:
    imported = read()
    correct_piece(**told(imported=imported), address="schemes/ccp1/company_hours", value=70, reason=WHY)
    assert value(imported, "schemes/ccp1/company_hours") == 70
    row = ImportCorrection.objects.get()
    assert (row.before, row.after, row.reason, row.author) == (35, 70, WHY, "Nadège Loubère")
    assert addresses.get(imported.readings.get().outcome["document"], "schemes/ccp1/company_hours") == 35


def test_a_correction_without_a_reason_is_refused() -> None:
    with pytest.raises(TransitionRefused, match="Dites pourquoi"):
        correct_piece(**told(imported=read()), address="sigle", value="FDM", reason="  ")


def test_a_correction_that_changes_nothing_is_refused() -> None:
    with pytest.raises(TransitionRefused, match="Rien n’a changé"):
        correct_piece(**told(imported=read()), address="sigle", value="FM", reason=WHY)


@pytest.mark.parametrize(
    ("address", "given", "message"),
    [
        ("schemes/ccp1/tests/mise_en_situation/minutes", 0, "devrait être plus grand que 0"),
        ("decree_date", "2025-02-30", "n’est pas une date"),
        ("matrix/1/tests", ["danse"], "n’est pas dans"),
        ("schemes/title/tests/mise_en_situation/competences", [1, 2, 9], "la compétence 9 n’existe pas"),
        ("competences/1/title", " ", "le texte est vide"),
    ],
)
def test_a_value_that_no_referentiel_holds_is_refused_with_its_place(
    address: str, given: Any, message: str
) -> None:
    imported = read()
    with pytest.raises(TransitionRefused) as refused:
        correct_piece(**told(imported=imported), address=address, value=given, reason=WHY)
    assert any(message in reason for reason in reasons(refused)), reasons(refused)
    assert not imported.corrections.exists()


def test_a_correction_may_open_a_fault_elsewhere_and_says_so() -> None:
    imported = read()
    decided = correct_piece(**told(imported=imported), address="competences/3/number", value=4, reason=WHY)
    assert any("la compétence 3 n’existe pas" in fault for fault in decided.opened)
    assert any(point.kind == "fault" for point in review(imported).open)


def test_a_piece_changed_meanwhile_is_not_overwritten() -> None:
    imported = read()
    seen = piece_seen(review(imported).document, "sigle")
    correct_piece(**told(imported=imported), address="sigle", value="FDM", reason=WHY)
    with pytest.raises(TransitionRefused, match="a changé depuis"):
        correct_piece(**told(imported=imported), address="sigle", value="FMA", reason=WHY, seen=seen)


def test_an_item_moved_to_another_group_settles_the_doubt_on_their_border() -> None:
    imported = read()
    groups = {
        SKILLS: ["Tracer un gabarit 1", "Affûter une gouge 1"],
        "competences/1/organisational_skills": ["Poncer", "Préparer son poste 1"],
    }
    correct_pieces(**told(imported=imported), values=groups, reason=WHY, settles=[SKILLS])
    assert {address: value(imported, address) for address in groups} == groups
    point = review(imported).point("doute-2")
    assert point is not None
    assert not point.open


def test_pieces_asked_together_are_confirmed_together() -> None:
    imported = read(
        readings.reading(
            doubts=[
                ("competences/1/organisational_skills/1", "Limite déduite."),
                ("competences/1/relational_skills/1", "Limite déduite."),
                ("competences/2/relational_skills/1", "Limite déduite."),
            ]
        )
    )
    first, second = review(imported).open
    assert (first.heading, len(first.members)) == ("Compétence 1 › Groupes de savoir-faire", 2)
    confirm_piece(**told(imported=imported), address=first.address, also=first.members)
    assert review(imported).open == (second,)


def test_correcting_a_group_settles_its_borders_wherever_their_items_went() -> None:
    border = "competences/1/organisational_skills/1"
    imported = read(
        readings.reading(doubts=[(border, "Limite déduite."), (f"{SKILLS}/3", "Limite déduite.")])
    )
    groups = {
        SKILLS: ["Affûter une gouge 1"],
        "competences/1/organisational_skills": ["Neuf", "Préparer son poste 1"],
    }
    correct_pieces(
        **told(imported=imported), values=groups, reason=WHY, settles=review(imported).open[0].members
    )
    assert not review(imported).open


def test_an_item_is_added_then_removed() -> None:
    imported = read()
    add_piece(
        **told(imported=imported), address="glossary/3", value={"term": "Fil", "definition": ""}, reason=WHY
    )
    assert value(imported, "glossary/3/term") == "Fil"
    remove_piece(**told(imported=imported), address="glossary/1", reason=WHY)
    assert value(imported, "glossary/2/term") == "Fil"


def test_a_competence_of_a_number_already_there_is_refused() -> None:
    with pytest.raises(TransitionRefused, match="Compétence 1 existe déjà"):
        add_piece(
            **told(imported=read()), address="competences/1", value={"number": 1, "title": "Bis"}, reason=WHY
        )


def test_only_an_element_of_a_list_is_removed() -> None:
    with pytest.raises(TransitionRefused, match="Seul un élément d’une liste"):
        remove_piece(**told(imported=read()), address="sigle", reason=WHY)


def test_a_decision_taken_back_opens_its_doubt_again() -> None:
    imported = read()
    made = confirm_piece(**told(imported=imported), address="matrix/2/tests").corrections[0]
    withdraw_correction(**told(imported=imported), correction=made.pk)
    assert len(review(imported).of("doubt")) == len([p for p in review(imported).open if p.kind == "doubt"])
    with pytest.raises(TransitionRefused, match="déjà été reprise"):
        withdraw_correction(**told(imported=imported), correction=made.pk)


# --- lines ---


def test_lines_are_said_without_object_once() -> None:
    imported = read()
    lines = [(readings.REAC, readings.STRANGE), (readings.REAC, readings.MARK), (readings.REAC, "jamais lue")]
    assert dismiss_lines(**told(imported=imported), lines=lines, reason="") == 2
    assert dismiss_lines(**told(imported=imported), lines=lines, reason="") == 0
    assert [point.texts[0] for point in review(imported).open if point.kind == "left"] == [readings.TAIL]


def test_a_line_becomes_an_item_and_goes_back_with_it() -> None:
    imported = read()
    line = {"file": readings.REAC, "text": readings.STRANGE}
    attach_line(
        **told(imported=imported), **line, address="competences/3/knowledge/2", value="Connaissance des fils",
        reason="",
    )  # fmt: skip
    assert value(imported, "competences/3/knowledge") == ["Connaissance des bois 3", "Connaissance des fils"]
    point = review(imported).point("ligne-1")
    assert point is not None
    assert point.decision is not None
    assert point.decision.words == "Rattachée au référentiel"
    reopen_line(**told(imported=imported), **line)
    assert value(imported, "competences/3/knowledge") == ["Connaissance des bois 3"]
    assert len(review(imported).open) == 5


def test_a_line_prolongs_the_text_before_it() -> None:
    imported = read()
    extend_piece(
        **told(imported=imported),
        file=readings.REAC,
        text=readings.TAIL,
        address="glossary/1/definition",
        reason="",
    )
    assert value(imported, "glossary/1/definition").endswith("comme un gant. et des fils de suspension")
    with pytest.raises(TransitionRefused, match="a déjà une réponse"):
        extend_piece(
            **told(imported=imported), file=readings.REAC, text=readings.TAIL, address="sigle", reason=""
        )


def test_a_correction_taken_back_opens_the_line_it_was_made_of() -> None:
    imported = read()
    made = extend_piece(
        **told(imported=imported), file=readings.REAC, text=readings.TAIL, address="sigle", reason=""
    ).corrections[0]
    withdraw_correction(**told(imported=imported), correction=made.pk)
    assert len(review(imported).open) == 5


# --- another reading ---


def test_corrections_are_laid_over_a_better_reading_of_the_same_documents() -> None:
    imported = read()
    correct_piece(
        **told(imported=imported), address="competences/1/criteria/2", value="Le bois est sec", reason=WHY
    )
    confirm_piece(**told(imported=imported), address="matrix/2/tests")
    better = addresses.insert(readings.document(), "competences/1/criteria/1", "La tête tient")
    imported = read(readings.doubtful(document=better), imported)
    assert value(imported, "competences/1/criteria") == [
        "La tête tient",
        "Le visage se lit de loin",
        "Le bois est sec",
    ]
    assert [point.key for point in review(imported).of("doubt") if point.open] == ["doute-2"]
    assert imported.status == "read"


def test_a_conflict_is_settled_by_deciding_again() -> None:
    imported = read()
    former = correct_piece(
        **told(imported=imported), address="competences/2/title", value="Peindre une face", reason=WHY
    ).corrections[0]
    better = addresses.put(readings.document(), "competences/2/title", "Peindre une tête")
    imported = read(readings.reading(better), imported)
    assert [point.kind for point in review(imported).open] == ["conflict"]
    correct_piece(
        **told(imported=imported), address="competences/2/title", value="Peindre une face", reason=WHY,
        replaces=former.pk,
    )  # fmt: skip
    assert not review(imported).open
    former.refresh_from_db()
    assert former.withdrawn_by == "Nadège Loubère"


def test_the_same_documents_imported_again_take_up_the_decisions_of_the_closed_import() -> None:
    first = read()
    correct_piece(**told(imported=first), address="sigle", value="FDM", reason=WHY)
    dismiss_lines(**told(imported=first), lines=[(readings.REAC, readings.MARK)], reason="")
    extend_piece(**told(imported=first), file=readings.REAC, text=readings.TAIL, address="rncp", reason="")
    abandon_import(**told(imported=first), reason="À reprendre plus tard.")
    second = received()
    assert second.continues == first
    second = read(imported=second)
    assert value(second, "sigle") == "FDM"
    assert [point.texts[0] for point in review(second).open if point.kind == "left"] == [readings.STRANGE]
    assert len(corrections_of(first)) == len(corrections_of(second)) == 2


# --- publication ---


def _whole() -> ReferentielImport:
    return read(readings.reading())


def _publish(imported: ReferentielImport, **changes: Any) -> PublishedTitre:
    return publish_import(
        **told(imported=imported), **{"findings_digest": review(imported).findings_digest, **changes}
    )


def test_nothing_is_published_while_something_is_open_and_every_reason_is_told() -> None:
    imported = read()
    with pytest.raises(TransitionRefused) as refused:
        _publish(imported, findings_digest="")
    assert reasons(refused) == [
        "2 doutes attendent une réponse.",
        "3 lignes non comprises attendent une réponse.",
        "Les constats sont à lire et à accepter : le texte officiel est ainsi.",
    ]
    assert not PublishedTitre.objects.exists()


def test_findings_that_changed_since_they_were_read_are_to_be_read_again() -> None:
    with pytest.raises(TransitionRefused, match="constats sont à lire"):
        _publish(_whole(), findings_digest="0" * 64)


def test_a_reviewed_import_is_published_with_its_corrections_and_its_prose() -> None:
    imported = _whole()
    correct_piece(**told(imported=imported), address="sigle", value="FDM", reason=WHY)
    stored = _publish(imported)
    titre = get_titre("TP-09901.01")
    assert (titre.sigle, titre.competence(1).contexts) == ("FDM", "En atelier.")
    imported.refresh_from_db()
    assert (imported.status, imported.published) == ("published", stored)
    assert [finding[1] for finding in imported.findings] == ["wording"]
    assert imported.corrections.count() == 1


def test_the_notes_of_doubts_are_not_published_since_each_was_answered() -> None:
    note = {
        "severity": "info",
        "code": "reading-doubt",
        "message": "Limite déduite.",
        "where": "TP-09901.01/C1",
    }
    kept = {**note, "code": "order-inferred", "message": "Ordre déduit."}
    imported = read(readings.reading(addresses.put(readings.document(), "sources/notes", [note, kept])))
    assert [f.message for f in review(imported).findings if f.code != "wording"] == ["Ordre déduit."]
    _publish(imported)
    assert [one.message for one in get_titre("TP-09901.01").sources.notes] == ["Ordre déduit."]


def test_a_published_text_says_where_it_comes_from() -> None:
    imported = read(readings.reading(pages=True))
    stored = _publish(imported)
    origin = origin_of_titre(stored.sha256)
    assert origin == imported
    assert {file for file, _ in places_of_competence(origin, 2)} == {"REAC_FM.pdf"}
    assert [page for _, page in places_of_competence(origin, 99)] == []


@pytest.mark.parametrize(
    "act",
    [
        lambda i: confirm_piece(**told(imported=i), address="sigle"),
        lambda i: correct_piece(**told(imported=i), address="sigle", value="X", reason=WHY),
        lambda i: dismiss_lines(**told(imported=i), lines=[], reason=""),
        lambda i: abandon_import(**told(imported=i), reason=WHY),
        lambda i: ask_reading(**told(imported=i)),
        lambda i: publish_import(**told(imported=i)),
    ],
    ids=["confirm", "correct", "dismiss", "abandon", "read", "publish"],
)
def test_once_published_an_import_never_changes(act: Any) -> None:
    imported = _whole()
    _publish(imported)
    imported.refresh_from_db()
    with pytest.raises(TransitionRefused, match="n’est pas possible à l’état « Publié »"):
        act(imported)


def test_a_version_already_published_is_revised_with_a_reason_only() -> None:
    _publish(_whole())
    second = read(readings.reading(), received(Received("neuf.txt", TXT, b"neuf")))
    correct_piece(**told(imported=second), address="level", value=5, reason=WHY)
    with pytest.raises(TransitionRefused, match="indiquez-en le motif"):
        _publish(second)
    assert _publish(second, reason="Niveau mal lu.").revision == 2


def test_a_revision_that_loses_an_id_of_people_s_records_is_refused() -> None:
    _publish(_whole())
    second = read(readings.reading(), received(Received("neuf.txt", TXT, b"neuf")))
    remove_piece(**told(imported=second), address="competences/1/assessment_criteria/2", reason=WHY)
    with pytest.raises(TransitionRefused, match="perd des repères"):
        _publish(second, reason="Critère en trop.")


def test_an_import_is_abandoned_with_a_reason() -> None:
    imported = read()
    with pytest.raises(TransitionRefused, match="Le motif est à écrire"):
        abandon_import(**told(imported=imported), reason=" ")
    assert abandon_import(**told(imported=imported), reason="Mauvais millésime.").status == "abandoned"


# --- who ---


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATEUR])
def test_only_an_administrator_imports_reviews_and_publishes(role: Role) -> None:
    imported = read()
    actor = cast.actor(role)
    assert not imports_visible_to(actor).exists()
    for act in (
        lambda: confirm_piece(actor=actor, imported=imported, address="sigle", now=NOW),
        lambda: abandon_import(actor=actor, imported=imported, reason=WHY, now=NOW),
        lambda: publish_import(actor=actor, imported=imported, now=NOW),
        lambda: keep_reading(actor=actor, imported=imported, outcome=readings.reading(), engine="2", now=NOW),
    ):
        with pytest.raises(TransitionRefused, match="ne relève pas de votre rôle"):
            act()


def test_an_administrator_of_another_centre_sees_the_same_imports() -> None:
    imported = read()
    assert get_import(cast.actor(Role.ADMINISTRATEUR, cast.other_centre()), imported.pk) == imported


def test_the_database_holds_a_published_import_and_its_title_together() -> None:
    imported = read()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferentielImport.objects.filter(pk=imported.pk).update(status="published")


def test_every_decision_is_in_the_journal() -> None:
    imported = read()
    confirm_piece(**told(imported=imported), address="matrix/2/tests")
    dismiss_lines(**told(imported=imported), lines=[(readings.REAC, readings.MARK)], reason="")
    reopen_line(**told(imported=imported), file=readings.REAC, text=readings.MARK)
    abandon_import(**told(imported=imported), reason=WHY)
    verbs = JournalEntry.objects.filter(target_type="referentiel.referentielimport").values_list(
        "verb", flat=True
    )
    assert set(verbs) == {
        "referentiel.receive", "referentiel.read", "referentiel.confirm", "referentiel.dismiss",
        "referentiel.reopen", "referentiel.abandon",
    }  # fmt: skip


def test_a_reading_asked_again_while_one_waits_is_the_same_job() -> None:
    imported = received()
    ask_reading(actor=admin(), imported=imported, now=NOW)
    assert Job.objects.count() == 1
    assert scene.received().pk == imported.pk
