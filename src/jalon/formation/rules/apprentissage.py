"""Apprenticeship: what a contract must say, the weeks of the alternation, the trial, what the centre must not let slip.

Everything here is pure. Days are civil days in Paris, hours whole hours. Delays and thresholds come from the settings
of the organisme, since no sure text was read (OWN); company time is work time (A.8).
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jalon.common.calendar import add_months, add_working_days, add_years, is_working_day
from jalon.common.typography import counted, day_label

DAYS = 5
"""Days of a working week."""
ADULT = 18
_NIR = re.compile(
    r"(?<!\d)[12][ .]?\d\d[ .]?(?:0[1-9]|1[0-2])[ .]?(?:\d\d|2[ABab])[ .]?\d{3}[ .]?\d{3}(?:[ .]?\d\d)?(?!\d)"
)


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """An apprenticeship contract as it is checked; `master_adult` is what the employer declares."""

    employer: str
    siret: str
    signed_on: date
    starts_on: date
    ends_on: date
    weekly_hours: int
    master: str
    master_adult: bool
    master_titled: bool
    master_years: int
    representative: str = ""
    texts: tuple[str, ...] = ()


def age_on(birth_date: date, day: date) -> int:
    """Whole years lived on a day; someone born on 29 February is a year older on the 28th of common years."""
    years = day.year - birth_date.year
    return years if add_years(birth_date, years) <= day else years - 1


def holds_nir(text: str) -> bool:
    """Whether a text seems to hold a social security number, which Jalon never keeps (D5)."""
    return _NIR.search(text) is not None


def contract_faults(
    facts: ContractFacts,
    *,
    birth_date: date | None,
    today: date,
    others: Iterable[tuple[date, date]],
    settings: Mapping[str, int],
) -> list[str]:
    """Why a contract cannot be kept: all the reasons. `others` are the days of the other contracts of the path."""
    faults = [
        f"Indiquez {what}."
        for value, what in ((facts.employer, "l’employeur"), (facts.master, "le maître d’apprentissage"))
        if not value.strip()
    ]
    if facts.siret and not siret_sound(facts.siret):
        faults.append("Le SIRET compte quatorze chiffres, et celui-ci n’en est pas un : relisez-le.")
    if facts.ends_on <= facts.starts_on:
        faults.append("La fin du contrat précède son début.")
    if facts.signed_on > today:
        faults.append("La signature ne se date pas dans l’avenir.")
    if facts.signed_on > facts.starts_on:
        faults.append("Le contrat est signé avant son début, pas après.")
    if not 1 <= facts.weekly_hours <= settings["apprentice_week_hours"]:
        faults.append(f"La semaine de travail compte entre 1 et {settings['apprentice_week_hours']} h.")
    if birth_date is None:
        faults.append(
            "Complétez la date de naissance de la personne : elle dit si un représentant légal signe."
        )
    elif facts.starts_on <= birth_date:
        faults.append("Le contrat commence avant la naissance de la personne.")
    elif age_on(birth_date, facts.signed_on) < ADULT and not facts.representative.strip():
        faults.append("La personne est mineure : indiquez le représentant légal qui signe avec elle.")
    for first, last in others:
        if facts.starts_on <= last and first <= facts.ends_on:
            faults.append(
                f"Un autre contrat court du {first:%d/%m/%Y} au {last:%d/%m/%Y} : rompez-le, ou changez les dates."
            )
    faults += master_faults(facts, settings)
    if any(holds_nir(text) for text in facts.texts):
        faults.append("Un numéro de sécurité sociale semble écrit : retirez-le, Jalon n’en garde aucun (D5).")
    return faults


def master_faults(facts: ContractFacts, settings: Mapping[str, int]) -> list[str]:
    """What the maître d’apprentissage lacks: of age, and enough years in the trade (OWN, R6223-22)."""
    faults = []
    if not facts.master_adult:
        faults.append("Le maître d’apprentissage est majeur : l’employeur doit l’attester.")
    least = settings["master_years_titled"] if facts.master_titled else settings["master_years"]
    if facts.master_years < least:
        held = "avec un titre du domaine" if facts.master_titled else "sans titre du domaine"
        faults.append(
            f"Le maître d’apprentissage a {counted(max(facts.master_years, 0), 'an')} de pratique : "
            f"il en faut {least} {held}."
        )
    return faults


def contract_remarks(facts: ContractFacts, birth_date: date | None, settings: Mapping[str, int]) -> list[str]:
    """What deserves a look without standing against the contract: the law has its exceptions (OWN)."""
    remarks = []
    if birth_date is not None and birth_date < facts.starts_on:
        age = age_on(birth_date, facts.starts_on)
        if age < settings["apprentice_age_min"]:
            remarks.append(
                f"{counted(age, 'an')} au début du contrat : vérifiez la fin du collège (L6222-1)."
            )
        if age > settings["apprentice_age_max"]:
            remarks.append(f"{age} ans au début du contrat : vérifiez l’exception qui le permet (L6222-2).")
        if age < ADULT and facts.weekly_hours > 35:
            remarks.append("Un mineur travaille 35 h par semaine au plus, sauf exception (L3162-1).")
    if facts.ends_on > facts.starts_on:
        if add_months(facts.starts_on, settings["apprentice_months_min"]) > facts.ends_on + timedelta(days=1):
            remarks.append(f"Le contrat dure moins de {settings['apprentice_months_min']} mois (L6222-7-1).")
        if add_months(facts.starts_on, settings["apprentice_months_max"]) <= facts.ends_on:
            remarks.append(f"Le contrat dure plus de {settings['apprentice_months_max']} mois (L6222-7-1).")
    return remarks


def siret_sound(siret: str) -> bool:
    """Whether fourteen digits keep the key of a SIRET; the offices of La Poste have a key of their own."""
    digits = re.sub(r"\s", "", siret)
    if len(digits) != 14 or not digits.isascii() or not digits.isdigit() or not int(digits):
        return False
    if digits.startswith("356000000"):
        return sum(map(int, digits)) % 5 == 0
    doubled = (int(d) * (2 if rank % 2 == 0 else 1) for rank, d in enumerate(digits))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


# -- the weeks


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A week of the alternation: its Monday, its days in the centre, its days of leave; the rest is in the company."""

    monday: date
    centre_days: int
    leave_days: int = 0


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def company_dates(week: Week, first: date, last: date) -> list[date]:
    """The days of a week in the company, within the contract; days in the centre then leave are taken to come first.

    A public holiday is worked nowhere: it is first taken from the days in the company.
    """
    worked = [
        day
        for day in (week.monday + timedelta(days=n) for n in range(DAYS))
        if first <= day <= last and is_working_day(day)
    ]
    return worked[week.centre_days + week.leave_days :]


