"""The clocks of a path through the VAE (A2.11, B3, B5, B6, B14)."""

from collections.abc import Iterator
from datetime import date, timedelta

from jalon.common.calendar import add_months, add_years
from jalon.parcours.rules.clocks.facts import (
    ADVISING,
    ADVISING_WITH_CANDIDATE,
    Clock,
    PathFacts,
    expected,
    stopped,
)
from jalon.parcours.rules.clocks.title import title_clocks
from jalon.parcours.workflow.facts import LEADERS
from jalon.parcours.workflow.vae import OPEN

ADVISER, CERTIFIER, CANDIDATE = "l’accompagnateur", "le certificateur", "le candidat"
_NEXT = {
    "answered": ("study", "l’accompagnateur et le candidat", ADVISING_WITH_CANDIDATE),
    "feasibility": ("send_feasibility", "l’accompagnateur et le candidat", ADVISING_WITH_CANDIDATE),
    "incomplete": ("send_feasibility", "l’accompagnateur et le candidat", ADVISING_WITH_CANDIDATE),
    "sent": ("acknowledge", CERTIFIER, ADVISING),
    "admissible": ("accompany", "l’accompagnateur et le candidat", ADVISING_WITH_CANDIDATE),
    "accompanied": ("deposit", CANDIDATE, ADVISING_WITH_CANDIDATE),
    "returned": ("deposit", CANDIDATE, ADVISING_WITH_CANDIDATE),
    "deposited": ("register", "le responsable de session", LEADERS),
}
_ANSWERS = ("answer", "study")
_DECISIONS = ("admit", "admit_tacitly", "refuse")
_RESULTS = ("judge", "award")
_AFTERWARDS = ("follow", "plan_again", "award")
_QUIET_BEFORE = frozenset({"answered", "feasibility", "incomplete"})
_QUIET_AFTER = frozenset({"admissible", "accompanied", "returned"})


def vae_clocks(facts: PathFacts) -> Iterator[Clock]:
    """Answer, admissibility, its validity, inactivity, jury, then the interview after the jury."""
    yield from expected(facts, _NEXT)
    yield from _answer(facts)
    yield from _admissibility(facts)
    yield from _validity(facts)
    yield from _inactivity(facts)
    yield from _jury(facts)
    yield from _post_jury(facts)
    yield from title_clocks(facts)


def filed_on(facts: PathFacts) -> date | None:
    """The day from which the certifier's two months run: the file told complete, else sent (B3)."""
    sent, complete = facts.last("send_feasibility"), facts.last("acknowledge")
    if sent is None or (complete is not None and complete >= sent):
        return complete
    return sent


def silence_ends_on(facts: PathFacts) -> date | None:
    """The last day for the certifier to answer: silence counts from the next one (B3)."""
    start = filed_on(facts)
    return add_months(start, facts.parameters["vae_admissibility_months"]) if start else None


def lapses_on(facts: PathFacts) -> date:
    """The last day of the six months without action (B5)."""
    return add_months(facts.last_sign, facts.parameters["vae_inactivity_months"])


def _answer(facts: PathFacts) -> Iterator[Clock]:
    told, done = stopped(facts, running=facts.stage == "request", by=_ANSWERS, since=facts.opened_on)
    if told:
        yield Clock(
            "vae.answer", "Répondre à la demande", ADVISER, act="answer", stops=_ANSWERS, started_on=facts.opened_on,
            due_on=facts.opened_on + timedelta(days=facts.parameters["vae_answer_days"]), done_on=done,
            roles=ADVISING, basis="B14", missed="la réponse est en retard sur l’engagement du centre",
        )  # fmt: skip


