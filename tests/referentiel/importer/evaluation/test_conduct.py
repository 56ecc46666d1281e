"""How a test goes: its phases, who is there, what comes before, whom it needs."""

import pytest

from jalon.referentiel.importer.evaluation.conduct import (
    Order,
    Phases,
    read_order,
    read_people,
    read_phases,
    settle_presence,
)
from jalon.referentiel.importer.evaluation.paragraphs import Sentence, sentences
from jalon.referentiel.importer.readings import Read
from jalon.referentiel.schema import TestKind

from .hand import lines

MES, PROJET = TestKind.MISE_EN_SITUATION, TestKind.PRESENTATION_PROJET
ENTRETIEN, QUESTIONNAIRE = TestKind.ENTRETIEN_TECHNIQUE, TestKind.QUESTIONNAIRE_PROFESSIONNEL
PRODUCTION = TestKind.QUESTIONNEMENT_PRODUCTION


def said(text: str) -> tuple[Sentence, ...]:
    return sentences(lines(text))


def phases(kind: TestKind, minutes: int, text: str, more: str = "") -> Phases:
    return read_phases(kind, Read(minutes), said(text), said(more))


def told(found: Phases) -> list[tuple[int, bool]]:
    return [(phase.minutes.value, phase.jury.value) for phase in found.phases]


def doubts(found: Phases) -> list[bool]:
    return [bool(phase.minutes.doubt) for phase in found.phases]


def test_durations_that_make_the_test_are_its_phases() -> None:
    found = phases(
        MES,
        45,
        "Pendant 15 mn, le candidat s’isole pour se préparer.\n"
        "La mise en situation d’une durée de 30 minutes se déroule devant le jury.",
    )
    assert told(found) == [(15, False), (30, True)]
    assert [phase.label.value for phase in found.phases] == [
        "Le candidat s’isole pour se préparer",
        "La mise en situation se déroule devant le jury",
    ]


def test_without_duration_the_test_is_one_phase() -> None:
    found = phases(ENTRETIEN, 40, "Le jury questionne le candidat sur son projet.")
    assert told(found) == [(40, True)]
    assert found.phases[0].label.value == ENTRETIEN.label


def test_a_total_that_sums_up_its_phases_is_not_one() -> None:
    found = phases(PRODUCTION, 45, """
        Temps 1 : la première partie du dossier (25 minutes)
        Le candidat présente le contexte (5 minutes).
        Le jury le questionne (20 minutes).
        Temps 2 : la deuxième partie du dossier (20 minutes)
        Le candidat présente le contexte (5 minutes).
        Puis, le jury le questionne (15 minutes).
    """)  # fmt: skip
    assert told(found) == [(5, True), (20, True), (5, True), (15, True)]
    assert not any(doubts(found))


def test_a_duration_of_the_whole_is_no_phase() -> None:
    found = phases(
        PROJET,
        60,
        "L’épreuve dure 60 minutes. Le candidat présente (20 minutes). Le jury questionne (40 minutes).",
    )
    assert told(found) == [(20, True), (40, True)]


def test_what_steps_leave_untimed_is_deduced_and_doubted() -> None:
    found = phases(ENTRETIEN, 40, """
        1. Le candidat dispose de 20 minutes pour rédiger une synthèse.
        2. Le candidat présente oralement son analyse.
        3. Puis le jury questionne le candidat.
    """)  # fmt: skip
    assert told(found) == [(20, False), (20, True)]
    assert doubts(found) == [False, True]
    assert "présente oralement son analyse. Puis le jury questionne" in found.phases[1].label.value


def test_an_untimed_preparation_comes_before_what_is_timed() -> None:
    found = phases(
        MES,
        60,
        "Le candidat prépare son poste hors de la présence du jury. "
        "Puis il anime un atelier (45 minutes) devant le jury.",
    )
    assert told(found) == [(15, False), (45, True)]
    assert any(doubts(found))


def test_durations_that_make_no_sum_leave_the_test_whole_and_doubted() -> None:
    found = phases(ENTRETIEN, 30, "Le candidat présente (20 minutes). Le jury questionne (25 minutes).")
    assert told(found) == [(30, True)]
    assert doubts(found) == [True]


