"""The report of an incident or of a fraud, and its complements."""

from typing import Any

from django import forms

from jalon.common.forms import ActForm, DateTimeInput
from jalon.examen.models import Incident
from jalon.examen.rules.reports import LONGEST, STATEMENTS


class _Later:
    """A field needed to sign a report, not to write it: left empty, it is no fault yet."""

    def validate(self, value: Any) -> None:
        if value not in forms.Field.empty_values:
            super().validate(value)  # type: ignore[misc]


class _LaterText(_Later, forms.CharField):
    pass


class _LaterMoment(_Later, forms.DateTimeField):
    pass


class _LaterChoice(_Later, forms.ChoiceField):
    pass


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ReportForm(ActForm):
    """A report may be written in several times: what it still lacks is said when it is signed."""

    use_required_attribute = False

    happened_at = _LaterMoment(label="Jour et heure des faits", widget=DateTimeInput())
    place = _LaterText(label="Lieu", max_length=200, help_text="Salle ou endroit du site.")
    facts = _LaterText(
        label="Faits", widget=_area(6), max_length=LONGEST,
        help_text="Ce qui a été vu, entendu ou trouvé, par qui, sans interprétation.",
    )  # fmt: skip
    present = _LaterText(
        label="Personnes présentes", widget=_area(3), max_length=LONGEST,
        help_text="Une par ligne, avec sa qualité : « Nom, juré ».",
    )  # fmt: skip
    decided = _LaterText(
        label="Décidé sur place", widget=_area(3), max_length=LONGEST,
        help_text="Par exemple : épreuve interrompue douze minutes, temps rendu au candidat. Aucune sanction : "
        "elle n’appartient ni au jury ni au centre.",
    )  # fmt: skip
    statement = forms.CharField(
        label="Déclaration du candidat", widget=_area(3), max_length=LONGEST, required=False,
        help_text="Ses propres mots ; il peut refuser de déclarer ou de signer.",
    )  # fmt: skip
    statement_outcome = _LaterChoice(
        label="Le candidat", widget=forms.RadioSelect, choices=list(STATEMENTS.items())
    )
    signer = forms.TypedChoiceField(label="Signera le rapport", coerce=int)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, incident: Incident, signers: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signer"].choices = signers  # type: ignore[attr-defined]
        if incident.inscription is None:
            del self.fields["statement"], self.fields["statement_outcome"]

    def clean_present(self) -> list[str]:
        """One person per line."""
        return [line.strip()[:200] for line in self.cleaned_data["present"].splitlines() if line.strip()]


class ComplementForm(ActForm):
    """What is added to a signed report."""

    text = forms.CharField(
        label="Complément", widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST,
        help_text="Le rapport signé ne change pas : ce texte est signé et scellé à la suite.",
    )  # fmt: skip
