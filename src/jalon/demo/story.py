"""The whole story of a session, from the spreadsheet to the validated procès-verbal.

Each chapter is told at its own date, before or after the exam, with the operations that the screens call.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import localdate

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.common.spreadsheets import to_xlsx
from jalon.demo.papers import written_paper
from jalon.demo.roster import SCENARIOS, Sitter
from jalon.demo.world import World, at, open_candidate_account, working_days
from jalon.dossier.operations import hand_over_piece
from jalon.dossier.rules import pieces_due
from jalon.examen.enums import (
    DayEventKind,
    IncidentKind,
    InscriptionStatus,
    Presence,
    SeatRole,
    TimetableStatus,
    UnforeseenKind,
)
from jalon.examen.models import Appointment, ExamSession, Inscription, ScenarioSheet
from jalon.examen.operations.checklist import draw_up_checklist, tick_item
from jalon.examen.operations.convocations import send_convocations
from jalon.examen.operations.day import record_pli_opening, record_presence, report_incident
from jalon.examen.operations.draw import draw_scenario, publish_commitment, reveal_seed, save_sheet
from jalon.examen.operations.imports import apply_import, read_received, receive_candidates
from jalon.examen.operations.inscriptions import (
    acknowledge_reglement,
    admit_ready,
    decide_arrangement,
    request_arrangement,
)
from jalon.examen.operations.live import Told, record_event
from jalon.examen.operations.reports import add_complement, sign_report, write_report
from jalon.examen.operations.sessions import DayHours, advance_session, create_session
from jalon.examen.operations.timetable import keep_plan, plan_timetable, publish_timetable
from jalon.examen.operations.unforeseen import (
    apply_remedy,
    keep_remedies,
    remedies_for,
    report_unforeseen,
)
from jalon.examen.queries.imports import current_plan
from jalon.jury.enums import GridStatus, InterviewResult, Observation, Outcome, SignatureMethod
from jalon.jury.models import Grid
from jalon.jury.operations.composition import compose_jury
from jalon.jury.operations.deliberation import deliberate
from jalon.jury.operations.grids import open_grids, prepare_joint_sheet, save_marks, submit_grid
from jalon.jury.operations.habilitations import accept_charter
from jalon.jury.operations.pv import establish_pv, sign_pv, transmit_pv, validate_pv
from jalon.jury.queries.composition import jury_of
from jalon.jury.queries.grids import grid_page
from jalon.jury.queries.results import candidature_of
from jalon.jury.queries.signers import signers_of
from jalon.jury.rules.deliberation import Candidature, CCPChoice
from jalon.jury.rules.grid import Touch
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.parcours.operations import (
    award_ccp,
    record_company_period,
    record_ecf_results,
    update_parcours,
)
from jalon.people.models import Person
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import TitreVersion


class Chapter(IntEnum):
    """How far a story is told."""

    REGISTERED = 1
    PLANNED = 2
    CONVENED = 3
    STARTED = 4
    DELIBERATED = 5
    SIGNED = 6
    TRANSMITTED = 7
    VALIDATED = 8


@dataclass(frozen=True, slots=True)
class Script:
    """What is particular to one session: its title, its days, its candidates and how many juries sit."""

    titre_code: str
    first_day: date
    days: int
    sitters: tuple[Sitter, ...]
    juries: int
    every_day: bool = False
    """Whether the session is held on the very days, even a Sunday (a session that takes place today)."""
    cannot_come: str = ""
    """The last name of a candidate who says, the day before, that they cannot come."""
    told_at: datetime | None = None
    """When the story is told: no act is dated later. None: a story without present, for tests."""


def tell(world: World, script: Script, *, until: Chapter) -> ExamSession:
    """Tell the story of a session up to and with a chapter, each chapter in its own transaction."""
    story = Story(world, script)
    for chapter, tell_chapter in story.chapters():
        if chapter <= until:
            with transaction.atomic():
                tell_chapter()
    return story.session


class Story:
    """A session being told; chapters are called in order."""

    session: ExamSession

    def __init__(self, world: World, script: Script) -> None:
        self.world, self.script = world, script
        self.titre = get_titre(script.titre_code)
        if script.every_day:
            self.days = [script.first_day + timedelta(days=n) for n in range(script.days)]
        else:
            self.days = working_days(script.first_day, script.days)
        self.lead = world.actor(Role.RESPONSABLE_SESSION)
        self.by_name = {(s.last_name, s.first_name): s for s in script.sitters}
        self.has_actor = any(
            self.titre.conduct(test.kind).actors for test in self.titre.scheme("title").tests
        )

    def chapters(self) -> Iterator[tuple[Chapter, Callable[[], None]]]:
        """Chapters in order."""
        yield Chapter.REGISTERED, self.register
        yield Chapter.PLANNED, self.plan
        yield Chapter.CONVENED, self.convene
        yield Chapter.STARTED, self.start
        yield Chapter.DELIBERATED, self.assess
        yield Chapter.SIGNED, self.sign
        yield Chapter.TRANSMITTED, self.transmit
        yield Chapter.VALIDATED, self.validate

    def before(self, days: int, hour: int = 10) -> datetime:
        """A morning some days before the exam."""
        return self.moment(self.days[0] - timedelta(days=days), hour)

    def after(self, days: int, hour: int = 10) -> datetime:
        """A morning some days after the exam."""
        return self.moment(self.days[-1] + timedelta(days=days), hour)

    def moment(self, day: date, hour: int, minute: int = 0) -> datetime:
        """That hour of that day, or the present when it has not come: the order of acts stays."""
        moment = at(day, hour, minute)
        return min(moment, self.script.told_at) if self.script.told_at else moment

    # -- before the exam

    def register(self) -> None:
        """The session is prepared and declared; candidates come from the centre's spreadsheet."""
        self.session = create_session(
            actor=self.lead,
            organisme=self.world.centre,
            titre_ref=self.titre.ref,
            site=self.world.site,
            scopes=["title", *(ccp.scope for ccp in self.titre.ccps), "final_interview"],
            days=[DayHours(day, time(8, 30), time(18, 0)) for day in self.days],
            responsable=self.world.users[Role.RESPONSABLE_SESSION],
            salles=self.world.salles,
            comediens=[self.world.comedien] if self.has_actor else [],
            now=self.before(70),
        )
        advance_session(
            actor=self.lead,
            session=self.session,
            transition="declare",
            ceres_number=f"31-{self.days[0]:%y%m}-{self.session.pk:03d}",
            now=self.before(65),
        )
        self._import_candidates(self.before(60))
        for inscription in self.inscriptions():
            self._complete(inscription, self.sitter(inscription))
        admit_ready(actor=self.lead, session=self.session, now=self.before(30))
        draw_up_checklist(actor=self.lead, session=self.session, now=self.before(30, 11))

    def _import_candidates(self, now: datetime) -> None:
        workbook = candidate_workbook(self.titre, self.script.sitters, self.days[0])
        imported, _ = receive_candidates(
            actor=self.lead,
            session=self.session,
            file=ContentFile(workbook, name="candidats.xlsx"),
            now=now,
        )
        read_received(imported=imported, now=now)
        apply_import(actor=self.lead, imported=imported, digest=current_plan(imported).digest, now=now)

    def _complete(self, inscription: Inscription, sitter: Sitter) -> None:
        """What each route asks: trainers, hours and their proof, ECF, recevabilité, CCPs already held."""
        parcours, person = inscription.parcours, inscription.person
        training = inscription.route in Route.training()
        vae = inscription.route == Route.VAE
        now = self.before(45)
        update_parcours(
            actor=self.lead,
            parcours=parcours,
            route=parcours.route,
            starts_on=self.days[0] - timedelta(days=300) if training else parcours.starts_on,
            ends_on=self.days[0] - timedelta(days=20) if training else parcours.ends_on,
            recevabilite_until=parcours.recevabilite_until,
            recevabilite_number=parcours.recevabilite_number,
            trainers=[self.world.adviser] if vae else [self.world.trainer] if training else [],
            now=now,
        )
        if training:
            self._training(parcours, inscription, ready=sitter.ready)
        for number in sitter.held:
            award_ccp(
                actor=self.lead,
                person=person,
                ccp_ref=self.titre.ccp(number).id,
                awarded_on=self.days[0] - timedelta(days=200),
                session_label="Session antérieure",
                now=now,
            )
        if sitter.extra_time:
            request_arrangement(
                actor=self.lead,
                inscription=inscription,
                requested_on=self.before(95).date(),
                measures="Temps majoré d’un tiers ; sujets en corps 14.",
                now=now,
            )
            decide_arrangement(
                actor=self.lead,
                inscription=inscription,
                granted=True,
                decided_on=self.before(40).date(),
                decision_number=f"AM-31-{inscription.pk:04d}",
                extra_time_percent=sitter.extra_time,
                measures="Temps majoré d’un tiers ; sujets en corps 14.",
                now=self.before(38),
            )
        if sitter.ready:
            acknowledge_reglement(
                actor=self.lead, inscription=inscription, on=self.before(40).date(), now=self.before(40)
            )
            for due in pieces_due(self.titre, inscription.scopes):
                hand_over_piece(
                    actor=self.lead,
                    parcours=parcours,
                    kind=due.kind,
                    file=written_paper(due.label, person.full_name, self.titre.title),
                    now=self.before(35),
                )
        if sitter.has_account:
            open_candidate_account(self.world, person, self.before(34))

    def _training(self, parcours: Parcours, inscription: Inscription, *, ready: bool) -> None:
        scopes = inscription.scopes
        asked = [ccp for ccp in self.titre.ccps if "title" in scopes or ccp.scope in scopes]
        for ccp in asked:
            record_company_period(
                actor=self.lead,
                parcours=parcours,
                ccp_number=ccp.number,
                company="Mission locale du Lauragais" if ccp.number % 2 else "Atelier d’insertion La Remise",
                hours=ccp.scheme.company_hours or 0,
                starts_on=self.days[0] - timedelta(days=250 - 60 * ccp.number),
                ends_on=min(self.days[0] - timedelta(days=210 - 60 * ccp.number), self.before(40).date()),
                proof_received_on=self.before(40).date() if ready else None,
                now=self.before(40),
            )
        record_ecf_results(
            actor=self.lead,
            parcours=parcours,
            results={
                self.titre.competence_id(competence.number): True
                for ccp in asked
                for competence in self.titre.competences_of_ccp(ccp.number)
            },
            evaluated_on=self.before(25).date() - timedelta(days=20),
            now=self.before(24),
        )

    def plan(self) -> None:
        """Juries are composed, the timetable is computed and published."""
        jurors = self.world.jurors[self.script.titre_code]
        size = len(jurors) // self.script.juries
        for number in range(1, self.script.juries + 1):
            members = jurors[(number - 1) * size : number * size]
            compose_jury(
                actor=self.lead,
                session=self.session,
                number=number,
                seats=[
                    (person, SeatRole.PRESIDENT if rank == 0 else SeatRole.MEMBER)
                    for rank, person in enumerate(members)
                ],
                dates=self.days,
                salle=self.world.salles[number - 1],
                now=self.before(28),
            )
        plan = plan_timetable(actor=self.lead, session=self.session, now=self.before(25))
        draft = keep_plan(actor=self.lead, session=self.session, plan=plan, now=self.before(25))
        publish_timetable(actor=self.lead, timetable=draft, revision=draft.revision, now=self.before(24))

    def convene(self) -> None:
        """The dossier technique arrives, everyone is convened, the lottery is committed."""
        advance_session(actor=self.lead, session=self.session, transition="receive_dte", now=self.before(21))
        send_convocations(actor=self.lead, session=self.session, now=self.before(20))
        advance_session(actor=self.lead, session=self.session, transition="convene", now=self.before(20, 15))
        if self.has_actor:
            for number, (label, content) in enumerate(SCENARIOS, 1):
                save_sheet(
                    actor=self.lead,
                    session=self.session,
                    number=number,
                    label=label,
                    content=content,
                    now=self.before(5),
                )
            publish_commitment(actor=self.lead, session=self.session, now=self.before(2))
        for item in self.session.checklist.all():
            tick_item(actor=self.lead, item=item, available=True, note="", now=self.before(1))
        for person in self.jurors():
            accept_charter(
                actor=self.world.juror_actor(person), session=self.session, person=person, now=self.before(4)
            )

        if self.script.cannot_come:
            self._answer_unforeseen(self.before(1, 16))

    def _answer_unforeseen(self, now: datetime) -> None:
        """A candidate cannot come: the remedy that moves nobody is published, those concerned alone are told."""
        who = next(i for i in self.inscriptions() if i.person.birth_name == self.script.cannot_come)
        row = report_unforeseen(
            actor=self.lead,
            session=self.session,
            kind=UnforeseenKind.NO_SHOW,
            facts={"inscription": who.pk, "note": "Retenu par son employeur, demande la session suivante"},
            sentence=f"Candidat n° {who.number} {who.person.sort_name} ne vient pas",
            now=now,
        )
        keep_remedies(unforeseen=row, computed=remedies_for(row, now=now))
        apply_remedy(actor=self.lead, unforeseen=row, choice=0, now=now)
        send_convocations(actor=self.lead, session=self.session, now=now)

    # -- the exam

    def start(self) -> None:
        """The first morning: plis opened with a witness, presence, the first draws, the first grids."""
        morning = self.moment(self.days[0], 8, 10)
        candidates = self.inscriptions()
        present = [i for i in candidates if not self.sitter(i).absent]
        record_pli_opening(
            actor=self.lead,
            session=self.session,
            witness=present[0],
            opened_at=morning,
            seals_intact=True,
            remarks="",
            now=morning,
        )
        advance_session(
            actor=self.lead, session=self.session, transition="start", now=self.moment(self.days[0], 8, 20)
        )
        first = [i for i in present if self.day_of(i) == self.days[0]]
        for inscription in first:
            self._welcome(inscription)
        self._draw(first)
        self._follow(first)
        begun = first[0]
        jury = jury_of(begun)
        if jury is not None:
            for seat in jury.seats.select_related("person__user"):
                self._note(begun, seat.person, only_first=True)

    def assess(self) -> None:
        """Every candidate is welcomed, assessed by each juror, then together, then decided."""
        for day in self.days:
            today = [i for i in self.inscriptions() if self.day_of(i) == day]
            coming = [i for i in today if not self.sitter(i).absent]
            for inscription in coming:
                self._welcome(inscription)
            self._draw(coming)
            for inscription in today:
                if self.sitter(inscription).absent:
                    record_presence(
                        actor=self.lead,
                        inscription=inscription,
                        presence=Presence.ABSENT,
                        now=self.moment(day, 17),
                    )
                    self._decide_absent(inscription, self.moment(day, 18))
                else:
                    self._judge(inscription, self.moment(day, 17, 45))
        if self.has_actor:
            reveal_seed(actor=self.lead, session=self.session, now=self.moment(self.days[-1], 18, 10))
        self._report_alarm(self.days[-1])
        establish_pv(actor=self.lead, session=self.session, now=self.moment(self.days[-1], 18, 20))

    def _report_alarm(self, day: date) -> None:
        """An incident written down, its report signed, then completed."""
        incident = report_incident(
            actor=self.lead,
            session=self.session,
            kind=IncidentKind.INCIDENT,
            description="Alarme incendie déclenchée par erreur à 11 h 05 ; reprise à 11 h 15, "
            "temps restitué au candidat en préparation.",
            now=self.moment(day, 18, 12),
        )
        report = write_report(
            actor=self.lead,
            incident=incident,
            content={
                "happened_at": self.moment(day, 11, 5).isoformat(),
                "decided": "Les épreuves ont repris à 11 h 15, dix minutes rendues au candidat en préparation.",
            },
            present=[self.lead.label],
            revision=0,
            now=self.moment(day, 18, 13),
        )
        sign_report(actor=self.lead, report=report, revision=report.revision, now=self.moment(day, 18, 14))
        add_complement(
            actor=self.lead,
            report=report,
            text="Le service de sécurité du site confirme un détecteur défaillant.",
            now=self.moment(day, 18, 15),
        )

    def _welcome(self, inscription: Inscription) -> None:
        if inscription.presence == Presence.EXPECTED:
            day = self.day_of(inscription)
            self._tell(DayEventKind.ARRIVAL, inscription, self.moment(day, 8, 15))

    def _follow(self, inscriptions: Sequence[Inscription]) -> None:
        """On the day of the telling, what the console was told so far: each test called, begun and ended in time."""
        now = self.script.told_at
        if now is None or self.days[0] != localdate(now):
            return
        rows = [row for one in inscriptions for row in self.appointments(one) if row.candidate_present]
        facts = [
            (moment + timedelta(minutes=late), kind, row)
            for row in rows
            for kind, moment, late in (
                (DayEventKind.CALL, row.starts_at, -2),
                (DayEventKind.PHASE_START, row.starts_at, 2),
                (DayEventKind.PHASE_END, row.ends_at, 1),
            )
        ]
        for moment, kind, row in sorted(facts, key=lambda fact: (fact[0], fact[2].pk)):
            if moment <= now:
                self._tell(kind, row.inscription, moment, row.order)

    def _tell(
        self, kind: DayEventKind, inscription: Inscription, moment: datetime, order: int | None = None
    ) -> None:
        told = Told(uuid4(), kind, moment, inscription.pk, order)
        record_event(actor=self.lead, session=self.session, told=told, now=moment)

    def _draw(self, inscriptions: Sequence[Inscription]) -> None:
        if not self.has_actor or not ScenarioSheet.objects.filter(session=self.session).exists():
            return
        for inscription in inscriptions:
            kinds = {a.kind for a in self.appointments(inscription)}
            if "mise_en_situation" in kinds and not hasattr(inscription, "scenario"):
                draw_scenario(
                    actor=self.lead, inscription=inscription, now=self.moment(self.day_of(inscription), 8, 25)
                )

    def _judge(self, inscription: Inscription, now: datetime) -> None:
        jury = jury_of(inscription)
        if jury is None:
            raise ValueError(f"{inscription} has no jury")
        people = [seat.person for seat in jury.seats.select_related("person__user")]
        for person in people:
            self._note(inscription, person)
        together = self.world.juror_actor(people[0])
        inscription.refresh_from_db()
        for grid in prepare_joint_sheet(actor=together, inscription=inscription, now=now):
            self._fill(grid, together, now)
            submit_grid(actor=together, grid=grid, now=now)
        self._decide(inscription, together, now)

    def _note(self, inscription: Inscription, person: Person, *, only_first: bool = False) -> None:
        actor = self.world.juror_actor(person)
        now = self.moment(self.day_of(inscription), 12)
        inscription.refresh_from_db()
        grids = open_grids(actor=actor, inscription=inscription, juror=person, now=now)
        for grid in grids[:1] if only_first else grids:
            if grid.status == GridStatus.SUBMITTED:
                continue
            self._fill(grid, actor, now)
            submit_grid(actor=actor, grid=grid, now=now)

    def _fill(self, grid: Grid, actor: Actor, now: datetime) -> None:
        """Note every criterion: a refused CCP has one criterion in two not satisfied."""
        refused = {self.titre.ccp(r.ccp).id for r in self.sitter(grid.inscription).refusals}
        form = grid_page(grid).form
        touches = [Touch(uuid4(), form.general.ref, "", "Échange clair, exemples précis.", 0)]
        for rank, row in enumerate(form.rows):
            unmet = row.ccp_ref in refused and rank % 2 == 0
            value = Observation.NOT_SATISFIED if unmet else Observation.SATISFIED
            note = "Non observé dans la situation présentée." if unmet else ""
            touches.append(Touch(uuid4(), row.ref, value, note, 0))
        save_marks(actor=actor, grid=grid, touches=touches, now=now)

    def _decide(self, inscription: Inscription, actor: Actor, now: datetime) -> None:
        facts, sitter = candidature_of(inscription), self.sitter(inscription)
        refusals = {self.titre.ccp(r.ccp).id: r.reasons for r in sitter.refusals}
        ccps = {ref: CCPChoice(ref not in refusals, refusals.get(ref, "")) for ref in facts.to_decide}
        interview = InterviewResult.NOT_APPLICABLE
        if facts.has_interview:
            interview = InterviewResult(sitter.interview or InterviewResult.FAVOURABLE)
        reasons = "Le candidat ne se représente pas encore l’ensemble du métier et de ses limites."
        deliberate(
            actor=actor,
            inscription=inscription,
            outcome=outcome_of(facts, ccps, interview),
            ccps=ccps,
            interview_result=interview,
            interview_reasons=reasons if interview == InterviewResult.UNFAVOURABLE else "",
            base_revision=0,
            now=now,
        )

    def _decide_absent(self, inscription: Inscription, now: datetime) -> None:
        jury = jury_of(inscription)
        if jury is None:
            raise ValueError(f"{inscription} has no jury")
        inscription.refresh_from_db()
        deliberate(
            actor=self.world.juror_actor(jury.seats.select_related("person__user")[0].person),
            inscription=inscription,
            outcome=Outcome.ABSENT,
            ccps={},
            base_revision=0,
            now=now,
        )

    # -- after the exam

    def sign(self) -> None:
        """Each juror signs; the last signature seals."""
        pv = self.session.pvs.get()
        for person in signers_of(self.session):
            sign_pv(
                actor=self.world.juror_actor(person),
                pv=pv,
                person=person,
                method=SignatureMethod.NAME,
                now=self.moment(self.days[-1], 18, 30),
            )

    def transmit(self) -> None:
        """The centre sends the procès-verbal to the DDETS."""
        transmit_pv(actor=self.lead, pv=self.session.pvs.get(), now=self.after(1))

    def validate(self) -> None:
        """The DDETS validates; CCPs and titles are acquired."""
        validate_pv(actor=self.world.ddets, pv=self.session.pvs.get(), now=self.after(12))
        self.session.refresh_from_db()

    # -- who and when

    def inscriptions(self) -> list[Inscription]:
        """Candidates of the session, in order."""
        rows = self.session.inscriptions.exclude(status=InscriptionStatus.WITHDRAWN)
        return list(rows.select_related("person", "parcours", "session").order_by("number"))

    def sitter(self, inscription: Inscription) -> Sitter:
        """The character that a registration stands for."""
        return self.by_name[inscription.person.birth_name, inscription.person.first_name]

    def jurors(self) -> list[Person]:
        """Everyone who sits."""
        return signers_of(self.session)

    def appointments(self, inscription: Inscription) -> list[Appointment]:
        """The candidate's published appointments, in order."""
        rows = inscription.appointments.filter(timetable__status=TimetableStatus.PUBLISHED)
        return list(rows.order_by("starts_at"))

    def day_of(self, inscription: Inscription) -> date:
        """The day on which the candidate sits."""
        first = inscription.appointments.filter(
            timetable__status=TimetableStatus.PUBLISHED, candidate_present=True
        ).earliest("starts_at")
        return first.starts_at.astimezone(at(self.days[0], 0).tzinfo).date()


