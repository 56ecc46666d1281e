"""The form of a deed: its legal contents, its parties, its schedule."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jalon.common.forms import ActForm, DateInput
from jalon.prestation.enums import EngagementKind
from jalon.prestation.forms.prestations import EurosField, euros_text
from jalon.prestation.rules.clauses import Clause, clauses_of
from jalon.prestation.rules.engagements import Payment

MOST = 60
"""Instalments that one form takes: five years of monthly payments."""
_PURCHASER = ("purchaser_name", "purchaser_signatory", "purchaser_siret", "purchaser_address")


class KindForm(ActForm):
    """Which deed to prepare."""

    kind = forms.ChoiceField(label="Document à préparer", choices=EngagementKind.choices)


class DeedForm(ActForm):
    """One field per legal item, named with its article; as many instalments as are wanted, `rows` being shown.

    A row left empty is no instalment.
    """

    valid_until = forms.DateField(label="Valable jusqu’au", widget=DateInput)
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

    def __init__(self, *args: Any, kind: str, remote: bool, rows: int = 0, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ranks = range(1, min(max(rows, _posted(self.data)), MOST) + 1)
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
        if kind != EngagementKind.QUOTE:
            del self.fields["valid_until"]
        if kind == EngagementKind.APPRENTICESHIP_COPY:
            self.ranks = range(1, 1)
        for rank in self.ranks:
            self._instalment(rank)

    def _instalment(self, rank: int) -> None:
        self.fields[f"due_{rank}"] = forms.DateField(
            label=f"Date de l’échéance {rank}", required=False, widget=DateInput
        )
        self.fields[f"amount_{rank}"] = EurosField(
            label=f"Montant de l’échéance {rank}, en euros", required=False
        )
        self.fields[f"label_{rank}"] = forms.CharField(
            label=f"Objet de l’échéance {rank}", required=False, max_length=200
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for rank in self.ranks:
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
            "valid_until": data.get("valid_until"),
            "payments": self._payments(),
        } | {name: data.get(name, "") for name in _PURCHASER}

    @property
    def legal(self) -> list[forms.BoundField]:
        """Fields besides the schedule."""
        schedule = {f"{name}_{rank}" for rank in self.ranks for name in ("due", "amount", "label")}
        return [self[name] for name in self.fields if name not in schedule]

    @property
    def schedule(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The rows of the schedule: day, amount, label."""
        return [(self[f"due_{rank}"], self[f"amount_{rank}"], self[f"label_{rank}"]) for rank in self.ranks]

    def _payments(self) -> list[Payment]:
        data = self.cleaned_data
        return [
            Payment(data[f"label_{rank}"] or f"Versement {rank}", data[f"due_{rank}"], data[f"amount_{rank}"])
            for rank in self.ranks
            if data.get(f"due_{rank}") and data.get(f"amount_{rank}")
        ]


class StagesForm(ActForm):
    """Into how many monthly payments the price is cut."""

    count = forms.IntegerField(label="Nombre de versements", min_value=1, max_value=MOST)


def payment_initial(payments: Iterable[Payment]) -> dict[str, Any]:
    """A schedule as the form shows it."""
    found: dict[str, Any] = {}
    for rank, one in enumerate(payments, 1):
        found |= {
            f"due_{rank}": one.due_on,
            f"amount_{rank}": euros_text(one.amount_cents),
            f"label_{rank}": one.label,
        }
    return found


def _posted(data: Mapping[str, Any]) -> int:
    """The last row that was sent."""
    ranks = (name.rpartition("_")[2] for name in data if name.startswith(("due_", "amount_", "label_")))
    return max(
        (int(rank) for rank in ranks if rank.isascii() and rank.isdecimal() and len(rank) < 4), default=0
    )


def clause_initial(clauses: Mapping[str, str]) -> dict[str, str]:
    """The texts of a deed as its form shows them."""
    return {f"clause_{key}": text for key, text in clauses.items()}