def company_hours(weeks: Iterable[Week], first: date, last: date, weekly_hours: int) -> int:
    """Whole hours of work in the company from `first` to `last`, as the calendar of the alternation tells them."""
    days = sum(len(company_dates(week, first, last)) for week in weeks)
    return days * weekly_hours // DAYS


def trial_end(weeks: Iterable[Week], first: date, last: date, *, days: int, absences: int = 0) -> date | None:
    """The last day of the trial: the `days`-th day in the company, absences put off (OWN, L6222-18).

    None while the calendar does not hold so many days.
    """
    present = [day for week in sorted(weeks) for day in company_dates(week, first, last)]
    rank = days + absences
    return present[rank - 1] if 0 < rank <= len(present) else None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How weeks follow each other: some in the centre, then some in the company with `mixed_days` in the centre."""

    centre_weeks: int
    company_weeks: int
    mixed_days: int = 0
    begins_in_centre: bool = True


def weeks_of(rhythm: Rhythm, first: date, last: date, leave: Iterable[date] = ()) -> list[Week]:
    """The weeks of a contract at a rhythm; `leave` are weeks of paid leave, which do not shift the rhythm."""
    away = {monday_of(day) for day in leave}
    turn = rhythm.centre_weeks + rhythm.company_weeks
    found, monday, rank = [], monday_of(first), 0 if rhythm.begins_in_centre else rhythm.centre_weeks
    while monday <= last:
        if monday in away:
            found.append(Week(monday, 0, DAYS))
        else:
            found.append(Week(monday, DAYS if rank % turn < rhythm.centre_weeks else rhythm.mixed_days))
        monday, rank = monday + timedelta(days=7), rank + 1
    return found


def rhythm_faults(rhythm: Rhythm) -> list[str]:
    """Why a rhythm is none."""
    faults = []
    if min(rhythm.centre_weeks, rhythm.company_weeks, rhythm.mixed_days) < 0:
        faults.append("Des semaines ou des jours ne se comptent pas en négatif.")
    if rhythm.centre_weeks + rhythm.company_weeks < 1:
        faults.append("Le rythme compte au moins une semaine.")
    if rhythm.mixed_days >= DAYS:
        faults.append("Une semaine d’entreprise laisse au moins un jour à l’entreprise.")
    if not rhythm.centre_weeks and not rhythm.mixed_days:
        faults.append(
            "L’alternance compte des jours en centre : en semaines entières, ou dans chaque semaine."
        )
    if not rhythm.company_weeks:
        faults.append("L’alternance compte des semaines en entreprise.")
    return faults


def week_faults(week: Week, first: date, last: date) -> list[str]:
    """Why a week cannot stand in the calendar of a contract."""
    faults = []
    if week.monday.weekday():
        faults.append("Donnez le lundi de la semaine.")
    if week.monday + timedelta(days=6) < first or week.monday > last:
        faults.append(f"Cette semaine est hors du contrat, du {first:%d/%m/%Y} au {last:%d/%m/%Y}.")
    if min(week.centre_days, week.leave_days) < 0 or week.centre_days + week.leave_days > DAYS:
        faults.append(f"Jours en centre et congés tiennent ensemble dans {DAYS} jours.")
    return faults


def calendar_digest(weeks: Iterable[Week]) -> str:
    """SHA-256 of a calendar: what an agreement is about; a week changed later is no longer agreed."""
    told = ";".join(f"{w.monday.isoformat()},{w.centre_days},{w.leave_days}" for w in sorted(weeks))
    return hashlib.sha256(told.encode()).hexdigest()


# -- what is entrusted, what is seen


def period_faults(
    first: date,
    last: date,
    *,
    contract: tuple[date, date],
    competences: Sequence[str],
    known: Iterable[str],
    activities: str,
) -> list[str]:
    """Why a period in the company cannot be kept: all the reasons."""
    faults = []
    if last < first:
        faults.append("La fin de la période précède son début.")
    if not all(contract[0] <= day <= contract[1] for day in (first, last)):
        faults.append(f"La période sort du contrat, du {contract[0]:%d/%m/%Y} au {contract[1]:%d/%m/%Y}.")
    if not activities.strip():
        faults.append("Dites ce qui est confié à l’apprenti.")
    if not competences:
        faults.append("Choisissez au moins une compétence travaillée.")
    if set(competences) - set(known):
        faults.append("Une compétence n’est pas de ce CCP.")
    if holds_nir(activities):
        faults.append("Un numéro de sécurité sociale semble écrit : retirez-le (D5).")
    return faults


def hours_faults(
    hours: int, *, ends_on: date, today: date, most: int, kin_hours: int, kin_most: int
) -> list[str]:
    """Why the hours of a period cannot be attested. `kin` are the periods that share days with it, itself aside.

    `most` and `kin_most` are the hours of work that the calendar holds over this period, over all of them together.
    """
    faults = []
    if ends_on > today:
        faults.append(f"La période finit le {ends_on:%d/%m/%Y} : ses heures s’attestent ensuite.")
    if hours < 1:
        faults.append("Indiquez au moins une heure.")
    if hours > most:
        faults.append(
            f"{hours} h dépassent {most} h, le temps de travail que le calendrier prévoit sur la période."
        )
    elif hours + kin_hours > kin_most:
        faults.append(
            f"Avec {kin_hours} h déjà attestées sur les mêmes jours, {hours} h dépassent les {kin_most} h de travail "
            "que le calendrier prévoit."
        )
    return faults


@dataclass(frozen=True, slots=True)
class Seen:
    """A competence of the progression: where the centre and the company are with it, as levels (None: nothing said)."""

    ref: str
    centre: int | None
    company: int | None
    entrusted: bool = False

    @property
    def told(self) -> str:
        """What the two together call for, in French; "" when nothing."""
        if self.centre is None and self.company is None:
            return "Rien n’est dit encore." if self.entrusted else ""
        if (self.centre or 0) >= 1 and not self.company:
            return "Vue en centre, à pratiquer en entreprise."
        if (self.company or 0) >= 1 and not self.centre:
            return "Pratiquée en entreprise, à reprendre en centre."
        return ""


# -- what must not slip


@dataclass(frozen=True, slots=True)
class Coordination:
    """What is known of one apprentice's coordination on a day; `weeks` is the calendar of the contract in force."""

    starts_on: date | None
    ends_on: date | None
    has_contract: bool
    filed_on: date | None = None
    agreed_on: date | None = None
    agreed_digest: str = ""
    weeks: tuple[Week, ...] = ()
    visits: tuple[date, ...] = ()
    planned: date | None = None
    unsigned: date | None = None
    unattested: tuple[date, ...] = ()
    rights_on: date | None = None
    safety_on: date | None = None
    absences: int = 0
    broken_on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """Something that the coordination waits for, or has had: `code` is stable, `basis` its text."""

    code: str
    label: str
    who: str
    basis: str
    due_on: date | None = None
    done_on: date | None = None
    note: str = ""
    missed: str = ""

    def late(self, today: date) -> bool:
        """Whether it is waited for and its day is past."""
        return self.done_on is None and self.due_on is not None and self.due_on < today


