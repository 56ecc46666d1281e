"""Who may sit in a jury (A5.1 to A5.11): every reason at once, each with the id of its rule."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a composition is refused, or (`blocking` false) what it must be warned of; `rule` founds it."""

    rule: str
    message: str
    blocking: bool = True

    def __str__(self) -> str:
        return f"{self.message} ({self.rule})"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def days(self) -> Iterator[date]:
        for offset in range((self.last - self.first).days + 1):
            yield self.first + timedelta(offset)


@dataclass(frozen=True, slots=True)
class Tie:
    """What binds a juror to the candidate of this id; `facts` are French, « a formé le candidat »."""

    candidate: int
    facts: tuple[str, ...]
    same_person: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate of the session; `jury` is the number of the jury the published timetable gives, if any."""

    id: int
    name: str
    vae: bool = False
    jury: int | None = None


@dataclass(frozen=True, slots=True)
class Juror:
    """A juror with the periods of habilitation for the session's title, already cut at the title's end."""

    id: int
    name: str
    woman: bool | None = None
    habilitations: tuple[Span, ...] = ()
    charter_accepted: bool = False
    leads_session: bool = False
    president: bool = False
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True, slots=True)
class Jury:
    """A jury; `dates` empty means every day of the session."""

    number: int
    jurors: tuple[Juror, ...]
    dates: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Composition:
    """A jury to be judged within its session: the session's days, its candidates, its other juries."""

    jury: Jury
    session: Span
    titre_code: str
    candidates: tuple[Candidate, ...] = ()
    others: tuple[Jury, ...] = ()
    jurors_min: int = 2


def cut_at_end(
    spans: Iterable[Span], end: date | None, session: Span, prolongation_end: date | None
) -> tuple[Span, ...]:
    """Periods of habilitation as they count: never beyond the title's end (A5.6, R338-6).

    A session held in the year of prolongation (A1.6) is judged under the habilitations of that year.
    """
    limit = prolongation_end if end and prolongation_end and session.first > end else end
    cut = (Span(s.first, min(s.last, limit) if limit else s.last) for s in spans)
    return tuple(s for s in cut if s.first <= s.last)


def uncovered_days(spans: Iterable[Span], session: Span) -> tuple[date, ...]:
    """Days of the session that no habilitation covers."""
    known = tuple(spans)
    return tuple(day for day in session.days() if not any(s.first <= day <= s.last for s in known))


def check_composition(facts: Composition) -> tuple[Reason, ...]:
    """Every reason against a jury, blocking ones first; no blocking reason means that it may sit."""
    reasons = [
        *_number(facts),
        *_habilitations(facts),
        *_responsable(facts),
        *_elsewhere(facts),
        *_incompatibilities(facts),
        *_vae(facts),
        *_charters(facts),
    ]
    return tuple(sorted(reasons, key=lambda reason: not reason.blocking))


def conflicted(jury: Jury, candidate: int) -> bool:
    """Whether a juror of the jury is tied to the candidate of this id."""
    return any(tie.candidate == candidate for juror in jury.jurors for tie in juror.ties)


def _number(facts: Composition) -> Iterator[Reason]:
    count = len(facts.jury.jurors)
    if count < facts.jurors_min:
        seated = "compte un seul juré" if count == 1 else f"compte {count} jurés"
        if count == 0:
            seated = "ne compte aucun juré"
        yield Reason("A5.1", f"Le jury {seated} : il en faut au moins {facts.jurors_min}.")


def _habilitations(facts: Composition) -> Iterator[Reason]:
    for juror in facts.jury.jurors:
        if not juror.habilitations:
            yield Reason(
                "A5.6", f"{juror.name} n’a pas d’habilitation en vigueur pour le titre {facts.titre_code}."
            )
        elif missing := uncovered_days(juror.habilitations, facts.session):
            yield Reason(
                "A5.8",
                f"L’habilitation de {juror.name} ne couvre pas toute la session : manque {_french_days(missing)}.",
            )


