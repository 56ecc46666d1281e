"""The deadlines of a session, computed from its first day and from the organisme's settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from jalon.common.calendar import add_months
from jalon.common.parameters import PARAMETERS

DeadlineState = Literal["done", "coming", "late"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something due on a day; `basis` shows the rule and how sure it is."""

    key: str
    label: str
    due_on: date
    basis: str
    done_on: date | None
    state: DeadlineState
    alert: str = ""


@dataclass(frozen=True, slots=True)
class DeadlineFacts:
    """What has been done already; `None` or False when it has not."""

    today: date
    first_day: date
    last_day: date
    declared_on: date | None = None
    dte_received_on: date | None = None
    convened_on: date | None = None
    transmitted_on: date | None = None
    arrangements_pending: int = 0


def session_deadlines(facts: DeadlineFacts, parameters: Mapping[str, int]) -> list[Deadline]:
    """Deadlines in the order of the calendar; every figure is a setting shown with its basis (A4.4 to A4.6, A7.10).

    A state is "late" as soon as its day has come without the act. The dossier technique raises an alert (A4.6).
    """
    before = {
        key: facts.first_day - timedelta(days=parameters[key])
        for key in ("declaration_days", "convocation_days", "jury_notice_days", "dte_alert_days")
    }
    lines = [
        _line(facts, "declaration", "Déclarer la session", before["declaration_days"], "declaration_days",
              facts.declared_on),
        _line(facts, "dte", "Recevoir le dossier technique d’évaluation", before["dte_alert_days"],
              "dte_alert_days", facts.dte_received_on,
              "Le dossier technique n’est pas reçu : contactez l’unité de l’Afpa qui le délivre."),
        _line(facts, "jury", "Convoquer les jurés salariés", before["jury_notice_days"], "jury_notice_days",
              facts.convened_on),
        _line(facts, "convocation", "Convoquer les candidats", before["convocation_days"], "convocation_days",
              facts.convened_on),
        _line(facts, "pv", "Transmettre le procès-verbal",
              facts.last_day + timedelta(days=parameters["pv_transmission_days"]), "pv_transmission_days",
              facts.transmitted_on),
    ]  # fmt: skip
    if facts.arrangements_pending:
        lines.append(
            _line(
                facts,
                "arrangement",
                "Demander à la DDETS les aménagements d’épreuves",
                add_months(facts.first_day, -parameters["arrangement_request_months"]),
                "arrangement_request_months",
                None,
            )
        )
    return sorted(lines, key=lambda line: (line.due_on, line.key))


def _line(
    facts: DeadlineFacts,
    key: str,
    label: str,
    due_on: date,
    parameter: str,
    done_on: date | None,
    alert: str = "",
) -> Deadline:
    state: DeadlineState = "done" if done_on else "late" if facts.today >= due_on else "coming"
    basis = PARAMETERS[parameter].basis
    return Deadline(key, label, due_on, basis, done_on, state, alert if state == "late" else "")
