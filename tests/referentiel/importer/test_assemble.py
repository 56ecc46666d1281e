"""From readings to a référentiel: numbers, links, places, doubts, and what is said to be missing."""

from dataclasses import replace
from typing import Any

import pytest

from jalon.referentiel import addresses
from jalon.referentiel.importer.assemble import assemble
from jalon.referentiel.importer.assemble.copies import read_lines
from jalon.referentiel.importer.readings import (
    Furniture,
    Occurrence,
    ReacReading,
    Read,
    ReadScheme,
    ReadTransversal,
    ReReading,
)
from jalon.referentiel.importer.result import Imported
from jalon.referentiel.schema import TestKind, TitreVersion

from . import roseraie
from .roseraie import ACTIVITIES, CRITERIA, EXAM, TITLES, Paper


def read(*, reac: bool = True, re: bool = True, **changes: Any) -> Imported:
    """The import of the roseraie; a change named `reac_…` or `re_…` is a function of the paper it is read from."""
    first, second = Paper("reac.txt"), Paper("re.txt")
    own = {key.removeprefix("reac_"): make(first) for key, make in changes.items() if key.startswith("reac_")}
    other = {key.removeprefix("re_"): make(second) for key, make in changes.items() if key.startswith("re_")}
    reacs = [roseraie.reac(first, **own)] if reac else []
    evaluations = [roseraie.evaluation(second, **other)] if re else []
    return assemble([first.source, second.source], reacs, evaluations)


def titre_of(imported: Imported) -> TitreVersion:
    assert imported.titre is not None, imported.faults
    return imported.titre


def reasons(imported: Imported, address: str) -> list[str]:
    return [doubt.reason for doubt in imported.doubts if doubt.address == address]


# --- both documents ---


def test_the_two_documents_make_the_title() -> None:
    imported = read()
    titre = titre_of(imported)
    assert (titre.ref, titre.sigle, titre.title, titre.level) == ("TP-09999.03", "ROS", "Rosiériste", 4)
    assert titre.rome == ("A1203", "A1414")
    assert [activity.title for activity in titre.activities] == list(ACTIVITIES.values())
    assert [activity.competences for activity in titre.activities] == [(1, 2), (3, 4), (5,)]
    assert [competence.title for competence in titre.competences] == list(TITLES.values())
    assert list(titre.schemes) == ["title", "ccp1", "ccp2", "ccs1"]
    assert titre.scheme("ccs1").tests[0].competences == (5,)
    assert titre.scheme().productions[0].parts[0].competences == (1, 4)
    assert titre.tests_of(3) == EXAM
    assert titre.transversal[0].competences == (1, 2, 3, 4)
    assert titre.correspondences[0].activity == 1
    assert titre.equivalences[0].rncp == ""
    assert titre.competence(2).criteria == titre.competence(2).assessment_criteria == CRITERIA[2]


def test_every_piece_has_the_place_it_comes_from() -> None:
    imported = read()
    leaves = {
        address
        for address, value in addresses.walk(imported.document)
        if value not in (None, "", [], 0, False) and not address.startswith("sources/conduct")
    }
    derived = ("number", "activity", "kind", "competence", "test")
    unplaced = {
        address
        for address in leaves
        if not any(address == known or address.startswith(f"{known}/") for known in imported.provenance)
        and address.rsplit("/", 1)[-1] not in derived
        and not address.startswith("schemes/title/tests/entretien_final/after")
    }
    assert not {address for address in unplaced if not address.startswith(("sources/", "activities"))}
    place = imported.provenance["competences/2/knowledge/1"][0]
    assert place.file == "reac.txt"
    assert {place.file for place in imported.provenance["competences/2/title"]} == {"reac.txt", "re.txt"}


