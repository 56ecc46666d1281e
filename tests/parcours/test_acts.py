"""The acts of a path: guarded by its table and its clocks, kept, superseded; each brings the next day up to date."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.common.workflow import TransitionRefused
from jalon.parcours.models import Parcours, ParcoursAct
from jalon.parcours.operations import (
    Move,
    advance_parcours,
    correct_act,
    create_parcours,
    follow_parcours,
    refresh_next_due,
    update_parcours,
)
from jalon.parcours.rules.due import bites_first
from jalon.parcours.steps import steps_of
from tests import cast
from tests.parcours.story import CIP, DAY, NOW, SENT, done, leader, opened, walked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("titres")]


def next_due(path):
    path.refresh_from_db()
    return path.next_due_on, path.next_due


def test_a_path_knows_its_next_day_from_the_first_contact():
    assert next_due(opened()) == (date(2026, 2, 4), "Répondre à la demande")


def test_each_act_moves_the_next_day():
    path = opened()
    walked(path, *SENT)
    assert next_due(path) == (date(2026, 3, 31), "Décision de recevabilité")
    done(path, "admit", date(2026, 3, 1))
    assert next_due(path) == (date(2026, 8, 13), "Agir avant la caducité de la recevabilité")
    done(path, "interrupt", date(2026, 3, 2), note="A trouvé un emploi.")
    assert next_due(path) == (None, "")


def test_silence_is_found_to_be_an_agreement_only_once_its_two_months_are_over():
    path = walked(opened(), *SENT)
    with pytest.raises(TransitionRefused, match="à partir du 01/04/2026"):
        done(path, "admit_tacitly", date(2026, 3, 31))
    done(path, "admit_tacitly", date(2026, 4, 1))
    assert path.stage == "admissible"
    assert path.recevabilite_until == date(2027, 4, 1)


def test_a_lapse_is_found_only_after_six_months_without_action():
    path = walked(opened(), *SENT, ("admit", date(2026, 3, 1)))
    with pytest.raises(TransitionRefused, match="à partir du 02/09/2026"):
        done(path, "lapse", date(2026, 9, 1))
    done(path, "lapse", date(2026, 9, 2))
    assert path.stage == "lapsed"


def test_an_admissibility_keeps_the_day_and_number_of_its_decision():
    path = walked(opened(), *SENT)
    done(
        path,
        "admit",
        date(2026, 3, 1),
        data={"recevabilite_until": "2028-02-29", "recevabilite_number": " R-7 "},
    )
    path.refresh_from_db()
    assert (path.recevabilite_until, path.recevabilite_number) == (date(2028, 2, 29), "R-7")


def test_the_admission_to_a_training_gives_no_recevabilite():
    path = walked(opened("formation"), ("position", date(2026, 2, 1)), ("admit", date(2026, 2, 10)))
    path.refresh_from_db()
    assert path.recevabilite_until is None


def test_every_reason_to_refuse_is_told_at_once():
    path = opened()
    with pytest.raises(TransitionRefused) as refusal:
        advance_parcours(
            actor=leader(),
            parcours=path,
            act="interrupt",
            on=date(2030, 1, 1),
            now=NOW,
            blockers=["Un motif d’ailleurs."],
        )
    assert len(refusal.value.reasons) == 3
    with pytest.raises(TransitionRefused, match="naissance"):
        done(path, "answer", date(1990, 1, 1))
    path.refresh_from_db()
    assert (path.stage, path.acts.count()) == ("request", 0)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2027, 3, 27, 23, 30, tzinfo=UTC), date(2027, 3, 28)),  # 0 h 30, before the clocks go on
        (datetime(2027, 3, 28, 22, 30, tzinfo=UTC), date(2027, 3, 29)),  # 0 h 30 in summer time
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_today_is_that_of_paris_around_the_change_of_clocks(now, day):
    path = create_parcours(
        actor=leader(), person=cast.candidate_person(), titre_ref=CIP, route="vae", now=now
    )
    assert path.contacted_on == day
    with pytest.raises(TransitionRefused, match="avenir"):
        advance_parcours(
            actor=leader(), parcours=path, act="answer", on=date.fromordinal(day.toordinal() + 1), now=now
        )
    advance_parcours(actor=leader(), parcours=path, act="answer", on=day, now=now)


def test_a_corrected_day_takes_the_place_of_the_other_and_moves_the_clocks():
    path = walked(opened(), *SENT)
    mistaken = path.acts.get(act="send_feasibility")
    taking = correct_act(
        actor=leader(), done=mistaken, on=date(2026, 1, 20), now=NOW, note="Date du recommandé."
    )
    mistaken.refresh_from_db()
    assert mistaken.superseded_by == taking
    assert mistaken.on == date(2026, 1, 31)
    path.refresh_from_db()
    assert path.stage_since == date(2026, 1, 20)
    assert next_due(path)[0] == date(2026, 3, 20)
    with pytest.raises(ValidationError, match="déjà été corrigé"):
        correct_act(actor=leader(), done=mistaken, on=date(2026, 1, 21), now=NOW, note="Encore.")


def test_a_correction_tells_every_fault_at_once():
    path = walked(opened(), *SENT)
    with pytest.raises(ValidationError) as refusal:
        correct_act(actor=leader(), done=path.acts.first(), on=date(2030, 1, 1), now=NOW, note=" ")
    assert [message.split(" ")[0] for message in refusal.value.messages] == ["L’acte", "Un", "Indiquez"]


def test_an_act_is_dated_neither_before_the_one_it_follows_nor_before_the_first_contact():
    path = opened(on=date(2026, 1, 5))
    with pytest.raises(TransitionRefused, match="premier contact est du 05/01/2026"):
        done(path, "study", date(2026, 1, 4))
    walked(path, *SENT)
    with pytest.raises(TransitionRefused, match="« Envoyer le dossier de faisabilité », est du 31/01/2026"):
        advance_parcours(actor=leader(), parcours=path, act="admit", on=date(2026, 1, 30), now=NOW)
    done(path, "admit", date(2026, 1, 31))


def test_a_corrected_day_stays_between_the_acts_around_it():
    path = walked(opened(), *SENT, ("admit", date(2026, 3, 1)))
    sent = path.acts.get(act="send_feasibility")
    for day, why in ((date(2026, 1, 11), "acte précédent"), (date(2026, 3, 2), "acte suivant")):
        with pytest.raises(ValidationError, match=why):
            correct_act(actor=leader(), done=sent, on=day, now=NOW, note="Date du recommandé.")
    with pytest.raises(ValidationError, match="déjà celle de l’acte"):
        correct_act(actor=leader(), done=sent, on=sent.on, now=NOW, note="Date du recommandé.")
    correct_act(actor=leader(), done=sent, on=date(2026, 3, 1), now=NOW, note="Date du recommandé.")


def test_a_delay_found_to_be_over_stays_over_when_its_beginning_is_corrected():
    path = walked(opened(), *SENT, ("admit_tacitly", date(2026, 4, 10)))
    sent = path.acts.get(act="send_feasibility")
    with pytest.raises(ValidationError, match=r"Constater l’accord tacite.*à partir du 11/04/2026"):
        correct_act(actor=leader(), done=sent, on=date(2026, 2, 10), now=NOW, note="Date du recommandé.")
    correct_act(actor=leader(), done=sent, on=date(2026, 2, 9), now=NOW, note="Date du recommandé.")


def test_an_admissibility_does_not_end_before_it_is_given():
    path = walked(opened(), *SENT)
    with pytest.raises(TransitionRefused, match="avant d’être donnée"):
        done(path, "admit", date(2026, 3, 1), data={"recevabilite_until": "2026-02-28"})


def test_the_dates_of_a_path_are_plausible_and_every_fault_is_told():
    with pytest.raises(ValidationError) as refusal:
        opened("formation", on=date(1980, 1, 1), starts_on=date(1981, 1, 1), ends_on=date(1980, 6, 1))
    assert len(refusal.value.messages) == 4
    with pytest.raises(ValidationError, match="invraisemblable"):
        opened("formation", starts_on=date(2206, 9, 1))
    path = walked(opened("formation", on=date(2026, 1, 5)), ("apply", date(2026, 2, 1)))
    kept = {"route": "formation", "starts_on": None, "ends_on": None, "recevabilite_until": None}
    with pytest.raises(ValidationError, match="ne peut suivre « Recevoir le dossier d’inscription »"):
        update_parcours(actor=leader(), parcours=path, now=NOW, contacted_on=date(2026, 2, 2), **kept)
    update_parcours(actor=leader(), parcours=path, now=NOW, contacted_on=date(2025, 12, 1), **kept)
    path.refresh_from_db()
    assert path.opened_on == date(2025, 12, 1)


def test_what_was_lived_before_a_new_start_runs_no_clock():
    path = walked(opened(), *SENT, ("admit", date(2026, 3, 1)))
    done(path, "lapse", date(2026, 10, 1))
    done(path, "resume", date(2026, 10, 20), note="Revient après un congé.")
    assert next_due(path) == (date(2026, 11, 19), "Répondre à la demande")


def test_changing_the_dates_moves_the_next_day():
    path = opened("formation", starts_on=date(2026, 2, 2), ends_on=date(2026, 9, 30))
    assert next_due(path) == (date(2026, 2, 2), "Entrer en formation")
    update_parcours(
        actor=leader(), parcours=path, now=NOW, route="formation", starts_on=date(2026, 3, 2),
        ends_on=date(2026, 9, 30), recevabilite_until=None,
    )  # fmt: skip
    assert next_due(path)[0] == date(2026, 3, 2)


def test_a_second_file_of_vae_in_the_year_is_refused():
    opened(on=date(2026, 1, 5))
    with pytest.raises(ValidationError, match="R6412-3"):
        opened(on=date(2026, 12, 31))
    assert opened(on=date(2027, 1, 1)).pk
    assert opened(on=date(2026, 12, 31), ccp_refs=[f"{CIP}/CCP1"]).pk


def test_a_file_refused_by_the_certifier_or_given_up_as_a_draft_leaves_its_place():
    walked(opened(on=date(2026, 1, 5)), *SENT)
    Parcours.objects.update(stage="inadmissible")
    draft = opened(on=date(2026, 5, 1))
    done(draft, "interrupt", date(2026, 5, 2), note="Préfère la formation.")
    assert opened(on=date(2026, 6, 1)).pk


def test_every_ccp_aimed_at_is_the_whole_title():
    path = opened("formation", ccp_refs=[f"{CIP}/CCP{n}" for n in (3, 1, 2)])
    assert path.ccp_refs == []


# --- what is done above, followed


def moves(*paths, act="register"):
    return [Move(path, act) for path in paths]


def test_paths_follow_what_is_done_above_whoever_does_it():
    path = walked(opened(), *SENT, ("admit", date(2026, 3, 1)))
    ddets = cast.actor(Role.DDETS)
    (made,) = follow_parcours(actor=ddets, moves=moves(path), on=DAY, now=NOW)
    path.refresh_from_db()
    assert (path.stage, path.stage_since, made.from_stage) == ("registered", DAY, "admissible")
    assert JournalEntry.objects.filter(verb="parcours.register", actor_ref=ddets.ref).count() == 1


def test_a_path_whose_lifecycle_does_not_allow_it_stays_and_nothing_is_refused():
    path = opened()
    done(path, "interrupt", date(2026, 2, 1), note="Déménage.")
    assert follow_parcours(actor=leader(), moves=moves(path), on=DAY, now=NOW) == []
    path.refresh_from_db()
    assert path.stage == "closed"


def test_a_registration_taken_back_leaves_the_path_where_it_stood():
    path = walked(opened("formation"), ("apply", date(2026, 2, 1)))
    follow_parcours(actor=leader(), moves=moves(path), on=DAY, now=NOW)
    follow_parcours(actor=leader(), moves=moves(path, act="unregister"), on=DAY, now=NOW)
    path.refresh_from_db()
    assert path.stage == "candidature"


def test_many_paths_follow_in_as_many_queries_as_few(django_assert_max_num_queries):
    paths = [opened("formation", person=one) for one in cast.people(30)]
    with django_assert_max_num_queries(30):
        follow_parcours(actor=leader(), moves=moves(*paths), on=DAY, now=NOW)
    assert ParcoursAct.objects.filter(act="register").count() == 30


# --- the column that boards sort on


def test_the_next_day_kept_is_that_of_the_pure_rule():
    people = cast.people(12)
    paths = [opened("vae", person=one) for one in people[:4]]
    paths += [opened("formation", person=one, starts_on=date(2026, 9, 1)) for one in people[4:8]]
    paths += [opened("capitalisation", person=one) for one in people[8:]]
    walked(paths[1], *SENT)
    walked(paths[2], *SENT, ("admit", date(2026, 3, 1)), ("deposit", date(2026, 5, 1)))
    done(paths[3], "interrupt", date(2026, 1, 6), note="Renonce.")
    walked(paths[5], ("apply", date(2026, 2, 1)), ("position", date(2026, 2, 10)))
    Parcours.objects.update(next_due_on=date(2000, 1, 1), next_due="faux")
    kept = list(Parcours.objects.all())
    assert refresh_next_due(kept) == 12
    assert refresh_next_due(kept) == 0
    steps = steps_of(Parcours.objects.all())
    for path in Parcours.objects.all():
        first = None if path.ended else bites_first(steps[path.pk])
        assert path.next_due_on == (first.due_on if first else None)


def test_refreshing_asks_as_many_queries_for_one_path_as_for_thirty(django_assert_num_queries):
    paths = [opened("vae", person=one) for one in cast.people(30)]
    with CaptureQueriesContext(connection) as one:
        refresh_next_due(paths[:1])
    with django_assert_num_queries(len(one)):
        refresh_next_due(paths)
