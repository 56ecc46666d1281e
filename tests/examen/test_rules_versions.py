"""From a version of a timetable to another: what changes for each candidate, counted once."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jalon.examen.rules.versions import Change, Kind, Phase, Place, changes, count_sentence, parts

DAY = date(2027, 3, 15)
PLACE = Place(
    DAY,
    "Jury 1",
    (Phase(0, "Mise en situation", 540, 570, "Salle A"), Phase(1, "Entretien", 600, 630, "Salle A")),
)


def shifted(place: Place, minutes: int) -> Place:
    phases = tuple(replace(p, start=p.start + minutes, end=p.end + minutes) for p in place.phases)
    return replace(place, phases=phases)


def test_each_kind_of_change_is_told_apart() -> None:
    elsewhere = replace(PLACE, phases=tuple(replace(p, room="Salle B") for p in PLACE.phases))
    assert parts(PLACE, PLACE) == ()
    assert parts(PLACE, replace(PLACE, day=DAY + timedelta(1))) == (Kind.DAY,)
    assert parts(PLACE, replace(PLACE, jury="Jury 2")) == (Kind.JURY,)
    assert parts(PLACE, shifted(PLACE, 30)) == (Kind.HOURS,)
    assert parts(PLACE, elsewhere) == (Kind.ROOM,)
    assert parts(None, PLACE) == (Kind.ADDED,)
    assert parts(PLACE, None) == (Kind.REMOVED,)


def test_somebody_whose_jury_and_hours_change_counts_once_by_the_gravest() -> None:
    change = Change(1, PLACE, replace(shifted(PLACE, 30), jury="Jury 2"), (Kind.JURY, Kind.HOURS))
    assert change.kind is Kind.JURY
    assert parts(change.before, change.after) == change.parts


def test_a_phase_moved_inside_a_day_that_keeps_its_ends_is_named() -> None:
    first, last = PLACE.phases
    middle = Phase(2, "Préparation", 575, 590, "")
    before = replace(PLACE, phases=(first, middle, last))
    after = replace(PLACE, phases=(first, replace(middle, start=580, end=595), last))
    (change,) = changes({1: before}, {1: after})
    assert [(one.start, other.start) for one, other in change.moved] == [(575, 580)]
    (whole,) = changes({1: before}, {1: shifted(before, 10)})
    assert whole.moved == ()


def test_a_deliberation_at_another_hour_is_told_of_the_jury_alone() -> None:
    before = replace(PLACE, alone=(Phase(9, "Délibération", 700, 710, ""),))
    after = replace(PLACE, alone=(Phase(9, "Délibération", 630, 640, ""),))
    (change,) = changes({1: before}, {1: after})
    assert change.parts == (Kind.ALONE,)
    assert [(one.start, other.start) for one, other in change.moved] == [(700, 630)]
    assert parts(before, replace(after, day=DAY + timedelta(1))) == (Kind.DAY,)
    told = count_sentence([change, Change(2, PLACE, PLACE, ())]).replace("\xa0", " ")
    assert told == "1 candidat dont le jury seul change d’heure, 1 inchangé."


def test_the_count_reads_as_a_sentence() -> None:
    found = [
        *(Change(n, PLACE, shifted(PLACE, 5), (Kind.HOURS,)) for n in range(3)),
        Change(3, PLACE, replace(PLACE, jury="Jury 2"), (Kind.JURY,)),
        *(Change(n, PLACE, PLACE, ()) for n in range(4, 60)),
    ]
    assert count_sentence(found).replace("\xa0", " ") == "1 candidat change de jury, 3 d’heure, 56 inchangés."
    assert count_sentence(found[:3]).replace("\xa0", " ") == "3 candidats changent d’heure."
    assert count_sentence(found[4:5]).replace("\xa0", " ") == "1 candidat inchangé."
    assert count_sentence([]) == "Aucun candidat n’est placé, ni avant ni après."
    arrivals = [Change(1, None, PLACE, (Kind.ADDED,)), Change(2, PLACE, None, (Kind.REMOVED,))]
    assert (
        count_sentence(arrivals).replace("\xa0", " ") == "1 candidat entre au planning, 1 sort du planning."
    )


places = st.builds(
    Place,
    day=st.sampled_from([DAY, DAY + timedelta(1)]),
    jury=st.sampled_from(["Jury 1", "Jury 2"]),
    phases=st.tuples(
        st.builds(
            Phase,
            rank=st.just(0),
            label=st.just("Entretien"),
            start=st.sampled_from([540, 600]),
            end=st.just(660),
            room=st.sampled_from(["A", "B"]),
        )
    ),
)
versions = st.dictionaries(st.integers(1, 6), places)


@given(versions, versions)
def test_everybody_of_either_version_is_there_once_and_back_again_is_the_reverse(
    before: dict[int, Place], after: dict[int, Place]
) -> None:
    found = changes(before, after)
    assert sorted(c.candidate for c in found) == sorted({*before, *after})
    assert {c.candidate for c in found if c.kind is Kind.SAME} == {
        who for who in before if before[who] == after.get(who)
    }
    back = {c.candidate: c for c in changes(after, before)}
    swap = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED}
    assert all(back[c.candidate].kind is swap.get(c.kind, c.kind) for c in found)