def test_every_address_of_a_doubt_or_a_repair_leads_somewhere() -> None:
    imported = read(re_matrix=lambda paper: tuple(roseraie.row(paper, n, tests=None) for n in (1, 2, 3, 4)))
    for address in [one.address for one in (*imported.doubts, *imported.repairs)]:
        addresses.get(imported.document, address)


def test_the_document_read_again_is_the_same_title() -> None:
    from jalon.referentiel.document import from_json, to_json

    titre = titre_of(read())
    assert from_json(to_json(titre)) == titre


# --- titles and their links ---


def test_a_title_broken_in_some_places_is_mended_and_each_repair_is_told() -> None:
    broken = "Informar un visiteur sur les floraisons"
    imported = read(
        reac_competences=lambda paper: tuple(
            roseraie.competence(paper, number, **({"title": paper.read(broken)} if number == 3 else {}))
            for number in TITLES
        )
    )
    assert titre_of(imported).competence(3).title == TITLES[3]
    (repair,) = [one for one in imported.repairs if one.address == "competences/3/title"]
    assert (repair.before, repair.after) == (broken, TITLES[3])
    assert repair.places[0].file == "reac.txt"
    assert any(one.code == "repair" and broken in one.message for one in imported.findings)


def test_another_wording_of_a_title_links_all_the_same_and_is_kept_as_a_variant() -> None:
    shorter = "Tailler un rosier selon"
    imported = read(
        re_schemes=lambda paper: (
            roseraie.scheme(
                paper,
                None,
                [1, 2, 3, 4],
                tests=(
                    roseraie.test(
                        paper, TestKind.MISE_EN_SITUATION, 60, [], competences=paper.reads(shorter)
                    ),
                ),
            ),
            *(roseraie.scheme(paper, number, [1]) for number in ACTIVITIES),
        )
    )
    titre = titre_of(imported)
    assert titre.scheme().tests[0].competences == (1,)
    (variant,) = titre.sources.variants
    assert (variant.id, variant.text) == ("TP-09999.03/C1", shorter)
    assert variant.place.startswith("RE, le tableau des modalités d’évaluation (re.txt, ligne ")


def test_two_competences_of_one_title_are_told_by_their_activity() -> None:
    same = "Animer un atelier de greffe"
    imported = read(
        reac_competences=lambda paper: tuple(
            roseraie.competence(paper, n, **({"title": paper.read(same)} if n == 1 else {})) for n in TITLES
        ),
        reac_occurrences=lambda paper: (),
        re_schemes=lambda paper: (
            roseraie.scheme(paper, None, [4, 2, 3, 4]),
            roseraie.scheme(paper, 1, [4, 2]),
            roseraie.scheme(paper, 2, [3, 4]),
            roseraie.scheme(paper, 3, [5]),
        ),
        re_matrix=lambda paper: tuple(
            roseraie.row(paper, n, **({"competence": paper.read(same)} if n == 1 else {}))
            for n in (1, 2, 3, 4)
        ),
    )
    titre = titre_of(imported)
    assert titre.scheme("ccp1").tests[0].competences == (1, 2)
    assert titre.scheme("ccp2").tests[0].competences == (3, 4)
    assert titre.scheme().tests[0].competences == (1, 2, 3, 4)
    assert titre.competence(1).assessment_criteria == CRITERIA[1]
    assert titre.competence(4).assessment_criteria == CRITERIA[4]


def test_titles_that_differ_by_one_word_are_different_things_even_without_a_reac() -> None:
    front, back = (
        "Cultiver la partie basse d’un jardin de rosiers",
        "Cultiver la partie haute d’un jardin de rosiers",
    )
    changed = {1: front, 2: back}

    def schemes(paper: Paper) -> tuple[ReadScheme, ...]:
        blocs = {number: paper.read(title) for number, title in changed.items()}
        own = [roseraie.scheme(paper, number, [2 * number - 1, 2 * number]) for number in changed]
        return (
            roseraie.scheme(paper, None, [1, 2, 3, 4]),
            *(replace(one, bloc=blocs[number]) for number, one in zip(changed, own, strict=True)),
        )

    imported = read(
        reac=False,
        re_schemes=schemes,
        re_matrix=lambda paper: tuple(
            roseraie.row(paper, n, activity=paper.read(changed[roseraie.ACTIVITY_OF[n]]))
            for n in (1, 2, 3, 4)
        ),
        re_correspondences=lambda paper: (),
        re_equivalences=lambda paper: (),
    )
    titre = titre_of(imported)
    assert [activity.title for activity in titre.activities] == [front, back]
    assert [activity.competences for activity in titre.activities] == [(1, 2), (3, 4)]