def outcome_of(facts: Candidature, ccps: dict[str, CCPChoice], interview: str) -> Outcome:
    """The decision that follows from the story's own verdicts; a real jury says it itself."""
    awarded = {ref for ref, choice in ccps.items() if choice.awarded}
    complete = awarded | facts.acquired >= set(facts.title_ccps)
    if facts.has_interview and complete and interview == InterviewResult.FAVOURABLE:
        return Outcome.TITLE
    return Outcome.PARTIAL if awarded else Outcome.NONE


def candidate_workbook(titre: TitreVersion, sitters: Sequence[Sitter], first_day: date) -> bytes:
    """The spreadsheet that a centre keeps, with its own headings."""
    headings = [
        "Civ.", "NOM", "Prénom", "Né(e) le", "Né(e) à", "Courriel", "Voie", "Épreuves",
        "Recevabilité", "N° recevabilité", "Session précédente",
    ]  # fmt: skip
    return to_xlsx(
        titre.sigle,
        headings,
        [
            [
                sitter.civility,
                sitter.last_name,
                sitter.first_name,
                sitter.birth_date,
                sitter.birth_place,
                sitter.email,
                sitter.route,
                sitter.scopes,
                first_day + timedelta(days=200) if sitter.route == "VAE" else None,
                f"VAE-31-{rank:04d}" if sitter.route == "VAE" else None,
                first_day - timedelta(days=150) if sitter.route == "Nouvelle présentation" else None,
            ]
            for rank, sitter in enumerate(sitters, 1)
        ],
    )
