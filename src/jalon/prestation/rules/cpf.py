"""What a request on the CPF portal waits for, and until when (C15). Working days count French public holidays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from jalon.common.calendar import add_working_days
from jalon.common.typography import day_label

ACTS: Mapping[str, str] = {
    "propose": "Envoyer la proposition au titulaire",
    "confirm": "Confirmation par le titulaire",
    "retract": "Rétractation du titulaire",
    "done": "Validation du service fait",
    "pay": "Paiement reçu",
}


@dataclass(frozen=True, slots=True)
class CpfDays:
    """The days of one request: asked, proposed, confirmed, retracted, service validated, paid."""

    asked_on: date
    prerequisites: bool = False
    proposed_on: date | None = None
    confirmed_on: date | None = None
    retracted_on: date | None = None
    done_on: date | None = None
    paid_on: date | None = None

    def of(self, act: str) -> date | None:
        """The day of an act, if it was done."""
        return {
            "propose": self.proposed_on, "confirm": self.confirmed_on, "retract": self.retracted_on,
            "done": self.done_on, "pay": self.paid_on,
        }[act]  # fmt: skip

    @property
    def expected(self) -> tuple[str, ...]:
        """Acts that may come next; the retraction is never owed, only possible."""
        if self.retracted_on or self.paid_on:
            return ()
        if self.proposed_on is None:
            return ("propose",)
        if self.confirmed_on is None:
            return ("confirm",)
        if self.done_on is None:
            return ("done", "retract")
        return ("pay",)


@dataclass(frozen=True, slots=True)
class CpfClock:
    """One delay of the portal: whose turn it is, its last day, the day it was done."""

    code: str
    label: str
    who: str
    due_on: date
    done_on: date | None = None
    note: str = ""


def retraction_until(confirmed_on: date, figures: Mapping[str, int]) -> date:
    """The last day on which the holder may retract."""
    return add_working_days(confirmed_on, figures["cpf_retraction_days"])


def cpf_clocks(days: CpfDays, figures: Mapping[str, int]) -> list[CpfClock]:
    """Every delay known from these days, in order; those after a retraction no longer run."""
    reply = (
        days.asked_on + timedelta(days=figures["cpf_reply_prerequisites_days"])
        if days.prerequisites
        else add_working_days(days.asked_on, figures["cpf_reply_days"])
    )
    clocks = [CpfClock("propose", ACTS["propose"], "le centre", reply, days.proposed_on)]
    if days.proposed_on is not None:
        last = add_working_days(days.proposed_on, figures["cpf_confirm_days"])
        clocks.append(CpfClock("confirm", ACTS["confirm"], "le titulaire", last, days.confirmed_on))
    if days.confirmed_on is not None and days.retracted_on is None and days.done_on is None:
        clocks.append(
            CpfClock(
                "retraction", "Fin du délai de rétractation", "le titulaire",
                retraction_until(days.confirmed_on, figures), note="Sur le portail, sans motif.",
            )
        )  # fmt: skip
    if days.done_on is not None:
        last = days.done_on + timedelta(days=figures["cpf_payment_days"])
        clocks.append(CpfClock("pay", ACTS["pay"], "le portail", last, days.paid_on))
    return clocks


def cpf_faults(act: str, on: date, days: CpfDays, *, today: date, figures: Mapping[str, int]) -> list[str]:
    """Why this act cannot be recorded on that day: not its turn, in the future, before what it follows, too late."""
    faults = []
    if act not in days.expected:
        said = " ou ".join(f"« {ACTS[one]} »" for one in days.expected)
        faults.append(
            f"« {ACTS[act]} » n’est pas attendu : le dossier attend {said}."
            if said
            else "Ce dossier CPF est achevé."
        )
    if on > today:
        faults.append("Une étape du portail ne se date pas dans l’avenir.")
    before = max(day for day in (days.asked_on, days.proposed_on, days.confirmed_on, days.done_on) if day)
    if on < before:
        faults.append(f"Cette étape suit celle du {day_label(before)} : vérifiez sa date.")
    if act == "retract" and days.confirmed_on is not None:
        last = retraction_until(days.confirmed_on, figures)
        if on > last:
            faults.append(
                f"La rétractation était possible jusqu’au {day_label(last)} ({figures['cpf_retraction_days']} jours "
                "ouvrés, réglables dans « Paramètres »)."
            )
    return faults