def test_a_near_title_never_takes_the_place_of_an_exact_one() -> None:
    near = "Tailler un rosier selon la région"
    imported = read(
        re_transversal=lambda paper: (
            replace(
                roseraie.evaluation(paper).transversal[0], competences=paper.reads(near, TITLES[1], TITLES[2])
            ),
        )
    )
    assert titre_of(imported).transversal[0].competences == (1, 2)
    assert f"« {near} »" in reasons(imported, "transversal/1/competences")[0]


def test_a_title_that_names_no_competence_is_a_doubt_of_its_list() -> None:
    imported = read(
        re_transversal=lambda paper: (
            replace(
                roseraie.evaluation(paper).transversal[0],
                competences=paper.reads(TITLES[1], "Conduire une pelleteuse"),
            ),
        )
    )
    assert titre_of(imported).transversal[0].competences == (1,)
    assert "« Conduire une pelleteuse »" in reasons(imported, "transversal/1/competences")[0]


def test_the_scheme_of_an_unknown_bloc_takes_the_only_place_left_with_a_doubt() -> None:
    imported = read(
        re_schemes=lambda paper: (
            roseraie.scheme(paper, None, [1, 2, 3, 4]),
            roseraie.scheme(paper, 1, [1, 2]),
            replace(roseraie.scheme(paper, 2, [3, 4]), bloc=paper.read("Vendre des bouquets au marché")),
            roseraie.scheme(paper, 3, [5]),
        )
    )
    assert titre_of(imported).scheme("ccp2").tests[0].competences == (3, 4)
    assert "Vendre des bouquets au marché" in reasons(imported, "schemes/ccp2")[0]


# --- criteria and know-how ---


def test_criteria_that_differ_in_truth_are_kept_on_both_sides_and_told() -> None:
    other = ("La coupe est franche et droite", CRITERIA[1][1])
    imported = read(
        re_matrix=lambda paper: tuple(
            roseraie.row(paper, n, criteria=paper.reads(*(other if n == 1 else CRITERIA[n])))
            for n in (1, 2, 3, 4)
        )
    )
    competence = titre_of(imported).competence(1)
    assert competence.criteria[0] == "La coupe est franche et en biais"
    assert competence.assessment_criteria[0] == "La coupe est franche et droite"
    assert not imported.repairs
    assert [one.where for one in imported.findings if one.code == "criteria-differ"] == [
        "TP-09999.03/C1/critere-1"
    ]


@pytest.mark.parametrize("side", ["reac", "re"])
def test_a_slip_in_a_criterion_is_mended_by_the_other_document(side: str) -> None:
    broken = ("La coupe est franche et en biais", "Les outils sont désinfcctés")
    change = {"criteria": broken}
    if side == "reac":
        imported = read(
            reac_competences=lambda paper: tuple(
                roseraie.competence(paper, n, **({"criteria": paper.reads(*broken)} if n == 1 else {}))
                for n in TITLES
            )
        )
    else:
        imported = read(
            re_matrix=lambda paper: tuple(
                roseraie.row(paper, n, **({"criteria": paper.reads(*change["criteria"])} if n == 1 else {}))
                for n in (1, 2, 3, 4)
            )
        )
    competence = titre_of(imported).competence(1)
    assert competence.criteria == competence.assessment_criteria == CRITERIA[1]
    name = "criteria" if side == "reac" else "assessment_criteria"
    assert [repair.address for repair in imported.repairs] == [f"competences/1/{name}/2"]