def _admissibility(facts: PathFacts) -> Iterator[Clock]:
    start, due = filed_on(facts), silence_ends_on(facts)
    running = facts.stage in {"sent", "complete"}
    told, done = stopped(facts, running=running, by=_DECISIONS, since=start)
    if told and due is not None:
        note = "Délai compté depuis l’envoi : le jour où le dossier est déclaré complet fait foi."
        yield Clock(
            "vae.admissibility", "Décision de recevabilité", CERTIFIER, act="admit", stops=_DECISIONS, started_on=start,
            due_on=due, done_on=done, roles=ADVISING_WITH_CANDIDATE, basis="B3 — L6412-2",
            note="" if facts.last("acknowledge") == start else note,
            missed=f"accord tacite acquis le {due + timedelta(days=1):%d/%m/%Y} : constatez-le",
        )  # fmt: skip


def _validity(facts: PathFacts) -> Iterator[Clock]:
    admitted = facts.last("admit", "admit_tacitly")
    until = facts.recevabilite_until
    if until is None and admitted is not None:
        until = add_years(admitted, facts.parameters["recevabilite_years"])
    if until is not None and facts.stage in OPEN:
        yield Clock(
            "vae.validity", "Se présenter à une session avant la fin de la recevabilité", CANDIDATE,
            act="register", started_on=admitted if admitted and admitted <= until else None, due_on=until,
            roles=ADVISING_WITH_CANDIDATE, basis="A2.11", missed="la recevabilité n’est plus valable",
        )  # fmt: skip


def _inactivity(facts: PathFacts) -> Iterator[Clock]:
    since = facts.last_sign
    note = f"Aucune action depuis le {since:%d/%m/%Y}."
    if facts.stage in _QUIET_BEFORE:
        yield Clock(
            "vae.silence", "Reprendre contact avec le candidat", ADVISER, started_on=since,
            due_on=since + timedelta(days=facts.parameters["vae_silence_before_days"]), roles=ADVISING,
            basis="B5", note=note, missed="le candidat ne donne plus signe de vie",
        )  # fmt: skip
    if facts.stage in _QUIET_AFTER:
        yield Clock(
            "vae.alert", "Agir avant la caducité de la recevabilité", "le candidat et son accompagnateur",
            started_on=since, roles=ADVISING_WITH_CANDIDATE, basis="B5", note=note,
            due_on=min(
                since + timedelta(days=facts.parameters["vae_silence_after_days"]), lapses_on(facts)
            ),
            missed="la caducité approche",
        )  # fmt: skip
        yield Clock(
            "vae.lapse", "Caducité de la recevabilité faute d’action", CANDIDATE, started_on=since,
            due_on=lapses_on(facts), roles=ADVISING_WITH_CANDIDATE, basis="B5", note=note,
            missed="la recevabilité est caduque : constatez-le",
        )  # fmt: skip


def _jury(facts: PathFacts) -> Iterator[Clock]:
    start, judged = facts.last("deposit"), facts.last("judge")
    if start is None:
        return
    waiting = facts.stage == "registered" and (judged is None or judged < start)
    told, done = stopped(facts, running=facts.stage == "deposited" or waiting, by=_RESULTS, since=start)
    if told and facts.stage != "returned":
        yield Clock(
            "vae.jury", "Passer devant le jury", "le jury", act="judge", stops=_RESULTS, started_on=start, done_on=done,
            due_on=add_months(start, facts.parameters["vae_jury_months"]), roles=ADVISING_WITH_CANDIDATE,
            basis="B6", missed="le jury aurait dû se réunir : relancez le certificateur",
        )  # fmt: skip


def _post_jury(facts: PathFacts) -> Iterator[Clock]:
    start = facts.last("judge")
    if start is None:
        return
    told, done = stopped(facts, running=facts.stage == "judged", by=_AFTERWARDS, since=start)
    if told:
        yield Clock(
            "vae.follow", "Tenir l’entretien post-jury", ADVISER, act="follow", stops=_AFTERWARDS, started_on=start,
            done_on=done,
            due_on=start + timedelta(days=facts.parameters["vae_post_jury_days"]),
            roles=ADVISING_WITH_CANDIDATE, basis="B7, B14", missed="l’entretien post-jury n’a pas eu lieu",
        )  # fmt: skip