def _responsable(facts: Composition) -> Iterator[Reason]:
    for juror in facts.jury.jurors:
        if juror.leads_session:
            yield Reason("A4.8", f"{juror.name} est responsable de cette session et ne peut pas y être juré.")


def _elsewhere(facts: Composition) -> Iterator[Reason]:
    days = facts.jury.dates or frozenset(facts.session.days())
    for other in facts.others:
        shared = days & (other.dates or frozenset(facts.session.days()))
        for juror in facts.jury.jurors:
            if shared and any(juror.id == seated.id for seated in other.jurors):
                yield Reason("A5.1", f"{juror.name} siège déjà au jury {other.number} les mêmes jours.")


def _incompatibilities(facts: Composition) -> Iterator[Reason]:
    people = {candidate.id: candidate for candidate in facts.candidates}
    for juror in facts.jury.jurors:
        for tie in juror.ties:
            if candidate := people.get(tie.candidate):
                yield from _tie(facts, juror, candidate, tie)


def _tie(facts: Composition, juror: Juror, candidate: Candidate, tie: Tie) -> Iterator[Reason]:
    rule = "A5.10, A5.11"
    fact = f"{juror.name} ne peut pas évaluer {candidate.name} ({' ; '.join(tie.facts)})"
    if tie.same_person:
        yield Reason(rule, f"{juror.name} est candidat de cette session et ne peut pas y être juré.")
    elif candidate.jury == facts.jury.number:
        yield Reason(rule, f"{fact}, que le planning publié lui confie.")
    elif any(other.jurors and not conflicted(other, candidate.id) for other in facts.others):
        yield Reason(rule, f"{fact} : ce candidat passera devant un autre jury.", blocking=False)
    elif any(not other.jurors for other in facts.others):
        yield Reason(rule, f"{fact} : composez un autre jury sans lien avec ce candidat.", blocking=False)
    else:
        yield Reason(rule, f"{fact}, et aucun autre jury ne peut l’évaluer.")


def _vae(facts: Composition) -> Iterator[Reason]:
    vae = [candidate for candidate in facts.candidates if candidate.vae]
    mine = [candidate for candidate in vae if candidate.jury in (None, facts.jury.number)]
    presidents = [juror for juror in facts.jury.jurors if juror.president]
    if len(presidents) > 1:
        names = " et ".join(juror.name for juror in presidents)
        yield Reason("A5.10", f"Un jury a un seul président ; {names} sont désignés.")
    if not mine or not facts.jury.jurors:
        return
    if not presidents:
        assigned = any(candidate.jury == facts.jury.number for candidate in mine)
        elsewhere = any(juror.president for other in facts.others for juror in other.jurors)
        yield Reason(
            "A5.10",
            "Des candidats VAE sont présentés : ce jury doit désigner un président, dont la voix est prépondérante.",
            blocking=assigned or not elsewhere,
        )
    sexes = {juror.woman for juror in facts.jury.jurors}
    if len(sexes - {None}) < 2:
        yield Reason(
            "A5.10",
            "Un jury de VAE concourt à une représentation équilibrée des femmes et des hommes : "
            "d’après les civilités, ce n’est pas le cas.",
            blocking=False,
        )


def _charters(facts: Composition) -> Iterator[Reason]:
    for juror in facts.jury.jurors:
        if not juror.charter_accepted:
            yield Reason(
                "A5.9",
                f"{juror.name} n’a pas encore accepté la charte de déontologie : ses grilles resteront fermées.",
                blocking=False,
            )


def _french_days(days: tuple[date, ...]) -> str:
    first, last = days[0], days[-1]
    if first == last:
        return f"le {first:%d/%m/%Y}"
    if (last - first).days == len(days) - 1:
        return f"du {first:%d/%m/%Y} au {last:%d/%m/%Y}"
    return "les " + ", ".join(f"{day:%d/%m/%Y}" for day in days)