def test_criteria_glued_in_a_cell_are_cut_as_the_reac_cuts_them() -> None:
    imported = read(
        re_matrix=lambda paper: tuple(
            roseraie.row(paper, n, **({"criteria": paper.reads(" ".join(CRITERIA[1]))} if n == 1 else {}))
            for n in (1, 2, 3, 4)
        )
    )
    assert titre_of(imported).competence(1).assessment_criteria == CRITERIA[1]
    (repair,) = imported.repairs
    assert repair.address == "competences/1/assessment_criteria"
    assert repair.after == " | ".join(CRITERIA[1])


def test_know_how_is_mended_where_the_documents_prove_the_slip() -> None:
    repeated = "Connaissance de la hiérarchie du domaine"
    imported = read(
        reac_competences=lambda paper: tuple(
            roseraie.competence(
                paper,
                n,
                technical_skills=paper.reads(
                    "Informar les visiteurs du jardin" if n == 1 else f"Choisir l’outil {n}"
                ),
                knowledge=paper.reads("Connaissance de la hiérachie du domaine" if n == 2 else repeated),
            )
            for n in TITLES
        )
    )
    titre = titre_of(imported)
    assert titre.competence(1).technical_skills == ("Informer les visiteurs du jardin",)
    assert {competence.knowledge for competence in titre.competences} == {(repeated,)}
    assert {repair.address for repair in imported.repairs} == {
        "competences/1/technical_skills/1",
        "competences/2/knowledge/1",
    }


def test_an_activity_is_a_ccp_or_a_ccs_as_the_re_assesses_it() -> None:
    imported = read(
        reac_activities=lambda paper: tuple(
            replace(activity, kind="ccs" if activity.number == 2 else activity.kind)
            for activity in roseraie.reac(paper).activities
        )
    )
    assert [activity.kind for activity in titre_of(imported).activities] == ["at", "at", "ccs"]
    assert "comme un CCP" in reasons(imported, "activities/2/kind")[0]


def test_a_fiche_without_its_printed_title_takes_it_from_the_other_places() -> None:
    imported = read(
        reac_competences=lambda paper: tuple(
            roseraie.competence(paper, n, **({"title": Read("")} if n == 4 else {})) for n in TITLES
        )
    )
    assert titre_of(imported).competence(4).title == TITLES[4]


def test_a_competence_known_by_the_lists_alone_is_a_doubt() -> None:
    imported = read(
        reac_competences=lambda paper: tuple(roseraie.competence(paper, n) for n in TITLES if n != 2)
    )
    titre = titre_of(imported)
    assert titre.competence(2).title == TITLES[2]
    assert not titre.competence(2).criteria
    assert "n’a pas été trouvée" in reasons(imported, "competences/2")[0]
    assert not imported.whole


def criteria_of_the_re(said: dict[int, tuple[str, ...]]) -> Imported:
    """The import where rows of table 3.2 give other criteria than the fiches."""
    return read(
        re_matrix=lambda paper: tuple(
            roseraie.row(paper, n, criteria=paper.reads(*said.get(n, CRITERIA[n]))) for n in (1, 2, 3, 4)
        )
    )


def test_a_row_without_criteria_is_asked_where_its_fiche_has_some() -> None:
    imported = criteria_of_the_re({2: ()})
    (reason,) = reasons(imported, "competences/2/assessment_criteria")
    assert "n’en donne aucun" in reason
    assert not reasons(imported, "competences/1/assessment_criteria")
    assert not reasons(imported, "competences/5/assessment_criteria/1")


