"""The report of an incident or of a fraud, and its complements."""

from typing import Any

from django import forms

from jalon.common.forms import DateTimeInput
from jalon.examen.forms.base import ActForm
from jalon.examen.models import Incident
from jalon.examen.rules.reports import LONGEST, STATEMENTS


def _text(label: str, rows: int, help_text: str = "", **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text, max_length=LONGEST,
        required=False, **options,
    )  # fmt: skip


class ReportForm(ActForm):
    """A report may be written in several times: what it still lacks is said when it is signed."""

    happened_at = forms.DateTimeField(label="Jour et heure des faits", widget=DateTimeInput(), required=False)
    place = forms.CharField(
        label="Lieu", max_length=200, required=False, help_text="Salle ou endroit du site."
    )
    facts = _text("Faits", 6, "Ce qui a été vu, entendu ou trouvé, par qui, sans interprétation.")
    present = _text("Personnes présentes", 3, "Une par ligne, avec sa qualité : « Nom, juré ».")
    decided = _text(
        "Décidé sur place",
        3,
        "Par exemple : épreuve interrompue douze minutes, temps rendu au candidat. Aucune sanction : elle "
        "n’appartient ni au jury ni au centre.",
    )
    statement = _text(
        "Déclaration du candidat", 3, "Ses propres mots ; il peut refuser de déclarer ou de signer."
    )
    statement_outcome = forms.ChoiceField(
        label="Le candidat", required=False, widget=forms.RadioSelect, choices=list(STATEMENTS.items())
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