def dues(facts: Coordination, settings: Mapping[str, int]) -> list[Due]:
    """What the coordination of one apprentice waits for, each with its day (indicators 13 to 15; delays OWN)."""
    start = facts.starts_on
    if not facts.has_contract:
        if facts.broken_on is not None:
            return [
                Due(
                    "new_contract", "Trouver un nouvel employeur", "l’apprenti et le centre", "L6222-18-2 (OWN)",
                    add_months(facts.broken_on, settings["apprentice_rebound_months"]),
                    note=f"Contrat rompu le {day_label(facts.broken_on)} : la formation continue pendant ce délai.",
                    missed="le délai pour retrouver un employeur est passé",
                )
            ]  # fmt: skip
        return [
            Due("contract", "Enregistrer le contrat d’apprentissage", "le centre", "L6221-1 (OWN)", start)
        ]
    assert start is not None
    assert facts.ends_on is not None
    gap = timedelta(weeks=settings["apprentice_visit_weeks"])
    first_visit = start + timedelta(weeks=settings["apprentice_first_visit_weeks"])
    agreed = (
        facts.agreed_on
        if facts.agreed_digest and facts.agreed_digest == calendar_digest(facts.weeks)
        else None
    )
    found = [
        Due("filed", "Transmettre le contrat à l’opérateur de compétences", "l’employeur", "D6224-1 (OWN)",
            add_working_days(start, settings["apprentice_filing_days"]), facts.filed_on,
            missed="le contrat devait être transmis à l’opérateur de compétences"),
        Due("calendar", "S’accorder sur le calendrier de l’alternance", "le centre et l’entreprise", "indicateur 13",
            start, agreed,
            note="" if agreed or not facts.agreed_on else "Le calendrier a changé depuis l’accord.",
            missed="l’alternance n’est pas accordée"),
        Due("rights", "Remettre droits et devoirs de l’apprenti", "le centre", "indicateur 15",
            start + timedelta(days=settings["apprentice_rights_days"]), facts.rights_on),
        Due("safety", "Informer sur la santé et la sécurité au travail", "le centre", "indicateur 15",
            start + timedelta(days=settings["apprentice_rights_days"]), facts.safety_on),
    ]  # fmt: skip
    end = trial_end(
        facts.weeks, start, facts.ends_on, days=settings["apprentice_trial_days"], absences=facts.absences
    )
    if end is not None:
        before = [day for day in facts.visits if day <= end]
        found.append(
            Due("trial", "Faire le point avant la fin de la période d’essai", "le centre", "L6222-18 (OWN)", end,
                min(before, default=None), note=f"Période d’essai jusqu’au {day_label(end)}.",
                missed="la période d’essai est passée sans point avec l’entreprise")
        )  # fmt: skip
    last = max(facts.visits, default=None)
    expected = last + gap if last else first_visit
    if expected <= facts.ends_on:
        planned = facts.planned
        found.append(
            Due("visit", "Visiter l’entreprise", "le formateur référent", "indicateur 13",
                min(expected, planned) if planned else expected,
                note=f"Prévue le {day_label(planned)}." if planned else "Aucune n’est prévue.",
                missed=f"aucune visite depuis {settings['apprentice_visit_weeks']} semaines" if last
                else "aucune visite depuis le début du contrat")
        )  # fmt: skip
    if last:
        found.append(
            Due("visited", "Visite de l’entreprise", "le formateur référent", "indicateur 13", done_on=last)
        )
    if facts.unsigned is not None:
        found.append(
            Due("report", "Signer le compte rendu de visite", "le maître d’apprentissage et l’apprenti",
                "indicateur 13", facts.unsigned + timedelta(days=settings["apprentice_hours_days"]))
        )  # fmt: skip
    if facts.unattested:
        found.append(
            Due("hours", "Faire attester les heures en entreprise", "le maître d’apprentissage", "A.8",
                min(facts.unattested) + timedelta(days=settings["apprentice_hours_days"]),
                note=f"{counted(len(facts.unattested), 'période')} à attester ; le temps en entreprise est du travail.",
                missed="l’inscription à la session n’est pas recevable")
        )  # fmt: skip
    return found
