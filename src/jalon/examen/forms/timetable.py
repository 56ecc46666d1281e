"""Moving a candidate's tests by hand."""

from datetime import date, time
from typing import Any

from django import forms

from jalon.common.forms import TimeInput
from jalon.common.typography import day_label
from jalon.examen.models import ExamSession, Inscription, SessionJury
from jalon.examen.queries.planning import PlanningFacts
from jalon.examen.rules.timetable import minutes_of


def _name(obj: Inscription) -> str:
    return f"{obj.number} – {obj.person.sort_name}"


class MoveForm(forms.Form):
    """Where to move a candidate's tests: no script needed."""

    inscription = forms.ModelChoiceField(Inscription.objects.none(), label="Candidat", empty_label=None)
    day = forms.TypedChoiceField(label="Journée", coerce=date.fromisoformat)
    start = forms.TimeField(
        label="Début de sa première épreuve",
        widget=TimeInput(attrs={"step": 300}),
        help_text="De cinq en cinq minutes. La lecture par le jury se place avant.",
    )
    jury = forms.ModelChoiceField(SessionJury.objects.none(), label="Jury", empty_label=None)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, session: ExamSession, facts: PlanningFacts, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        admitted = [int(candidate.id) for candidate in facts.problem.candidates]
        inscriptions = self.fields["inscription"]
        juries = self.fields["jury"]
        if isinstance(inscriptions, forms.ModelChoiceField) and isinstance(juries, forms.ModelChoiceField):
            inscriptions.queryset = (
                session.inscriptions.filter(pk__in=admitted).select_related("person").order_by("number")
            )
            inscriptions.label_from_instance = _name  # type: ignore[method-assign]
            juries.queryset = session.juries.order_by("number")
        self.fields["day"].choices = [  # type: ignore[attr-defined]
            (day.date.isoformat(), day_label(day.date, "jour")) for day in facts.problem.days
        ]

    @property
    def minutes(self) -> int:
        start: time = self.cleaned_data["start"]
        return minutes_of(start)
