"""Hours when someone of the session cannot come."""

from datetime import date
from typing import Any

from django import forms

from jalon.common.forms import ActForm, TimeInput
from jalon.common.typography import day_label
from jalon.examen.models import ExamSession
from jalon.examen.queries.unavailability import people_of
from jalon.people.models import Person


class UnavailabilityForm(ActForm):
    """Who, which day of the session, from when to when."""

    person = forms.TypedChoiceField(label="Personne")
    day = forms.TypedChoiceField(label="Journée", coerce=date.fromisoformat)
    starts_at = forms.TimeField(label="De", widget=TimeInput)
    ends_at = forms.TimeField(label="À", widget=TimeInput)
    reason = forms.CharField(
        label="Précision",
        required=False,
        max_length=200,
        help_text="Utile à l’organisation seulement. N’écrivez rien sur la santé.",
    )

    def __init__(self, *args: Any, session: ExamSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: dict[str, Person] = {}
        labels: list[tuple[str, str]] = []
        for person, role in people_of(session).items():
            known[str(person.pk)] = person
            labels.append((str(person.pk), f"{person.sort_name} ({role})"))
        who: Any = self.fields["person"]
        who.choices = labels
        who.coerce = lambda pk: known[str(pk)]
        days: Any = self.fields["day"]
        days.choices = [
            (d.isoformat(), day_label(d, "jour")) for d in session.days.values_list("date", flat=True)
        ]
