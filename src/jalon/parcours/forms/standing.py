"""The forms of the page « Ce qu’il me reste »."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.common.forms import ActForm, DateInput, UploadField
from jalon.common.uploads import JPEG, PDF, PNG
from jalon.parcours.rules.capitalisation_worth import Exchange, exchanges_of
from jalon.referentiel.schema import TitreVersion

HORIZON_YEARS = 30


class HeldCCPForm(ActForm):
    """A CCP already held: by which way, since when, shown by what."""

    way = forms.ChoiceField(label="CCP et origine", widget=forms.RadioSelect)
    reference = forms.CharField(
        label="Justificatif",
        max_length=200,
        help_text="Le document qui le montre : « Livret de certification du 12 mars 2024 », « Parchemin n° … ».",
    )
    proof_received_on = forms.DateField(
        label="Vu le",
        required=False,
        widget=DateInput,
        help_text="Vide : aujourd’hui, si vous déposez la copie.",
    )
    proof = UploadField(label="Copie du justificatif", kinds=(PDF, PNG, JPEG), required=False)

    def __init__(self, *args: Any, titre: TitreVersion, held: frozenset[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exchanges = [one for one in exchanges_of(titre) if one.number not in held]
        fields: dict[str, Any] = self.fields
        fields["way"].choices = [
            *(
                (
                    f"ccp{ccp.number}",
                    f"CCP {ccp.number}, acquis à une session d’un autre centre — {ccp.title}",
                )
                for ccp in titre.ccps
                if ccp.number not in held
            ),
            *((f"exchange{rank}", _label(one)) for rank, one in enumerate(self.exchanges)),
        ]
        most = max((len(one.asked) for one in self.exchanges), default=1)
        self.day_names = [f"obtained_on_{rank}" for rank in range(1, most + 1)]
        days = {
            name: forms.DateField(
                label="Acquis le" if rank == 0 else f"Certificat {rank + 1} acquis le",
                required=rank == 0,
                widget=DateInput,
                help_text=""
                if rank == 0
                else "Seulement pour une équivalence qui demande plusieurs certificats.",
            )
            for rank, name in enumerate(self.day_names)
        }
        self.fields = {"way": fields.pop("way"), **days, **fields}

    def told(self) -> dict[str, Any]:
        """What the operation takes."""
        data = self.cleaned_data
        way = data["way"]
        exchange = self.exchanges[int(way.removeprefix("exchange"))] if way.startswith("exchange") else None
        return {
            "number": exchange.number if exchange else int(way.removeprefix("ccp")),
            "exchange": exchange,
            "obtained_on": [data[name] for name in self.day_names if data.get(name)],
            "reference": data["reference"],
            "proof": data["proof"],
            "proof_received_on": data["proof_received_on"],
        }


def _label(exchange: Exchange) -> str:
    asked = " et ".join(f"« {words} »" for words in exchange.asked)
    how = "correspondance" if exchange.origin == "correspondence" else "équivalence"
    return f"CCP {exchange.number}, par {how} — {exchange.title} : {asked}"


class WithdrawCCPForm(ActForm):
    """Why a line entered by mistake leaves the livret."""

    reason = forms.CharField(
        label="Motif",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Le journal le garde.",
    )


class DayForm(forms.Form):
    """« À la date du … »: any day within thirty years."""

    le = forms.DateField(label="À la date du", required=False, widget=DateInput)

    def clean_le(self) -> date | None:
        day: date | None = self.cleaned_data["le"]
        if day is not None and abs(day.year - timezone.localdate().year) > HORIZON_YEARS:
            raise ValidationError("Cette date est invraisemblable : vérifiez l’année.")
        return day
