"""The form of a deed: its legal contents, its parties, its schedule."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jalon.common.forms import ActForm, DateInput
from jalon.prestation.enums import EngagementKind
from jalon.prestation.forms.prestations import EurosField
from jalon.prestation.rules.clauses import Clause, clauses_of
from jalon.prestation.rules.engagements import Payment

INSTALMENTS = 4
_PURCHASER = ("purchaser_name", "purchaser_signatory", "purchaser_siret", "purchaser_address")


class KindForm(ActForm):
    """Which deed to prepare."""

    kind = forms.ChoiceField(label="Document à préparer", choices=EngagementKind.choices)


class DeedForm(ActForm):
    """One field per legal item, named with its article; up to four instalments."""

    price_cents = EurosField(label="Prix, en euros toutes taxes comprises", required=False)
    off_premises = forms.BooleanField(
        label="Conclu à distance ou hors établissement",
        required=False,
        help_text="Le délai de rétractation s’allonge.",
    )
    purchaser_name = forms.CharField(label="Acheteur", max_length=200, required=False)
    purchaser_signatory = forms.CharField(label="Signataire pour l’acheteur", max_length=200, required=False)
    purchaser_siret = forms.CharField(label="SIRET de l’acheteur", max_length=20, required=False)
    purchaser_address = forms.CharField(
        label="Adresse de l’acheteur", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, kind: str, remote: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.clauses: tuple[Clause, ...] = clauses_of(kind, remote=remote)
        for clause in self.clauses:
            self.fields[f"clause_{clause.key}"] = forms.CharField(
                label=clause.label, required=False, help_text=clause.article, max_length=6000,
                widget=forms.Textarea(attrs={"rows": 4}),
            )  # fmt: skip
        if kind == EngagementKind.CONTRACT:
            for name in _PURCHASER:
                del self.fields[name]
        else:
            del self.fields["off_premises"]
        if kind != EngagementKind.APPRENTICESHIP_COPY:
            for rank in range(1, INSTALMENTS + 1):
                self._instalment(rank)

    def _instalment(self, rank: int) -> None:
        self.fields[f"due_{rank}"] = forms.DateField(
            label=f"Échéance {rank} : date", required=False, widget=DateInput
        )
        self.fields[f"amount_{rank}"] = EurosField(
            label=f"Échéance {rank} : montant, en euros", required=False
        )
        self.fields[f"label_{rank}"] = forms.CharField(
            label=f"Échéance {rank} : objet", required=False, max_length=200
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for rank in range(1, INSTALMENTS + 1):
            given = [data.get(f"{name}_{rank}") for name in ("due", "amount")]
            if any(given) and not all(given):
                self.add_error(f"due_{rank}", ValidationError("Donnez la date et le montant de l’échéance."))
        return data

    def given(self) -> dict[str, Any]:
        """What the operations take."""
        data = self.cleaned_data
        return {
            "clauses": {clause.key: data[f"clause_{clause.key}"] for clause in self.clauses},
            "price_cents": data["price_cents"],
            "off_premises": data.get("off_premises", False),
            "payments": self._payments(),
        } | {name: data.get(name, "") for name in _PURCHASER}

    def _payments(self) -> list[Payment]:
        data = self.cleaned_data
        return [
            Payment(data[f"label_{rank}"] or f"Versement {rank}", data[f"due_{rank}"], data[f"amount_{rank}"])
            for rank in range(1, INSTALMENTS + 1)
            if data.get(f"due_{rank}") and data.get(f"amount_{rank}")
        ]


def clause_initial(clauses: Mapping[str, str]) -> dict[str, str]:
    """The texts of a deed as its form shows them."""
    return {f"clause_{key}": text for key, text in clauses.items()}