def test_a_criterion_that_only_another_fiche_carries_is_asked_on_both_sides() -> None:
    imported = criteria_of_the_re({1: (*CRITERIA[1], CRITERIA[2][0]), 2: CRITERIA[2][1:]})
    for number in (1, 2):
        assert reasons(imported, f"competences/{number}/assessment_criteria") == [
            "Le RE range avec la compétence de l’une des fiches 1 et 2 un critère que seule l’autre porte."
        ]
    assert not reasons(imported, "competences/3/assessment_criteria")


def test_a_criterion_that_starts_in_the_middle_of_a_sentence_is_asked() -> None:
    imported = criteria_of_the_re({3: (CRITERIA[3][0], "adaptée au visiteur qui la demande")})
    (reason,) = reasons(imported, "competences/3/assessment_criteria/2")
    assert "son début a pu être perdu" in reason
    assert not reasons(imported, "competences/3/assessment_criteria/1")


def test_two_fiches_of_one_number_are_both_kept() -> None:
    imported = read(
        reac_competences=lambda paper: (
            *(roseraie.competence(paper, n) for n in TITLES),
            replace(roseraie.competence(paper, 1), title=paper.read("Composer un bouquet rond")),
        )
    )
    assert imported.document["competences"][-1]["title"] == "Composer un bouquet rond"
    assert "Deux fiches portent le numéro 1" in reasons(imported, "competences/6")[0]


def test_an_activity_that_places_dispute_goes_to_the_most_of_them_with_a_doubt() -> None:
    imported = read(
        reac_occurrences=lambda paper: (
            *(
                Occurrence("competence", n, paper.read(title), "synopsis", roseraie.ACTIVITY_OF[n])
                for n, title in TITLES.items()
            ),
            Occurrence("competence", 2, paper.read(TITLES[2]), "emploi", 2),
        )
    )
    assert titre_of(imported).competence(2).activity == 1
    assert "mais aussi dans l’activité 2" in reasons(imported, "competences/2/activity")[0]


# --- the exam ---


def test_lost_ticks_are_inferred_from_the_tests_with_one_doubt() -> None:
    imported = read(re_matrix=lambda paper: tuple(roseraie.row(paper, n, tests=None) for n in (1, 2, 3, 4)))
    assert titre_of(imported).tests_of(2) == EXAM
    assert len(reasons(imported, "matrix")) == 1
    assert not imported.whole


def test_ticks_lost_in_one_row_are_a_doubt_of_that_row() -> None:
    imported = read(
        re_matrix=lambda paper: tuple(
            roseraie.row(paper, n, **({"tests": None} if n == 3 else {})) for n in (1, 2, 3, 4)
        )
    )
    assert titre_of(imported).tests_of(3) == EXAM
    assert reasons(imported, "matrix/3")
    assert not reasons(imported, "matrix")


def test_a_competence_without_its_row_is_told() -> None:
    imported = read(re_matrix=lambda paper: tuple(roseraie.row(paper, n) for n in (1, 4)))
    assert reasons(imported, "matrix") == [
        "Le tableau des critères d’évaluation (3.2 du RE) n’a pas de ligne pour les compétences 2 et 3."
    ]


def test_the_final_interview_comes_last_and_a_remark_tells_that_the_re_does_not_say_it() -> None:
    imported = read()
    final = titre_of(imported).scheme().test(TestKind.ENTRETIEN_FINAL)
    assert final is not None
    assert final.after == EXAM
    assert not reasons(imported, "schemes/title/tests/entretien_final/after")
    remark = next(one for one in imported.findings if one.code == "order-inferred")
    assert (remark.severity, remark.where) == ("info", "TP-09999.03/title/entretien_final")


def test_totals_that_were_not_read_are_sums_with_a_doubt() -> None:
    imported = read(
        re_schemes=lambda paper: (
            roseraie.scheme(paper, None, [1, 2, 3, 4], candidate_minutes=None, jury_minutes=None),
            *(roseraie.scheme(paper, n, [1]) for n in ACTIVITIES),
        )
    )
    scheme = titre_of(imported).scheme()
    assert (scheme.candidate_minutes, scheme.jury_minutes) == (60, 60)
    assert reasons(imported, "schemes/title/candidate_minutes")
    assert reasons(imported, "schemes/title/jury_minutes")


