"""The rules of the VAE at their boundaries: experiences, coverage, plans, results, leave."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.parcours.workflow import workflow_of
from jalon.referentiel.shipped import shipped_titres
from jalon.vae.rules.coverage import Shown, aimed_blocs, coverage
from jalon.vae.rules.experiences import Lived, experience_faults, total_hours
from jalon.vae.rules.feasibility import FeasibilityFacts, advice, interview_faults, missing
from jalon.vae.rules.guidance import Case, warnings, way
from jalon.vae.rules.leave import DEFAULT, Leave, answer_faults, request_faults, withdrawal_faults
from jalon.vae.rules.plans import (
    Gauge,
    PlanLimits,
    Slot,
    agreement_faults,
    held_faults,
    meeting_faults,
    plan_faults,
    price_cents,
)
from jalon.vae.rules.results import (
    OUTCOMES,
    Verdict,
    advised_way,
    left_after_session,
    result_of_session,
    revision_faults,
    steps_faults,
    verdict_faults,
)

CIP = shipped_titres()["TP-00403.08"]
TODAY = date(2026, 11, 16)
LIMITS = PlanLimits(plan_min=12 * 60, plan_max=30 * 60, meeting_min=60, meeting_max=180)
AT = datetime(2026, 11, 16, 13, tzinfo=UTC)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2040, 12, 31))


class TestExperiences:
    def test_no_length_is_too_short(self) -> None:
        assert experience_faults(TODAY, TODAY, today=TODAY) == []

    @pytest.mark.parametrize(
        ("starts_on", "ends_on", "field"),
        [
            (TODAY + timedelta(days=1), None, "starts_on"),
            (date(1990, 1, 1), None, "starts_on"),
            (date(2020, 2, 29), date(2020, 2, 28), "ends_on"),
            (date(2020, 1, 1), TODAY + timedelta(days=1), "ends_on"),
        ],
    )
    def test_dates_hold_together(self, starts_on: date, ends_on: date | None, field: str) -> None:
        found = experience_faults(starts_on, ends_on, today=TODAY, birth_date=date(1990, 1, 1))
        assert [name for name, _ in found] == [field]

    def test_every_fault_is_told_at_once(self) -> None:
        found = experience_faults(
            date(1980, 1, 1), date(1979, 1, 1), today=TODAY, birth_date=date(1990, 1, 1), weekly_minutes=0
        )
        assert [name for name, _ in found] == ["starts_on", "ends_on", "weekly_minutes"]

    @pytest.mark.parametrize(("minutes", "refused"), [(1, False), (168 * 60, False), (168 * 60 + 1, True)])
    def test_a_week_has_168_hours(self, minutes: int, refused: bool) -> None:
        assert bool(experience_faults(TODAY, None, today=TODAY, weekly_minutes=minutes)) is refused

    def test_hours_are_those_of_the_weeks_lived(self) -> None:
        four_weeks = Lived(date(2026, 1, 5), date(2026, 2, 1), weekly_minutes=600)
        assert four_weeks.hours(TODAY) == 40
        untold = Lived(date(2026, 1, 5), date(2026, 2, 1))
        assert untold.hours(TODAY) is None
        assert total_hours([four_weeks, untold], TODAY) == 40

    @given(starts_on=DAYS, length=st.integers(0, 4000), today=DAYS)
    def test_an_experience_never_lasts_beyond_today(self, starts_on: date, length: int, today: date) -> None:
        one = Lived(starts_on, starts_on + timedelta(days=length))
        assert 0 <= one.days(today) <= max(0, (today - starts_on).days + 1)


class TestCoverage:
    def test_the_blocs_aimed_at_are_all_less_those_dispensed(self) -> None:
        one, two, three = CIP.ccps
        assert aimed_blocs(CIP, []) == [one, two, three]
        assert aimed_blocs(CIP, [two.id]) == [two]
        assert aimed_blocs(CIP, [], [one.id]) == [two, three]

    def test_an_example_weighs_more_than_a_tick(self) -> None:
        ref = CIP.competence_id(1)
        blocs = coverage(CIP, [10, 11, 12], [Shown(10, ref), Shown(11, ref, "Un atelier")])
        line = blocs[0].lines[0]
        assert [cell.heat for cell in line.cells] == [2, 4, 0]
        assert (line.shown, line.told, blocs[0].covered) == (2, 1, 1)

    def test_what_nothing_shows_is_worth_a_question_only_in_the_blocs_aimed_at(self) -> None:
        blocs = coverage(CIP, [], [], ccp_refs=[CIP.ccps[1].id])
        assert len(advice(blocs)) == len(CIP.ccps[1].competences)


def facts(**more: object) -> FeasibilityFacts:
    shown = [Shown(1, CIP.competence_id(c.number), "Fait") for ccp in CIP.ccps for c in ccp.competences]
    given_: dict[str, object] = {
        "birth_date": date(1990, 1, 1), "reachable": True, "experiences": 1, "untold": (),
        "blocs": coverage(CIP, [1], shown), "has_cv": True, "interviewed": True, "opinion": "favourable",
        "opinion_text": "",
    }  # fmt: skip
    return FeasibilityFacts(**(given_ | more))  # type: ignore[arg-type]


class TestFeasibility:
    def test_a_complete_file_lacks_nothing(self) -> None:
        assert missing(facts()) == []

    def test_an_empty_file_tells_everything_it_lacks(self) -> None:
        found = missing(
            facts(
                birth_date=None, reachable=False, experiences=0, blocs=coverage(CIP, [], []), has_cv=False,
                interviewed=False, opinion="",
            )
        )  # fmt: skip
        assert len(found) == 6
        assert not any("justificatif" in reason or "preuve" in reason for reason in found)

    def test_each_bloc_aimed_at_needs_one_competence_shown_and_no_more(self) -> None:
        one = CIP.ccps[0].competences[0]
        blocs = coverage(CIP, [1], [Shown(1, CIP.competence_id(one.number))])
        assert missing(facts(blocs=blocs)) == [
            "CCP 2 : aucune expérience ne montre une de ses compétences.",
            "CCP 3 : aucune expérience ne montre une de ses compétences.",
        ]

    @pytest.mark.parametrize(
        ("opinion", "text", "lacks"),
        [("favourable", "", 0), ("reserved", "", 1), ("unfavourable", "  ", 1), ("reserved", "À étoffer", 0)],
    )
    def test_an_opinion_that_is_not_favourable_is_motivated(
        self, opinion: str, text: str, lacks: int
    ) -> None:
        assert len(missing(facts(opinion=opinion, opinion_text=text))) == lacks

    def test_the_interview_lasts_what_the_centre_has_set_at_most(self) -> None:
        assert interview_faults(60, longest=60) == []
        assert "60 minutes" in interview_faults(61, longest=60)[0]
        assert interview_faults(0, longest=60)


class TestPlans:
    @pytest.mark.parametrize(
        ("hours", "first", "refused"),
        [(11, True, True), (12, True, False), (30, True, False), (31, True, True), (4, False, False),
         (31, False, True)],
    )  # fmt: skip
    def test_the_first_plan_keeps_to_both_limits(self, hours: int, first: bool, refused: bool) -> None:
        assert bool(plan_faults(hours * 60, LIMITS, first=first)) is refused

    @pytest.mark.parametrize(("minutes", "refused"), [(59, True), (60, False), (180, False), (181, True)])
    def test_a_meeting_lasts_from_one_to_three_hours(self, minutes: int, refused: bool) -> None:
        assert bool(meeting_faults(Slot(AT, minutes), [], LIMITS)) is refused

    def test_two_meetings_may_touch_but_not_overlap(self) -> None:
        known = [Slot(AT, 60)]
        assert meeting_faults(Slot(AT + timedelta(minutes=60), 60), known, LIMITS) == []
        assert meeting_faults(Slot(AT + timedelta(minutes=59), 60), known, LIMITS)

    def test_a_plan_is_agreed_on_hours_that_add_up(self) -> None:
        slots = [Slot(AT + timedelta(days=n), 180) for n in range(4)]
        assert agreement_faults(12 * 60, slots, LIMITS, first=True) == []
        assert "9" in agreement_faults(12 * 60, slots[:3], LIMITS, first=True)[0]
        assert "vide" in agreement_faults(12 * 60, [], LIMITS, first=True)[0]

    def test_a_meeting_is_told_once_begun(self) -> None:
        assert held_faults(60, AT, AT, LIMITS) == []
        assert held_faults(60, AT + timedelta(minutes=1), AT, LIMITS)
        assert held_faults(0, AT, AT, LIMITS)

    @given(st.integers(0, 100_000), st.integers(0, 20_000))
    def test_the_price_is_proportional(self, minutes: int, hourly: int) -> None:
        assert abs(price_cents(minutes, hourly) * 60 - minutes * hourly) <= 30

    @given(st.integers(0, 5000), st.integers(0, 5000))
    def test_a_gauge_stays_between_0_and_100(self, done: int, planned: int) -> None:
        assert 0 <= Gauge(done, planned).share <= 100


ONE, TWO, THREE = (ccp.id for ccp in CIP.ccps)
C15 = CIP.competence_id(12)


class TestResults:
    def test_the_eight_results_have_an_outcome(self) -> None:
        assert len(OUTCOMES) == 8

    @pytest.mark.parametrize(
        "verdict",
        [
            Verdict("full_whole", True, (ONE, TWO, THREE), (ONE, TWO, THREE)),
            Verdict("partial_whole", True, (ONE, TWO, THREE), (ONE,), (TWO, THREE)),
            Verdict("full_blocs", False, (ONE,), (ONE,)),
            Verdict("partial_blocs", False, (ONE, TWO), (TWO,), (C15,)),
            Verdict("partial_pending", True, (ONE, TWO, THREE), (ONE,), (C15,)),
            Verdict("none", True, (ONE, TWO, THREE)),
            Verdict("excused", True, (ONE,)),
            Verdict("absent", False, (ONE,)),
        ],
        ids=lambda verdict: verdict.result,
    )
    def test_each_result_is_accepted_with_what_goes_with_it(self, verdict: Verdict) -> None:
        assert verdict_faults(verdict) == []

    @pytest.mark.parametrize(
        ("verdict", "said"),
        [
            (Verdict("full_blocs", True, (ONE,), (ONE,)), "certification entière"),
            (Verdict("full_whole", False, (ONE,), (ONE,)), "visait des blocs"),
            (Verdict("full_whole", True, (ONE, TWO), (ONE,)), "tous les blocs"),
            (Verdict("partial_whole", True, (ONE, TWO), (), (C15,)), "un bloc au moins"),
            (Verdict("partial_whole", True, (ONE, TWO), (ONE, TWO), (C15,)), "laisse un bloc"),
            (Verdict("partial_whole", True, (ONE, TWO), (ONE,)), "nomme ce qui est à compléter"),
            (Verdict("none", True, (ONE,), (ONE,)), "ne valide aucun bloc"),
            (Verdict("absent", True, (ONE,), (), (C15,)), "pas entendu"),
            (Verdict("full_blocs", False, (ONE,), (ONE, TWO)), "n’étaient pas visés"),
        ],
    )
    def test_a_result_that_contradicts_itself_is_refused(self, verdict: Verdict, said: str) -> None:
        assert any(said in fault for fault in verdict_faults(verdict))

    def test_every_point_of_the_jury_gets_its_way_and_no_other(self) -> None:
        assert steps_faults([ONE, C15], expected=[ONE, C15]) == []
        assert len(steps_faults([TWO], expected=[ONE, C15])) == 3

    def test_a_bloc_is_sat_and_a_competence_trained(self) -> None:
        assert advised_way(ONE, "partial") == "ccp_session"
        assert advised_way(C15, "partial") == "training"
        assert advised_way(ONE, "none") == "new_dossier"


def leave(**more: object) -> Leave:
    asked: dict[str, object] = {
        "requested_on": date(2027, 1, 31), "starts_on": date(2027, 3, 2), "ends_on": date(2027, 3, 9), "minutes": 2880,
    }  # fmt: skip
    return Leave(**(asked | more))  # type: ignore[arg-type]


class TestLeave:
    def test_the_request_comes_thirty_days_before(self) -> None:
        assert request_faults(leave(starts_on=date(2027, 3, 2)), recevable=True) == []
        assert "02/03/2027" in request_faults(leave(starts_on=date(2027, 3, 1)), recevable=True)[0]

    def test_48_hours_in_all_for_one_validation(self) -> None:
        assert request_faults(leave(minutes=1440), recevable=True, used=1440) == []
        assert "il en reste 24" in request_faults(leave(minutes=1441), recevable=True, used=1440)[0]

    def test_it_goes_with_the_recevabilite(self) -> None:
        assert "recevabilité" in request_faults(leave(), recevable=False)[0]

    def test_every_fault_is_told_at_once(self) -> None:
        found = leave(ends_on=date(2027, 2, 1), starts_on=date(2027, 2, 2), minutes=0)
        assert len(request_faults(found, recevable=False)) == 4

    def test_the_employer_has_fifteen_calendar_days(self) -> None:
        one = leave()
        assert one.answer_due_on == date(2027, 2, 15)
        assert one.state(date(2027, 2, 15)) == "waiting"
        assert one.state(date(2027, 2, 16)) == "tacit"  # R6422-4
        assert one.tacit_on == date(2027, 2, 16)
        strict = replace(one, limits=replace(DEFAULT, silence_grants=False))
        assert strict.state(date(2027, 2, 16)) == "silent"
        assert leave(answer="granted", answered_on=date(2027, 2, 1)).state(date(2028, 1, 1)) == "granted"

    @pytest.mark.parametrize(
        ("starts_on", "latest"),
        [
            (date(2027, 3, 2), date(2027, 4, 2)),
            (date(2027, 1, 31), date(2027, 2, 28)),
            (date(2028, 1, 31), date(2028, 2, 29)),
        ],
    )
    def test_a_postponement_is_of_one_month_at_most(self, starts_on: date, latest: date) -> None:
        asked = {"requested_on": date(2026, 12, 1), "starts_on": starts_on, "ends_on": starts_on}
        answered = {"answer": "postponed", "answered_on": date(2026, 12, 10)}
        assert answer_faults(leave(**asked, **answered, postponed_to=latest)) == []
        assert answer_faults(leave(**asked, **answered, postponed_to=latest + timedelta(days=1)))
        assert answer_faults(leave(**asked, **answered, postponed_to=starts_on))
        assert answer_faults(leave(**asked, **answered))

    def test_an_answer_never_precedes_its_request(self) -> None:
        assert answer_faults(leave(answer="granted", answered_on=date(2027, 1, 30)))

    @given(DAYS)
    def test_its_clocks_never_run_backwards(self, day: date) -> None:
        one = leave(requested_on=day, starts_on=day + timedelta(days=30), ends_on=day + timedelta(days=31))
        assert one.answer_due_on > one.requested_on
        assert one.latest_start > one.starts_on

    def test_silence_being_an_agreement_no_postponement_comes_after_it(self) -> None:
        told = {"answer": "postponed", "postponed_to": date(2027, 3, 9)}
        assert answer_faults(leave(**told, answered_on=date(2027, 2, 15))) == []
        late = leave(**told, answered_on=date(2027, 2, 16))
        assert "R6422-4" in answer_faults(late)[0]
        assert answer_faults(replace(late, limits=replace(DEFAULT, silence_grants=False))) == []

    @pytest.mark.parametrize(
        ("requested_on", "first"),
        [
            (date(2027, 1, 31), date(2027, 3, 2)),
            (date(2028, 1, 31), date(2028, 3, 1)),  # 2028 is a leap year
            (date(2027, 12, 31), date(2028, 1, 30)),
        ],
    )
    def test_the_notice_is_counted_in_days_across_months_and_years(
        self, requested_on: date, first: date
    ) -> None:
        asked = {"requested_on": requested_on, "ends_on": first + timedelta(days=5)}
        assert request_faults(leave(**asked, starts_on=first), recevable=True) == []
        assert request_faults(leave(**asked, starts_on=first - timedelta(days=1)), recevable=True)

    def test_the_centre_may_set_other_limits(self) -> None:
        wide = replace(DEFAULT, hours=72, notice_days=10)
        asked = leave(minutes=72 * 60, starts_on=date(2027, 2, 10))
        assert len(request_faults(asked, recevable=True)) == 2
        assert request_faults(replace(asked, limits=wide), recevable=True) == []

    def test_it_begins_while_the_recevabilite_holds(self) -> None:
        last = date(2027, 3, 2)
        assert request_faults(leave(), recevable=True, recevable_until=last) == []
        assert request_faults(leave(), recevable=True, recevable_until=last - timedelta(days=1))

    def test_a_request_is_withdrawn_before_the_leave_begins(self) -> None:
        assert withdrawal_faults(leave(), date(2027, 3, 1)) == []
        assert withdrawal_faults(leave(), date(2027, 3, 2))
        assert withdrawal_faults(leave(withdrawn_on=date(2027, 2, 1)), date(2027, 2, 1))
        assert answer_faults(leave(withdrawn_on=date(2027, 2, 1), answered_on=date(2027, 2, 2)))


class TestSessions:
    @pytest.mark.parametrize(
        ("outcome", "whole", "held", "result", "left"),
        [
            ("title", True, (ONE, TWO, THREE), "full_whole", ()),
            ("title", False, (ONE, TWO, THREE), "full_blocs", ()),
            ("partial", True, (ONE,), "partial_whole", (TWO, THREE)),
            ("partial", True, (ONE, TWO, THREE), "partial_whole", ("TP-00403.08/final_interview",)),
            ("partial", False, (ONE,), "partial_blocs", (TWO, THREE)),
            ("partial", False, (ONE, TWO, THREE), "full_blocs", ()),
            ("none", True, (), "none", (ONE, TWO, THREE)),
            ("absent", True, (), "absent", ()),
            ("excused", False, (), "excused", ()),
        ],
    )
    def test_what_a_jury_decided_is_one_of_the_eight_results(
        self, outcome: str, whole: bool, held: tuple[str, ...], result: str, left: tuple[str, ...]
    ) -> None:
        aimed = (ONE, TWO, THREE)
        assert result_of_session(outcome, whole=whole, aimed=aimed, held=held) == result
        assert result in OUTCOMES
        assert left_after_session("TP-00403.08", outcome, whole=whole, aimed=aimed, held=held) == left


class TestRevisions:
    def faults(self, **more: object) -> list[str]:
        told: dict[str, object] = {
            "former": "partial_pending", "result": "partial_whole", "former_on": date(2026, 11, 2), "on": TODAY,
            "today": TODAY, "pv": "", "replaced": False, "why": "Courrier du 14 novembre",
        }  # fmt: skip
        return revision_faults(**(told | more))  # type: ignore[arg-type]

    def test_a_confirmation_follows_the_decision_and_says_where_it_comes_from(self) -> None:
        assert self.faults() == []
        assert self.faults(on=date(2026, 11, 2)) == []
        assert "précède" in self.faults(on=date(2026, 11, 1))[0]
        assert "avenir" in self.faults(on=TODAY + timedelta(days=1))[0]
        assert self.faults(why="  ")

    def test_everything_is_told_at_once(self) -> None:
        found = self.faults(
            result="partial_pending", on=TODAY + timedelta(days=1), pv="PV-1", replaced=True, why=""
        )
        assert len(found) == 5

    def test_a_mistake_of_copy_may_have_been_dated_too_late(self) -> None:
        assert self.faults(former="none", on=date(2026, 10, 30)) == []


def case(**more: object) -> Case:
    told: dict[str, object] = {
        "stage": "sent", "on_portal": True, "autonomous": False, "blocs": False, "situation": "private", "months": 2,
        "jury_months": 3,
    }  # fmt: skip
    return Case(**(told | more))  # type: ignore[arg-type]


class TestGuidance:
    def test_every_stage_of_the_route_stands_somewhere_on_the_way(self) -> None:
        for stage in workflow_of("vae").states:
            states = [leg.state for leg in way(case(stage=stage))]
            assert states == sorted(states, key=["done", "current", "later"].index)
            assert states.count("current") == (0 if stage in ("awarded", "closed") else 1)

    @pytest.mark.parametrize("on_portal", [True, False])
    @pytest.mark.parametrize("situation", ["private", "public", "jobseeker", "independent"])
    def test_the_certifier_of_a_title_is_the_ddets_whatever_the_situation(
        self, on_portal: bool, situation: str
    ) -> None:
        legs = way(case(on_portal=on_portal, situation=situation))
        assert "DDETS" in next(leg for leg in legs if leg.code == "admissibility").who
        assert not any("DAVA" in leg.how for leg in legs)

    def test_a_public_agent_is_told_not_to_write_to_the_dava(self) -> None:
        assert any("DAVA" in text and "DDETS" in text for text in warnings(case(situation="public")))
        assert warnings(case()) == ()

    def test_off_the_portal_nothing_sends_to_france_vae(self) -> None:
        told = " ".join(leg.how for leg in way(case(on_portal=False)))
        assert "vae.gouv.fr" not in told
        assert "vae.gouv.fr" in " ".join(leg.how for leg in way(case()))

    def test_alone_no_adviser_is_named(self) -> None:
        legs = way(case(autonomous=True))
        assert not any("accompagnateur" in leg.who for leg in legs)
        assert any("accompagnateur" in leg.who for leg in way(case()))

    def test_no_proof_of_experience_is_ever_asked(self) -> None:
        assert missing(facts(autonomous=True, interviewed=False, opinion="")) == []
        for alone in (True, False):
            told = " ".join(leg.how for leg in way(case(autonomous=alone)))
            assert "Aucun justificatif d’expérience ne se demande" in told