def test_a_limit_is_no_phase() -> None:
    found = phases(
        PROJET, 35, "Le candidat présente son projet. La démonstration ne doit pas excéder 10 minutes."
    )
    assert told(found) == [(35, True)]


def test_the_complementary_information_times_what_the_conduct_does_not() -> None:
    more = "Le candidat présente son dossier pendant 10 minutes puis le jury questionne pendant 20 minutes."
    assert told(phases(PRODUCTION, 30, "Le candidat échange avec le jury.", more)) == [(10, True), (20, True)]


def test_the_detail_is_kept_when_the_same_durations_are_said_again() -> None:
    text = "Présentation orale par le candidat (10 minutes). Questionnement par le jury (20 minutes)."
    assert told(phases(PRODUCTION, 30, text, text)) == [(10, True), (20, True)]


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("Le candidat s’isole pour se préparer (30 minutes)", False),
        ("Préparation du candidat (30 minutes)", False),
        ("Le candidat dispose de 30 minutes pour rédiger une note", False),
        ("Le candidat prend connaissance du sujet (30 minutes)", False),
        ("Hors de la présence du jury, le candidat réalise l’ouvrage (30 minutes)", False),
        ("Le candidat prépare la présentation orale de son analyse (30 minutes)", False),
        ("Le candidat dispose de 30 minutes pour présenter son projet au jury", True),
        ("Le candidat présente oralement son analyse (30 minutes)", True),
        ("Puis, le jury questionne le candidat (30 minutes)", True),
        ("Questionnement par le jury (30 minutes)", True),
        ("Le candidat anime la séance devant le jury (30 minutes)", True),
    ],
)
def test_the_words_of_a_phase_say_whether_the_jury_is_there(text: str, present: bool) -> None:
    assert told(phases(ENTRETIEN, 30, text)) == [(30, present)]


def test_a_questionnaire_is_passed_without_the_jury() -> None:
    assert told(phases(QUESTIONNAIRE, 30, "Les candidats répondent en présence d’un surveillant.")) == [
        (30, False)
    ]


def test_the_printed_presence_decides_what_the_text_does_not_say() -> None:
    practice = phases(MES, 300, "Le candidat fabrique un lot de bougies.")
    talk = phases(ENTRETIEN, 30, "Le jury questionne le candidat.")
    settled = settle_presence([practice, talk], Read(30))
    assert [told(one) for one in settled] == [[(300, False)], [(30, True)]]
    assert settled[0].phases[0].jury.doubt
    assert not settled[1].phases[0].jury.doubt


def test_a_presence_that_no_choice_makes_is_doubted_and_kept() -> None:
    settled = settle_presence([phases(MES, 300, "Le candidat fabrique un lot.")], Read(45))
    assert told(settled[0]) == [(300, True)]
    assert settled[0].phases[0].jury.doubt


def test_a_presence_that_the_phases_make_changes_nothing() -> None:
    found = [phases(ENTRETIEN, 30, "Le jury questionne le candidat.")]
    assert settle_presence(found, Read(30)) == found


def order(kind: TestKind, text: str, *others: TestKind) -> dict[str, list[str]]:
    made = Order()
    read_order(made, kind, said(text), (kind, *others))
    return {str(one): [str(read.value) for read in made.of(one)] for one in made.after}


@pytest.mark.parametrize(
    "text",
    [
        "L’entretien technique se déroule obligatoirement après la mise en situation professionnelle.",
        "L’entretien technique se déroule à l’issue de la mise en situation.",
        "Cette épreuve se déroule à la suite de la mise en situation, en trois temps.",
        "Après la mise en situation, le candidat dispose de 20 minutes.",
    ],
)
def test_a_test_said_to_follow_another_comes_after_it(text: str) -> None:
    assert order(ENTRETIEN, text, MES) == {"entretien_technique": ["mise_en_situation"]}


@pytest.mark.parametrize(
    "text",
    [
        "Le questionnement est réalisé avant ou après la mise en situation professionnelle.",
        "Lors de la session, avant la mise en situation, le candidat tire une fiche.",
        "Le jury a lu le dossier.",
    ],
)
def test_no_order_is_made_up(text: str) -> None:
    assert order(PRODUCTION, text, MES) == {}