def test_figures_that_contradict_each_other_are_asked_and_never_called_whole() -> None:
    imported = read(
        re_matrix=lambda paper: tuple(
            roseraie.row(paper, n, tests=paper.read((TestKind.MISE_EN_SITUATION,), "X")) for n in (1, 2, 3, 4)
        )
    )
    (reason,) = reasons(imported, "competences/2")
    assert reason.startswith("Les documents se contredisent ici, ou sont mal lus : Entretien technique")
    assert not imported.whole
    assert all(doubt.places for doubt in imported.doubts)


def test_an_exam_dealt_by_the_order_of_its_cells_is_asked_as_a_whole() -> None:
    said = "Le texte imprime ce tableau colonne par colonne."
    imported = read(
        re_schemes=lambda paper: (
            roseraie.scheme(paper, None, [1, 2, 3, 4], doubt=said),
            *(roseraie.scheme(paper, n, [1]) for n in ACTIVITIES),
        )
    )
    assert reasons(imported, "schemes/title/tests") == [said]
    assert not reasons(imported, "schemes/ccp1/tests")


def test_a_test_without_competences_is_asked_unless_it_is_the_final_interview() -> None:
    def schemes(paper: Paper) -> tuple[ReadScheme, ...]:
        title = roseraie.scheme(
            paper,
            None,
            [1],
            tests=(
                roseraie.test(paper, TestKind.MISE_EN_SITUATION, 45, []),
                roseraie.test(paper, TestKind.ENTRETIEN_FINAL, 15, []),
            ),
        )
        return title, *(roseraie.scheme(paper, n, [1]) for n in ACTIVITIES)

    imported = read(re_schemes=schemes)
    assert reasons(imported, "schemes/title/tests/mise_en_situation/competences")
    assert not reasons(imported, "schemes/title/tests/entretien_final/competences")


def test_a_transversal_competence_that_the_re_assesses_through_nothing_is_asked() -> None:
    imported = read(re_transversal=lambda _: ())
    assert reasons(imported, "transversal/1/competences")


def test_a_list_of_competences_without_a_name_makes_no_transversal_competence() -> None:
    imported = read(
        re_transversal=lambda paper: (
            ReadTransversal(paper.read("Respecter les saisons"), competences=paper.reads(TITLES[1])),
            ReadTransversal(Read(""), competences=paper.reads(TITLES[2])),
        )
    )
    assert [one.title for one in titre_of(imported).transversal] == ["Respecter les saisons"]
    (doubt,) = [one for one in imported.doubts if one.address == "transversal"]
    assert "n’a pas d’intitulé" in doubt.reason
    assert doubt.places


def test_the_presence_of_the_jury_is_never_invented() -> None:
    imported = read(
        re_schemes=lambda paper: (
            roseraie.scheme(
                paper,
                None,
                [1, 2, 3, 4],
                tests=(roseraie.test(paper, TestKind.MISE_EN_SITUATION, 60, [1], phases=()),),
                jury_minutes=None,
            ),
            *(roseraie.scheme(paper, n, [1]) for n in ACTIVITIES),
        )
    )
    assert imported.titre is None
    assert imported.faults == (
        "La durée totale de présence du jury n’a pas été trouvée dans le dispositif d’évaluation du titre.",
    )
    assert imported.document["schemes"]["title"]["jury_minutes"] is None


