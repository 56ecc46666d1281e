"""Signs of dropping out: the rule at its boundaries, the row that repeats it, the board, what is done of them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.jobs import run_pending
from jalon.common.models import Job, JournalEntry
from jalon.common.workflow import TransitionRefused
from jalon.formation.enums import Decision, Means, Met, Placing
from jalon.formation.models import DropoutWatch, FollowUp
from jalon.formation.operations.dropout import (
    record_follow_up,
    refresh_every,
    refresh_stale,
    refresh_watches,
    touch_watches,
)
from jalon.formation.operations.entry import place
from jalon.formation.operations.evaluations import record_ecf
from jalon.formation.rules.dropout import Followed, Thresholds, follow_up_faults, signs, since
from jalon.parcours.models import Parcours
from jalon.prestation.enums import HalfDay, Presence
from jalon.prestation.models import Participation
from jalon.prestation.operations.presence import record_attendance
from jalon.prestation.operations.seances import plan_seance
from tests import cast
from tests.formation.conftest import CIP

TODAY = date(2026, 11, 16)
RULE = Thresholds(absent_days=10, silent_days=30, positioning_days=15)
PARIS = ZoneInfo("Europe/Paris")
BOARD = "formation:dropout"


def _followed(**changes):
    given = {
        "today": TODAY, "entered_on": date(2026, 10, 5), "placed_by_self": True, "placed_by_trainer": True,
        "last_activity_on": TODAY,
    }  # fmt: skip
    return Followed(**{**given, **changes})


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"absences": ("3 demi-journées de suite",)}, ["absence"]),
        ({"last_present_on": TODAY - timedelta(days=10)}, []),
        ({"last_present_on": TODAY - timedelta(days=11)}, ["presence"]),
        ({"placed_by_self": False}, ["positioning"]),
        ({"placed_by_self": False, "entered_on": TODAY - timedelta(days=15)}, []),
        ({"placed_by_self": False, "entered_on": TODAY - timedelta(days=16)}, ["positioning"]),
        ({"not_acquired": ("TP-00403.08/C2",)}, ["ecf"]),
        ({"last_activity_on": TODAY - timedelta(days=30)}, []),
        ({"last_activity_on": TODAY - timedelta(days=31)}, ["silence"]),
        (
            {"last_activity_on": None, "placed_by_self": False, "placed_by_trainer": False},
            ["positioning", "silence"],
        ),
        ({"entered_on": None, "absences": ("x",)}, []),
        ({"entered_on": TODAY + timedelta(days=1), "absences": ("x",)}, []),
        ({"ends_on": TODAY - timedelta(days=1), "absences": ("x",)}, []),
    ],
)
def test_signs_at_their_boundaries(changes, codes):
    found = signs(_followed(**changes), RULE)
    assert [one.code for one in found] == codes
    assert all(one.why for one in found)


@pytest.mark.parametrize(
    ("count", "former", "expected"),
    [(0, None, None), (0, TODAY, None), (2, None, TODAY), (1, date(2026, 11, 1), date(2026, 11, 1))],
)
def test_signs_last_since_their_first_day_without_interruption(count, former, expected):
    assert since(TODAY, count, former) == expected


@pytest.fixture
def failed(path, trainer, now):
    """Inès has a competence that is not acquired."""
    record_ecf(
        actor=trainer, parcours=path, competence=1, on=TODAY, situation="Atelier", observations="", acquired=False,
        met={CIP.criteria(1)[0].id: Met.NO}, now=now,
    )  # fmt: skip
    return path


def _more(bastien, count, now, **changes):
    made = []
    for rank in range(count):
        person = cast.person(f"Sénac{rank:02d}", "Paul", date(1985, 5, 5))
        given = {"titre_ref": CIP.ref, "route": "formation", "starts_on": date(2026, 9, 1), **changes}
        made.append(Parcours.objects.create(person=person, **given))
        made[-1].trainers.add(bastien)
    refresh_watches(made, now=now)
    return made


def test_the_acts_of_training_bring_the_row_up_to_date(failed, trainer, now):
    row = DropoutWatch.objects.get(pk=failed.pk)
    assert "|ecf|" in row.codes
    assert row.count == len(row.signs)
    assert row.since == row.read_on == TODAY
    later = now + timedelta(days=3)
    for placing in Placing:
        levels = {CIP.competence_id(c.number): 1 for c in CIP.competences}
        place(actor=trainer, parcours=failed, placing=placing, levels=levels, on=TODAY, now=later)
    row.refresh_from_db()
    assert "positioning" not in row.codes
    assert (row.since, row.read_on) == (TODAY, TODAY + timedelta(days=3))
    record_ecf(
        actor=trainer, parcours=failed, competence=1, on=TODAY, situation="Atelier", observations="", acquired=True,
        met={CIP.criteria(1)[0].id: Met.YES}, now=later,
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.count, row.codes, row.signs, row.since) == (0, "", [], None)


def test_absences_are_read_again_by_the_job_of_their_minute(path, prestation, leader, trainer):
    """Attendance stands on a lower floor: it tells whom it touches, once for all the acts of a minute."""
    day = date(2027, 1, 4)
    stay = Participation.objects.create(
        prestation=prestation, parcours=path, entered_on=day, created_at=datetime(2026, 12, 1, tzinfo=PARIS)
    )
    prestation.status = "running"
    prestation.save()
    for rank in range(4):
        starts = datetime(2027, 1, 4 + rank, 9, 0, tzinfo=PARIS)
        seance = plan_seance(
            actor=leader, prestation=prestation, heading="Accueil", starts_at=starts,
            ends_at=starts + timedelta(hours=3), now=starts - timedelta(days=20),
        )  # fmt: skip
        record_attendance(
            actor=trainer, seance=seance, participation=stay, half_day=HalfDay.MORNING, presence=Presence.ABSENT,
            now=datetime(2027, 1, 8, 18, 0, 5 + rank, tzinfo=PARIS),
        )  # fmt: skip
    row = DropoutWatch.objects.get(pk=path.pk)
    assert row.stale
    asked = Job.objects.get(kind="formation.signs")
    assert asked.due_at == datetime(2027, 1, 8, 18, 1, tzinfo=PARIS)
    assert refresh_stale(now=asked.due_at) == 1
    row.refresh_from_db()
    assert not row.stale
    assert "|absence|" in row.codes
    assert any("de suite" in sign["why"] for sign in row.signs)


def test_a_path_of_another_route_has_no_row(path, trainer, now):
    path.route = "vae"
    path.save()
    touch_watches(trainer, [path.pk], now)
    assert refresh_watches([path], now=now) == 0
    assert not DropoutWatch.objects.exists()


def test_the_daily_job_reads_everyone_and_forgets_who_has_ended(path, bastien, now):
    over = _more(bastien, 1, now)[0]
    assert DropoutWatch.objects.filter(pk=over.pk, count__gt=0).exists()
    Parcours.objects.filter(pk=over.pk).update(stage="abandoned")
    from jalon.parcours.workflow import ENDED

    Parcours.objects.filter(pk=over.pk).update(stage=sorted(ENDED)[0])
    assert refresh_every(now=now) == 1
    assert [row.pk for row in DropoutWatch.objects.all()] == [path.pk]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"action": "  "}, ["ce qui a été fait"]),
        ({"means": ""}, ["quel moyen"]),
        ({"reached": None}, ["a été jointe"]),
        ({"review_on": TODAY - timedelta(days=1)}, ["se revoit après"]),
        ({"review_on": TODAY}, []),
        ({"decision": "wait"}, ["demande un jour"]),
        ({"decision": "leave", "reached": False}, ["se décide avec la personne"]),
        (
            {"action": "", "means": "", "reached": None, "decision": "wait"},
            ["fait", "moyen", "jointe", "jour"],
        ),
    ],
)
def test_a_follow_up_that_says_nothing_is_refused_with_every_reason(changes, said):
    given = {
        "on": TODAY,
        "action": "Appel",
        "decision": "",
        "review_on": None,
        "means": "call",
        "reached": True,
    }
    found = follow_up_faults(**{**given, **changes})
    assert len(found) == len(said)
    assert all(word in fault for word, fault in zip(said, found, strict=True))


def test_a_follow_up_is_kept_once_and_the_last_one_shows_on_the_row(failed, trainer, now):
    given = {
        "actor": trainer, "parcours": failed, "means": Means.CALL, "action": "Appel sans réponse", "signals": ["ecf"],
        "now": now,
    }  # fmt: skip
    with pytest.raises(TransitionRefused, match="dans l’avenir"):
        record_follow_up(**given, on=TODAY + timedelta(days=1), reached=False)
    first = record_follow_up(**given, on=TODAY - timedelta(days=2), reached=False)
    assert record_follow_up(**given, on=TODAY - timedelta(days=2), reached=False) == first
    record_follow_up(**given, on=TODAY, reached=True, decision=Decision.WAIT, review_on=TODAY)
    record_follow_up(**given, on=TODAY - timedelta(days=5), reached=False)
    assert FollowUp.objects.count() == 3
    row = DropoutWatch.objects.get(pk=failed.pk)
    assert (row.followed_on, row.reached, row.decision, row.review_on) == (TODAY, True, "wait", TODAY)
    told = JournalEntry.objects.filter(verb="formation.follow_up")
    assert [entry.data["reached"] for entry in told.order_by("pk")] == [False, True, False]


def test_the_board_is_searched_sorted_filtered_and_paged(client, failed, bastien, now):
    others = _more(bastien, 26, now)
    client.force_login(cast.user(Role.FORMATEUR))

    def names(**params):
        return client.get(reverse(BOARD), params).content.decode()

    first = names()
    assert first.index(failed.person.sort_name) < first.index(others[0].person.sort_name)  # most signs first
    assert others[25].person.sort_name in names(page=2)
    assert failed.person.sort_name in names(signe="ecf")
    assert others[0].person.sort_name not in names(signe="ecf")
    assert others[7].person.sort_name in names(q="senac07")
    assert "Personne ne correspond" in names(q="Zzz")
    for strange in ({"signe": "x"}, {"groupe": "x"}, {"groupe": "9" * 30}, {"referent": "-1"}, {"suite": "'"},
                    {"tri": "nimporte"}, {"page": "NaN"}, {"titre": "\0"}):  # fmt: skip
        assert client.get(reverse(BOARD), strange).status_code == 200
    for column in ("personne", "depuis", "referent", "suite", "-suite"):
        assert failed.person.sort_name in names(tri=column, q=failed.person.birth_name)


def test_the_board_tells_groups_and_what_was_done(client, failed, prestation, trainer, bastien, now):
    others = _more(bastien, 2, now)
    prestation.status = "running"
    prestation.save()
    Participation.objects.create(prestation=prestation, parcours=failed, entered_on=TODAY, created_at=now)
    record_follow_up(
        actor=trainer, parcours=others[0], on=TODAY, means="call", reached=False, action="Appel", signals=[],
        decision="wait", review_on=TODAY, now=now,
    )  # fmt: skip
    client.force_login(cast.user(Role.FORMATEUR))
    page = client.get(reverse(BOARD), {"groupe": prestation.pk}).content.decode()
    assert failed.person.sort_name in page
    assert others[0].person.sort_name not in page
    by = {
        value: client.get(reverse(BOARD), {"suite": value}).content.decode()
        for value in ("sans", "non-joint", "revoir")
    }
    assert others[0].person.sort_name not in by["sans"]
    assert others[1].person.sort_name in by["sans"]
    assert all(others[0].person.sort_name in by[value] for value in ("non-joint", "revoir"))
    lines = (
        client.get(reverse("formation:dropout_export"), {"suite": "revoir"})
        .content.decode("utf-8-sig")
        .splitlines()
    )
    assert len(lines) == 2
    assert "Relancer de nouveau" in lines[1]
    assert JournalEntry.objects.filter(verb="formation.export_dropout").exists()


@pytest.mark.parametrize("count", [3, 40])
def test_the_board_costs_the_same_whatever_the_number_of_paths(
    client, count, titres, bastien, now, django_assert_max_num_queries
):
    _more(bastien, count, now)
    client.force_login(cast.user(Role.RESPONSABLE_SESSION))
    client.get(reverse(BOARD))
    with django_assert_max_num_queries(16):
        assert client.get(reverse(BOARD)).status_code == 200


def test_another_trainer_sees_nobody_s_signs(client, failed):
    client.force_login(cast.user(Role.FORMATEUR, number=2))
    page = client.get(reverse(BOARD)).content.decode()
    assert failed.person.sort_name not in page
    assert "Aucun signal" in page
    assert client.get(reverse("formation:follow_up", args=[failed.pk])).status_code == 404
    assert failed.person.birth_name not in client.get(reverse("formation:dropout_export")).content.decode()


def test_a_follow_up_on_screen_leads_back_to_the_board(client, failed, bastien):
    client.force_login(cast.user(Role.FORMATEUR))
    url = f"{reverse('formation:follow_up', args=[failed.pk])}?depuis=decrochage"
    refused = client.post(
        url, {"on": "2026-11-10", "means": "call", "reached": "0", "action": "x", "decision": "leave"}
    )
    assert "se décide avec la personne" in refused.content.decode()
    sent = {
        "on": "2026-11-10",
        "means": "call",
        "reached": "1",
        "action": "Elle revient lundi.",
        "decision": "continue",
    }
    done = client.post(url, sent)
    assert (done.status_code, done.url) == (302, reverse(BOARD))
    assert (
        "Elle revient lundi."
        in client.get(reverse("formation:evaluations", args=[failed.pk])).content.decode()
    )


def test_the_centre_asks_for_a_reading_and_gets_it_once(client, path, bastien):
    client.force_login(cast.user(Role.FORMATEUR))
    assert "n’a pas encore été relevé" in client.get(reverse(BOARD)).content.decode()
    for _ in range(2):
        assert client.post(reverse("formation:dropout_read")).status_code == 302
    assert Job.objects.filter(kind="formation.signs.centre").count() == 1
    run_pending()
    assert DropoutWatch.objects.filter(pk=path.pk).exists()