def test_a_test_said_to_come_before_another_puts_it_after() -> None:
    text = "Le questionnaire professionnel se déroule avant la mise en situation professionnelle."
    assert order(QUESTIONNAIRE, text, MES) == {"mise_en_situation": ["questionnaire_professionnel"]}


def test_answers_marked_before_a_presentation_put_it_after_with_a_doubt() -> None:
    made = Order()
    text = "Les membres du jury évaluent les réponses du candidat avant sa présentation du projet."
    read_order(made, QUESTIONNAIRE, said(text), (QUESTIONNAIRE, PROJET))
    assert [(str(read.value), bool(read.doubt)) for read in made.of(PROJET)] == [
        ("questionnaire_professionnel", True)
    ]


def test_a_test_that_the_scheme_has_not_orders_nothing() -> None:
    assert order(ENTRETIEN, "Il se déroule après la mise en situation.") == {}


def test_people_and_lots_are_read() -> None:
    found = read_people(said("""
        Le candidat tire au sort une fiche. Un comédien ou une comédienne tient le rôle du client.
        Il anime la séance avec deux apprenants.
    """))  # fmt: skip
    assert [read and read.value for read in (found.scenario_drawn, found.actors, found.learners)] == [
        True,
        1,
        2,
    ]


def test_a_role_played_by_the_jury_needs_no_actor() -> None:
    found = read_people(said("Un membre du jury joue le rôle du client."))
    assert found.actors is None


def test_a_role_played_by_someone_else_needs_one() -> None:
    found = read_people(said("Une personne extérieure au centre joue le rôle du client."))
    assert found.actors is not None
    assert found.actors.value == 1


def test_a_conduct_that_asks_for_nobody_says_so() -> None:
    found = read_people(said("Le candidat coule une bougie devant le jury."))
    assert (found.scenario_drawn, found.actors, found.learners) == (None, None, None)


@pytest.mark.parametrize("kind", list(TestKind))
def test_every_kind_without_text_is_one_phase(kind: TestKind) -> None:
    found = phases(kind, 20, "")
    assert told(found) == [(20, kind is not QUESTIONNAIRE)]


def test_a_time_that_the_jury_is_excepted_from_is_without_it() -> None:
    found = phases(MES, 240, "Le jury est présent, sauf pendant le temps de caillage de 45 minutes.")
    assert told(found) == [(45, False), (195, True)]


def test_an_interview_may_precede() -> None:
    order = Order()
    read_order(
        order, ENTRETIEN, said("L’entretien technique précède la mise en situation."), [MES, ENTRETIEN]
    )
    assert [one.value for one in order.of(MES)] == [ENTRETIEN]
    assert order.of(ENTRETIEN) == ()


def test_what_comes_before_the_interview_is_without_the_jury() -> None:
    found = phases(
        MES,
        240,
        "1. En amont de l’entretien avec le jury, le candidat taille une mèche pendant trois heures et demie.\n"
        "2. Puis il présente son ouvrage au jury pendant 30 minutes.",
    )
    assert found.sure == (False, True)
    assert told(settle_presence([found], Read(30))[0]) == [(210, False), (30, True)]


def test_a_time_before_the_test_is_none_of_its_phases() -> None:
    found = phases(ENTRETIEN, 45, "Il porte sur un dossier remis au candidat 15 minutes avant l’entretien.")
    assert told(found) == [(45, True)]


def test_a_sentence_that_says_both_is_settled_by_the_total() -> None:
    unsure = phases(
        MES, 60, "Le candidat coule un cierge sous surveillance, avant l’entretien avec le jury (1 h)."
    )
    (settled,) = settle_presence([unsure], Read(60))
    assert unsure.sure == (False,)
    assert told(settled) == [(60, True)]


@pytest.mark.parametrize(
    "text",
    [
        "Préparation : 15 min ; échange avec le jury : 30 min.",
        "Le candidat dispose de 15 minutes pour se préparer puis de 30 minutes pour présenter ses choix au jury.",
        "15 minutes de préparation, puis 30 minutes d’entretien.",
    ],
)
def test_each_step_of_a_sentence_says_who_is_there(text: str) -> None:
    found = phases(ENTRETIEN, 45, text)
    assert told(found) == [(15, False), (30, True)]
    assert found.sure == (True, True)
