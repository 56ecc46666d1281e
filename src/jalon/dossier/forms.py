"""Forms of the workshop: a dossier opened, a file deposited, a remark, an oral."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.common.forms import ActForm, DateInput, UploadField
from jalon.dossier.enums import CriterionLevel, JudgementState
from jalon.dossier.rules import productions_of
from jalon.referentiel.schema import Criterion, TitreVersion

_WORDS = {"rows": 3}


class OpenForm(ActForm):
    """Which production of the RE the candidate begins; the choice is « scope|production »."""

    what = forms.ChoiceField(label="Ce que vous écrivez")

    def __init__(self, *args: Any, titre: TitreVersion, taken: set[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        groups = []
        for scope in titre.schemes:
            names = [name for name in productions_of(titre, scope) if (scope, name) not in taken]
            if names:
                groups.append((titre.scope_label(scope), [(f"{scope}|{name}", name) for name in names]))
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = groups

    def chosen(self) -> tuple[str, str]:
        """The scope and the production."""
        scope, _, production = self.cleaned_data["what"].partition("|")
        return scope, production


class DepositForm(ActForm):
    """A new version of the dossier."""

    file = UploadField(label="Fichier du dossier")
    note = forms.CharField(
        label="Ce qui a changé",
        max_length=300,
        required=False,
        help_text="Lu par votre formateur.",
    )


class DeadlineForm(ActForm):
    """Before when the candidate hands over."""

    due_on = forms.DateField(
        label="À remettre avant le",
        required=False,
        widget=DateInput,
        help_text="Laissez vide : la remise se fera au plus tard le jour de la session.",
    )

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day is not None and day < timezone.localdate():
            raise ValidationError("Cette date est passée : choisissez un jour à venir.")
        return day


class RemarkForm(ActForm):
    """What a trainer asks of the candidate; without part nor page, it speaks of the whole."""

    text = forms.CharField(label="Remarque", max_length=4000, widget=forms.Textarea(attrs=_WORDS))
    part = forms.TypedChoiceField(label="Partie", required=False, coerce=int, empty_value=None)
    page = forms.IntegerField(label="Page", required=False, min_value=1, max_value=999)
    quote = forms.CharField(
        label="Passage", required=False, max_length=500, widget=forms.Textarea(attrs=_WORDS)
    )

    def __init__(self, *args: Any, parts: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["part"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "Tout le dossier"), *((number, f"Partie {number}") for number in parts)]


class AnswerForm(ActForm):
    """One turn of the talk about a remark."""

    text = forms.CharField(label="Réponse", max_length=4000, widget=forms.Textarea(attrs=_WORDS))


class JudgementForm(ActForm):
    """A trainer's word on a required content."""

    part = forms.IntegerField(min_value=1)
    requirement = forms.CharField(max_length=300)
    state = forms.ChoiceField(required=False, choices=[("", "Sans avis"), *JudgementState.choices])


class OralForm(ActForm):
    """An oral just played."""

    seconds = forms.IntegerField(required=False, min_value=0, max_value=6 * 3600, widget=forms.HiddenInput)
    minutes = forms.IntegerField(label="Durée réelle, minutes", required=False, min_value=0, max_value=360)
    note = forms.CharField(
        label="Ce que vous en retenez", required=False, max_length=4000, widget=forms.Textarea(attrs=_WORDS)
    )

    def spoken(self) -> int | None:
        """Seconds that the oral took: those of the timer, else the minutes typed; None when neither is told."""
        seconds, minutes = self.cleaned_data["seconds"], self.cleaned_data["minutes"]
        if seconds:
            return int(seconds)
        return int(minutes) * 60 if minutes else None


class GridForm(ActForm):
    """The criteria of the RE, each with a trainer's level and remark.

    The form tells what it showed: two trainers who fill it at once change each the lines that they touched.
    """

    note = forms.CharField(
        label="Bilan",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs=_WORDS),
        show_hidden_initial=True,
    )

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **options: Any) -> None:
        super().__init__(*args, **options)
        self.criteria = criteria
        for rank, criterion in enumerate(criteria):
            self.fields[f"level_{rank}"] = forms.ChoiceField(
                label=criterion.text,
                required=False,
                choices=[("", "—"), *CriterionLevel.choices],
                show_hidden_initial=True,
            )
            self.fields[f"remark_{rank}"] = forms.CharField(
                label=f"Observation : {criterion.text}",
                required=False,
                max_length=2000,
                show_hidden_initial=True,
            )

    def clean(self) -> dict[str, Any] | None:
        told = self.cleaned_data
        for rank, _ in enumerate(self.criteria):
            if told.get(f"remark_{rank}") and not told.get(f"level_{rank}"):
                self.add_error(f"level_{rank}", "Choisissez une appréciation, ou videz l’observation.")
        return super().clean()

    def lines(self) -> dict[str, tuple[str, str]]:
        """Criterion id -> (level, remark), for the lines that were changed."""
        told, changed = self.cleaned_data, set(self.changed_data)
        return {
            criterion.id: (told[f"level_{rank}"], told[f"remark_{rank}"])
            for rank, criterion in enumerate(self.criteria)
            if changed & {f"level_{rank}", f"remark_{rank}"}
        }

    def written_note(self) -> str | None:
        """The note, if it was changed."""
        return self.cleaned_data["note"] if "note" in self.changed_data else None
