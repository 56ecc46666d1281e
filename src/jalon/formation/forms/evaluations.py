"""Forms of evaluations: an ECF on its criteria, a mock exam on its grid."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from jalon.common.forms import ActForm, DateInput
from jalon.formation.enums import Met
from jalon.referentiel.schema import Criterion


class GridForm(ActForm):
    """A form that holds a grid: one choice per criterion."""

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **options: Any) -> None:
        super().__init__(*args, **options)
        self.criteria = {f"met_{rank}": one for rank, one in enumerate(criteria)}
        for name, one in self.criteria.items():
            self.fields[name] = forms.ChoiceField(
                label=f"C{one.competence} – {one.text}", choices=Met.choices, initial=Met.UNSEEN
            )

    def grid(self) -> list[BoundField]:
        """The fields of the criteria."""
        return [self[name] for name in self.criteria]

    def others(self) -> list[BoundField]:
        """The other fields."""
        return [self[name] for name in self.fields if name not in self.criteria]

    def met(self) -> dict[str, Met]:
        """Criterion id -> how it was met."""
        return {one.id: Met(self.cleaned_data[name]) for name, one in self.criteria.items()}


class EcfForm(GridForm):
    """An evaluation of one competence."""

    on = forms.DateField(label="Évaluée le", widget=DateInput)
    situation = forms.CharField(
        label="Situation d’évaluation", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    observations = forms.CharField(
        label="Observations", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lues par la personne et par le jury.",
    )  # fmt: skip
    acquired = forms.TypedChoiceField(
        label="Résultat", choices=[("", "—"), ("1", "Compétence acquise"), ("0", "Compétence non acquise")],
        coerce=lambda value: value == "1", help_text="Votre décision : rien n’est calculé.",
    )  # fmt: skip


class MockExamForm(GridForm):
    """A mock exam on the grid of a test."""

    on = forms.DateField(label="Tenu le", widget=DateInput)
    minutes = forms.IntegerField(label="Durée tenue, en minutes", min_value=1, max_value=600)
    note = forms.CharField(
        label="Bilan", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