def test_a_test_whose_minutes_were_not_read_is_a_fault_that_names_it() -> None:
    imported = read(
        re_schemes=lambda paper: (
            roseraie.scheme(
                paper,
                None,
                [1, 2, 3, 4],
                tests=(roseraie.test(paper, TestKind.MISE_EN_SITUATION, 0, [1, 2, 3, 4]),),
                candidate_minutes=None,
            ),
            *(roseraie.scheme(paper, n, [1]) for n in ACTIVITIES),
        )
    )
    assert imported.titre is None
    assert imported.faults == (
        "La durée de l’épreuve « Mise en situation professionnelle » n’a pas été lue dans le dispositif d’évaluation "
        "du titre.",
        "La durée totale de l’épreuve pour le candidat n’a pas été trouvée dans le dispositif d’évaluation du titre.",
    )
    assert imported.document["schemes"]["title"]["tests"][0]["minutes"] is None


def test_a_room_of_no_known_test_is_told_not_dropped_silently() -> None:
    imported = read(
        re_premises=lambda paper: (
            replace(roseraie.evaluation(paper).premises[0], test=None, label=paper.read("Soutenance")),
        )
    )
    assert not titre_of(imported).premises
    assert "« Soutenance »" in reasons(imported, "premises")[0]


def test_a_correspondence_that_leads_nowhere_is_told() -> None:
    imported = read(
        re_correspondences=lambda paper: (
            replace(roseraie.evaluation(paper).correspondences[0], former_decree_date=None),
            replace(roseraie.evaluation(paper).correspondences[0], current=paper.read("Souder à l’arc")),
        )
    )
    assert not titre_of(imported).correspondences
    assert len(reasons(imported, "correspondences")) == 2


# --- what is missing ---


def test_a_reac_alone_is_a_draft_that_says_the_re_is_missing() -> None:
    imported = read(re=False)
    assert imported.titre is None
    assert len(imported.document["competences"]) == 5
    assert imported.document["schemes"] == {}
    (fault,) = imported.faults
    assert fault.startswith("Aucun RE n’a été donné : ")


def test_a_re_alone_stands_with_a_doubt_and_its_own_numbers() -> None:
    imported = read(reac=False)
    titre = titre_of(imported)
    assert [activity.title for activity in titre.activities] == list(ACTIVITIES.values())
    assert [activity.kind for activity in titre.activities] == ["at", "at", "ccs"]
    assert [competence.title for competence in titre.competences] == list(TITLES.values())
    assert titre.competence(5).activity == 3
    assert titre.competence(1).assessment_criteria == CRITERIA[1]
    assert reasons(imported, "competences")[0].startswith("Aucun REAC n’a été donné")
    assert not imported.whole


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("code", "Le code du titre (TP-…) n’a été trouvé ni en pied de page ni dans le texte."),
        ("version", "Le millésime du titre n’a pas été trouvé en pied de page."),
        (
            "effective_date",
            "La date d’effet de l’arrêté n’a pas été trouvée dans « Références de la spécialité » du RE.",
        ),
    ],
)
def test_an_essential_piece_that_is_missing_is_named_with_where_it_was_looked_for(
    key: str, said: str
) -> None:
    changes: dict[str, str | None] = {key: None}
    imported = read(
        reac_identity=lambda paper: roseraie.identity(paper, **changes),
        re_identity=lambda paper: roseraie.identity(paper, **changes),
    )
    assert imported.titre is None
    assert imported.faults == (said,)
    assert imported.document[key] is None


def test_a_scheme_that_is_missing_is_named() -> None:
    imported = read(
        re_schemes=lambda paper: tuple(roseraie.scheme(paper, bloc, [3]) for bloc in (None, 1, 3))
    )
    assert imported.titre is None
    assert imported.faults == (
        "Le dispositif d’évaluation du CCP 2 n’a pas été trouvé dans la partie du RE consacrée aux CCP.",
    )


def test_an_empty_reading_is_a_draft_of_faults() -> None:
    imported = assemble([], [ReacReading()], [ReReading()])
    assert imported.titre is None
    assert any("Aucune compétence n’a été trouvée" in fault for fault in imported.faults)
    assert any("Aucune activité type n’a été trouvée" in fault for fault in imported.faults)
    assert not imported.whole


