"""Three people whom Solène Kerouredan accompanies: one tells their experience, one works, one prepares what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jalon.accounts.enums import Role
from jalon.accounts.queries import actor_for
from jalon.common.actor import Actor
from jalon.common.calendar import is_working_day
from jalon.common.uploads import Received
from jalon.demo.papers import written_paper
from jalon.demo.world import World, at, open_candidate_account
from jalon.parcours.models import Parcours
from jalon.people.models import Person
from jalon.people.operations import create_person
from jalon.prestation.enums import HalfDay
from jalon.prestation.operations.presence import countersign_seance, sign_attendance
from jalon.referentiel.queries import get_titre
from jalon.vae.enums import ExperienceNature, JuryResult, MeetingKind, Opinion, PaperKind, Situation, StepWay
from jalon.vae.models import Experience, Meeting, Plan
from jalon.vae.operations.experiences import remark_experience, save_experience, tie_experience
from jalon.vae.operations.feasibility import give_opinion, hold_interview, record_answer, send_feasibility
from jalon.vae.operations.papers import add_paper
from jalon.vae.operations.plans import (
    agree_plan,
    draft_plan,
    plan_meeting,
    write_up,
)
from jalon.vae.operations.requests import answer_request, receive_request, set_portals
from jalon.vae.operations.results import Chosen, deposit_dossier, hold_post_jury, record_decision, set_jury
from jalon.vae.operations.works import give_feedback, hand_back_work, set_work

TITRE = "TP-00403.08"
FOLLOWED = ("maelle.berthoumieu@exemple.example",)


@dataclass(frozen=True, slots=True)
class Lived:
    """An experience of the story; `shows`: competence number -> an example, or nothing."""

    nature: ExperienceNature
    heading: str
    structure: str
    since: int
    until: int | None
    weekly_hours: int
    tasks: str
    shows: Mapping[int, str]


WORK = Lived(
    ExperienceNature.EMPLOYEE, "Référente de parcours", "Association Le Pont-Neuf des métiers", 2950, None, 28,
    "Accueil et diagnostic, suivi d’une soixantaine de personnes par an, ateliers de recherche d’emploi.",
    {
        1: "Réunion d’information mensuelle devant quinze personnes.",
        2: "Premier entretien d’une heure, synthèse relue et signée avec la personne.",
        4: "", 5: "Tenue du dossier unique partagé avec la mission locale.", 6: "",
        7: "Bilan de compétences simplifié avec une personne après un licenciement.", 10: "Atelier « Mon premier CV ».",
        12: "Tournée de dix entreprises du quartier pour trouver deux immersions.",
    },
)  # fmt: skip
VOLUNTEER = Lived(
    ExperienceNature.VOLUNTEER, "Écrivaine publique", "Permanence du quartier Empalot", 1800, 900, 4,
    "Courriers, dossiers en ligne, orientation vers les services.", {1: "", 5: "Demandes de logement social."},
)  # fmt: skip
CARER = Lived(
    ExperienceNature.CARER, "Aide d’un parent dans ses démarches", "", 4000, 3100, 6,
    "Démarches administratives, coordination avec les services sociaux.", {4: ""},
)  # fmt: skip


class VAEStory:
    """The three VAE, each told at its own days before `now`."""

    def __init__(self, world: World, now: datetime) -> None:
        self.world, self.now = world, now
        self.today = now.astimezone(at(date(2026, 1, 1), 0).tzinfo).date()
        self.adviser = world.actor(Role.ACCOMPAGNATEUR_VAE)
        self.titre = get_titre(TITRE)

    def tell(self) -> None:
        """Everything."""
        set_portals(
            actor=self.world.actor(Role.RESPONSABLE_SESSION), organisme=self.world.centre, codes=[self.titre.code],
            now=self.moment(198),
        )  # fmt: skip
        self.begins()
        self.works()
        self.goes_on()

    def day(self, before: int) -> date:
        """A working day at least so many days ago; a negative number looks ahead."""
        found = self.today - timedelta(days=before)
        while not is_working_day(found):
            found += timedelta(days=1 if before < 0 else -1)
        return found

    def moment(self, before: int, hour: int = 10) -> datetime:
        """An hour of such a day, never later than now."""
        return min(at(self.day(before), hour), self.now)

    def begins(self) -> None:
        """Someone who asked a fortnight ago, and tells a first experience."""
        path = self.request("Mme", "Castagné", "Noémie", date(1990, 8, 21), 16, Situation.JOBSEEKER)
        answer_request(
            actor=self.adviser, parcours=path, on=self.day(10), answer="Entretien proposé la semaine suivante.",
            now=self.moment(10),
        )  # fmt: skip
        hold_interview(
            actor=self.adviser, parcours=path, on=self.day(5), minutes=50, now=self.moment(5),
            summary="Un bénévolat régulier et un emploi d’accueil ; l’expérience auprès des employeurs est à chercher.",
        )  # fmt: skip
        told = self.lived(path, self.adviser, VOLUNTEER, 4)
        remark_experience(
            actor=self.adviser, experience=told, now=self.moment(3),
            text="Racontez une situation précise : qui est venu, ce que vous avez fait, ce que cela a changé.",
        )  # fmt: skip

    def works(self) -> None:
        """Someone in the midst of the accompaniment, with an account."""
        path = self.request("Mme", "Berthoumieu", "Maëlle", date(1984, 5, 3), 185, Situation.PRIVATE)
        me, person = self.account(path, 184), path.person
        self.admitted(path, me, (WORK, CARER), sent=150, answered=110)
        plan = self.plan(path, hours=14, since=40, every=10)
        held = list(plan.meetings.filter(starts_at__lt=self.now - timedelta(hours=3)))
        for rank, meeting in enumerate(held):
            if meeting != held[-1]:  # the last one is still to be signed
                self.sign(meeting, me)
            write_up(
                actor=self.adviser, meeting=meeting, held_minutes=120,
                now=min(meeting.starts_at + timedelta(hours=3), self.now),
                done=f"Partie {rank + 1} : choix des situations, plan détaillé.",
                difficulties="Dire « je » plutôt que « nous »." if rank == 0 else "",
                reached="Les situations sont choisies et situées.",
            )  # fmt: skip
        done = set_work(
            actor=self.adviser, plan=plan, what="Écrire la première situation en deux pages.", due_on=self.day(24),
            now=self.moment(38),
        )  # fmt: skip
        hand_back_work(
            actor=me, work=done, answer="Voici une première version.", file=_paper("Première situation", person),
            now=self.moment(26),
        )  # fmt: skip
        give_feedback(
            actor=self.adviser, work=done, text="Très vivant. Précisez ce que vous avez décidé vous-même.",
            now=self.moment(23),
        )  # fmt: skip
        set_work(
            actor=self.adviser, plan=plan, what="Relier la partie 2 à trois compétences, avec un exemple chacune.",
            due_on=self.day(-6), now=self.moment(8),
        )  # fmt: skip
        add_paper(
            actor=self.adviser, parcours=path, kind=PaperKind.RESOURCE, title="Fiche de la certification",
            url="https://www.francecompetences.fr/recherche/rncp/37274/", now=self.moment(38),
        )  # fmt: skip

    def goes_on(self) -> None:
        """Someone whom the jury partly validated, and who prepares what follows."""
        path = self.request("M.", "Ouali", "Rachid", date(1979, 11, 30), 195, Situation.PRIVATE)
        me = self.account(path, 194)
        self.admitted(path, me, (WORK,), sent=168, answered=128)
        plan = self.plan(path, hours=12, since=120, every=9)
        for meeting in plan.meetings.all():
            self.sign(meeting, me)
            write_up(
                actor=self.adviser, meeting=meeting, held_minutes=120, done="Écriture et relecture.",
                reached="Partie achevée.", now=meeting.starts_at + timedelta(hours=3),
            )  # fmt: skip
        deposit_dossier(actor=self.adviser, parcours=path, on=self.day(68), now=self.moment(68))
        set_jury(
            actor=self.adviser, parcours=path, on=self.day(30), place="DDETS de la Haute-Garonne", now=self.moment(55)
        )  # fmt: skip
        one, two, three = self.titre.ccps
        left = self.titre.competence_id(three.competences[0].number)
        decision = record_decision(
            actor=self.adviser, parcours=path, result=JuryResult.PARTIAL_WHOLE, on=self.day(24),
            validated=[one.id, two.id], to_complete=[three.id, left],
            comment="Le jury salue la qualité de l’accompagnement décrit ; la relation aux employeurs reste à montrer.",
            now=self.moment(22),
        )  # fmt: skip
        hold_post_jury(
            actor=self.adviser, parcours=path, decision=decision, on=self.day(10), minutes=60, now=self.moment(10),
            summary="Rachid prospecte déjà deux entreprises ; il préparera le bloc 3 par une session de CCP.",
            steps=[
                Chosen(three.id, StepWay.CCP_SESSION, "Session du printemps", self.day(-120)),
                Chosen(left, StepWay.EXPERIENCE, "Deux tournées d’entreprises avec un collègue"),
            ],
        )  # fmt: skip

    def request(
        self, civility: str, last: str, first: str, born: date, before: int, situation: Situation
    ) -> Parcours:
        """A person and their request."""
        plain = f"{first}.{last}".lower().translate(str.maketrans("éèëô", "eeeo"))
        person = create_person(
            actor=self.adviser, organisme=self.world.centre, civility="madame" if civility == "Mme" else "monsieur",
            birth_name=last, first_name=first, birth_date=born, birth_place="Toulouse",
            email=f"{plain}@exemple.example", employer="Association Le Pont-Neuf des métiers",
            now=self.moment(before),
        )  # fmt: skip
        return receive_request(
            actor=self.adviser, person=person, titre_ref=TITRE, requested_on=self.day(before), situation=situation,
            motive="Faire reconnaître des années d’accueil et d’accompagnement.",
            referent=self.world.users[Role.ACCOMPAGNATEUR_VAE], trainers=[self.world.adviser], now=self.moment(before),
        )  # fmt: skip

    def account(self, path: Parcours, before: int) -> Actor:
        """The candidate, given a way in."""
        return actor_for(
            open_candidate_account(self.world, path.person, self.moment(before)), self.world.centre.pk
        )

    def sign(self, meeting: Meeting, candidate: Actor) -> None:
        """The candidate signs a quarter of an hour after the meeting, and the adviser countersigns."""
        seance, participation = meeting.seance, meeting.plan.participation
        assert seance is not None
        assert participation is not None
        after = seance.ends_at + timedelta(minutes=15)
        sign_attendance(
            actor=candidate, seance=seance, participation=participation, half_day=HalfDay.AFTERNOON, signed_at=after,
            typed=str(participation.parcours.person), agreed=True, now=after,
        )  # fmt: skip
        countersign_seance(
            actor=self.adviser, seance=seance, half_day=HalfDay.AFTERNOON, typed=str(seance.trainer), agreed=True,
            now=after,
        )  # fmt: skip

    def lived(self, path: Parcours, actor: Actor, told: Lived, before: int) -> Experience:
        """An experience written, then tied to the référentiel."""
        one = save_experience(
            actor=actor, parcours=path, nature=told.nature, heading=told.heading, structure=told.structure,
            starts_on=self.today - timedelta(days=told.since),
            ends_on=self.today - timedelta(days=told.until) if told.until else None,
            weekly_minutes=told.weekly_hours * 60, tasks=told.tasks, now=self.moment(before),
        )  # fmt: skip
        shown = {self.titre.competence_id(number): example for number, example in told.shows.items()}
        return tie_experience(actor=actor, experience=one, shown=shown, now=self.moment(before))

    def admitted(
        self, path: Parcours, actor: Actor, lived: Sequence[Lived], *, sent: int, answered: int
    ) -> None:
        """The file is built, sent, and accepted by the certifier."""
        answer_request(
            actor=self.adviser, parcours=path, on=self.day(sent + 25), answer="Entretien proposé.",
            now=self.moment(sent + 25),
        )  # fmt: skip
        hold_interview(
            actor=self.adviser, parcours=path, on=self.day(sent + 20), minutes=55, now=self.moment(sent + 20),
            summary="Les trois blocs sont nourris par l’expérience ; douze à quatorze heures suffiront.",
        )  # fmt: skip
        for told in lived:
            self.lived(path, actor, told, sent + 12)
        add_paper(
            actor=actor, parcours=path, kind=PaperKind.CV, file=_paper("CV", path.person), now=self.moment(sent + 10)
        )  # fmt: skip
        give_opinion(
            actor=self.adviser, parcours=path, opinion=Opinion.FAVOURABLE, text="Des exemples précis et datés.",
            on=self.day(sent + 4), advised_minutes=14 * 60, now=self.moment(sent + 4),
        )  # fmt: skip
        send_feasibility(actor=self.adviser, parcours=path, on=self.day(sent), now=self.moment(sent))
        record_answer(
            actor=self.adviser, parcours=path, act="acknowledge", on=self.day(sent - 10), now=self.moment(sent - 10)
        )  # fmt: skip
        record_answer(
            actor=self.adviser, parcours=path, act="admit", on=self.day(answered), number=f"R-31-{path.pk:04d}",
            now=self.moment(answered),
        )  # fmt: skip

    def plan(self, path: Parcours, *, hours: int, since: int, every: int) -> Plan:
        """A plan of two-hour meetings, agreed."""
        plan = draft_plan(
            actor=self.adviser, parcours=path, minutes=hours * 60, hourly_cents=8000, now=self.moment(since + 8),
            aims="Écrire le dossier de validation et préparer l’entretien avec le jury.",
        )  # fmt: skip
        count = hours // 2
        for rank in range(count):
            last = rank == count - 1
            plan_meeting(
                actor=self.adviser, plan=plan, starts_at=at(self.day(since - rank * every), 14), minutes=120,
                kind=MeetingKind.MOCK if last else MeetingKind.WORK, now=self.moment(since + 7),
                objectives="Soutenir devant deux pairs." if last else f"Écrire la partie {rank + 1}.",
            )  # fmt: skip
        agree_plan(actor=self.adviser, plan=plan, on=self.day(since + 5), now=self.moment(since + 5))
        plan.refresh_from_db()
        return plan


def tell_vae(world: World, now: datetime) -> None:
    """What Solène Kerouredan follows."""
    VAEStory(world, now).tell()


def _paper(label: str, person: Person) -> Received:
    return written_paper(label, person.full_name, "VAE")
