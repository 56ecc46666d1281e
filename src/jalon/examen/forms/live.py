"""A fact of the exam day as it arrives, from a form or from the queue of a device."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone

from jalon.examen.enums import DayEventKind, WallShow
from jalon.examen.operations.dropped import REASONS_MAX, Dropped
from jalon.examen.operations.live import Told

IDS = ("inscription", "jury", "person")
OWN = frozenset(
    {"uuid", "kind", "at", "skew", "order", "undoes", "data", "jour", "csrfmiddlewaretoken", *IDS}
)
LARGEST_ID = 2**63 - 1
LARGEST_ORDER = 2**15 - 1
SKEW_MAX = 2**31 - 1


class Unreadable(ValueError):
    """A fact that names itself but cannot be read, with every reason in French."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


class WallForm(forms.Form):
    """How the waiting room names the candidates."""

    show = forms.ChoiceField(label="Le candidat est désigné par", choices=WallShow, initial=WallShow.NUMBER)


def told_by_form(sent: Mapping[str, Any], now: datetime) -> Told:
    """A fact posted by a plain form: it happens now. Raises Unreadable."""
    details = {name: value for name, value in sent.items() if name not in OWN}
    fields = {name: value for name, value in sent.items() if name in OWN and value != ""}
    return read_told({"uuid": str(uuid4()), "at": now.isoformat(), **fields, "data": details})


def read_told(sent: Mapping[str, Any]) -> Told:
    """A fact of a device's queue. Raises Unreadable; ValueError when it does not even name itself."""
    uuid = UUID(str(sent["uuid"]))
    reasons: list[str] = []
    kind = str(sent.get("kind"))
    if kind not in DayEventKind.values:
        reasons.append("Ce fait est d’une nature inconnue : rechargez la page.")
    at = _moment(sent.get("at"))
    if at is None:
        reasons.append("L’heure de ce fait est illisible : vérifiez l’horloge de l’appareil.")
    ids = {name: _whole(sent.get(name), LARGEST_ID, name, reasons) for name in IDS}
    order = _whole(sent.get("order"), LARGEST_ORDER, "order", reasons)
    undoes = None
    if sent.get("undoes") is not None:
        try:
            undoes = UUID(str(sent["undoes"]))
        except ValueError:
            reasons.append("Le fait à annuler n’est pas connu : rechargez la page.")
    data = sent.get("data", {})
    if not isinstance(data, Mapping):
        reasons.append("Les précisions de ce fait sont illisibles : rechargez la page.")
    skew = sent.get("skew")
    if skew is not None and not (isinstance(skew, int) and abs(skew) <= SKEW_MAX):
        reasons.append("L’écart d’horloge de l’appareil est illisible : rechargez la page.")
    if reasons or at is None:
        raise Unreadable(reasons)
    return Told(
        uuid=uuid,
        kind=DayEventKind(kind),
        at=at,
        order=order,
        undoes=undoes,
        data={str(name): _clean(value) for name, value in data.items()},
        skew_seconds=skew,
        **ids,
    )


def read_dropped(sent: Mapping[str, Any]) -> Dropped:
    """A refused fact that a device gives up; nothing of it need be readable but its name. Raises ValueError without."""
    kind, reasons = str(sent.get("kind")), sent.get("reasons")
    unread: list[str] = []
    return Dropped(
        UUID(str(sent["uuid"])),
        DayEventKind(kind) if kind in DayEventKind.values else None,
        _moment(sent.get("at")),
        _whole(sent.get("inscription"), LARGEST_ID, "inscription", unread),
        tuple(str(_clean(str(one)))[:REASONS_MAX] for one in reasons) if isinstance(reasons, list) else (),
    )


def read_skew(sent_at: object, now: datetime) -> int:
    """Seconds that the clock of a device lacks, from the hour at which it says it sends. Raises ValueError."""
    if sent_at is None:
        return 0
    sent = _moment(sent_at)
    if sent is None:
        raise ValueError("sent_at")
    skew = round((now - sent).total_seconds())
    if abs(skew) > SKEW_MAX:
        raise ValueError("sent_at")
    return skew


def _moment(value: object) -> datetime | None:
    """An ISO 8601 moment of our time; without an offset, of France."""
    try:
        found = datetime.fromisoformat(str(value))
        found = found if timezone.is_aware(found) else timezone.make_aware(found)
    except (ValueError, OverflowError):
        return None
    return found if 1970 <= found.year < 2200 else None


def _whole(value: object, largest: int, name: str, reasons: list[str]) -> int | None:
    if value is None or value == "":
        return None
    try:
        number = int(str(value))
    except ValueError:
        number = -1
    if not 0 <= number <= largest:
        reasons.append(f"Le champ « {name} » est illisible : rechargez la page.")
        return None
    return number


def _clean(value: object) -> object:
    """Text that any database takes: neither NUL nor half a character."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "ignore").decode()
    return value