def test_a_doubtful_identity_keeps_what_most_places_print() -> None:
    imported = read(
        re_identity=lambda paper: replace(
            roseraie.identity(paper),
            values=roseraie.identity(paper).values | {"level": paper.reads("5", "4", "4")},
        )
    )
    assert titre_of(imported).level == 4
    assert reasons(imported, "level") == ["D’autres endroits portent : « 5 »."]


# --- copies and lines ---


def test_a_second_copy_of_the_re_gives_what_the_first_lost() -> None:
    first, second, third = Paper("reac.txt"), Paper("re.txt"), Paper("copie.txt")
    lost = roseraie.evaluation(second)
    lost = replace(
        lost,
        schemes=tuple(replace(scheme, company_hours=None) for scheme in lost.schemes),
        matrix=tuple(replace(row, tests=None) for row in lost.matrix),
        premises=(),
    )
    reac, copy = roseraie.reac(first), roseraie.evaluation(third)
    imported = assemble([paper.source for paper in (first, second, third)], [reac], [lost, copy])
    titre = titre_of(imported)
    assert titre.tests_of(1) == EXAM
    assert titre.scheme("ccp1").company_hours == 70
    assert titre.premises
    assert not reasons(imported, "matrix")
    used = {line.place for line in read_lines(copy)}
    assert {fate.fate for fate in imported.fates if fate.line.place in used} == {"piece"}


def test_print_set_right_without_changing_a_word_is_counted_by_file() -> None:
    first, second = Paper("reac.txt"), Paper("re.txt")
    reac, evaluation = roseraie.reac(first), roseraie.evaluation(second)
    for text in ("l'outil et l'établi", "la certi\ufb01cation", "un savoir-", "faire"):
        first.line(text)
    imported = assemble([first.source, second.source], [reac], [evaluation])
    (finding,) = [one for one in imported.findings if one.code == "typography"]
    assert finding.severity == "info"
    assert finding.message == (
        "reac.txt, apostrophes droites rendues courbes : 2 ; ligatures ouvertes (ﬁ, ﬂ…) : 1 ; mots coupés en fin de "
        "ligne recollés ou gardés avec leur trait d’union : 1."
    )


def test_every_line_has_a_fate() -> None:
    first, second = Paper("reac.txt"), Paper("re.txt")
    head, prose = first.line("ROS REAC TP-09999 03 1/2"), first.line("Le rosiériste aime les roses.")
    stray = first.line("Ligne que personne ne comprend")
    reac = replace(
        roseraie.reac(first), furniture=(Furniture(head, "pied de page"),), prose=(prose, first.lines[3])
    )
    imported = assemble([first.source, second.source], [reac], [roseraie.evaluation(second)])
    fates = {fate.line.place: (fate.fate, fate.role) for fate in imported.fates}
    assert fates[head.place] == ("furniture", "pied de page")
    assert fates[prose.place] == ("prose", "")
    assert fates[stray.place] == ("left", "")
    assert sum(fate.line.place.file == "reac.txt" for fate in imported.fates) == len(first.lines)
    title = reac.competences[0].title.lines[0]
    assert fates[title.place] == ("piece", "competences/1/title")
    assert 0.9 < imported.coverage < 1
    assert not imported.whole


def test_one_reading_of_two_orders_of_the_files_gives_one_title() -> None:
    papers = [Paper("reac.txt"), Paper("re.txt")]
    reac, evaluation = roseraie.reac(papers[0]), roseraie.evaluation(papers[1])
    one = assemble([papers[0].source, papers[1].source], [reac], [evaluation])
    other = assemble([papers[1].source, papers[0].source], [reac], [evaluation])
    assert one.document == other.document
    assert set(one.doubts) == set(other.doubts)
