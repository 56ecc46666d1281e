"""What someone with the database's password could do to a sealed session: every row, every field that counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from jalon.examen.models import ExamSession
from jalon.jury import seals
from jalon.jury.models import PV
from jalon.jury.queries.seal import SECTIONS, Divergence, Section, compare, snapshot_of


def every_change_is_told(session: ExamSession) -> None:
    """Change each field, delete a row, add a row of every section of the sealed content: each must be named."""
    pv = PV.objects.get(session=session)
    empty = [section.key for section in SECTIONS if not section.rows(session).exists()]
    assert empty == ["titre_awards"], "the story must hold something of everything else"
    for section in (section for section in SECTIONS if section.key not in empty):
        for name in section.fields:
            assert section.label in told(pv, lambda s=section, n=name: change(s, session, n)), (
                section.key,
                name,
            )
        assert section.label in told(pv, lambda s=section: remove(s, session)), f"{section.key} removed"
        if not section.grows and section.key not in ("session", "people"):
            added = told(pv, lambda s=section: add(s, session))
            assert added is REFUSED or section.label in added, f"{section.key} added"
    assert not list(divergences(pv))


REFUSED = "refused by the database itself"


def told(pv: PV, act: Any) -> str:
    """What is said after an act that no guard stops; the act is undone."""
    try:
        with undone():
            act()
            return " / ".join(divergence.message for divergence in divergences(pv))
    except IntegrityError:
        return REFUSED


def divergences(pv: PV) -> Iterator[Divergence]:
    return compare(pv.snapshot, snapshot_of(pv.session, titre_sha256=pv.snapshot["titre"]["sha256"]))


@contextmanager
def undone() -> Iterator[None]:
    sid = transaction.savepoint()
    seals.lift(connection)
    try:
        yield
    finally:
        transaction.savepoint_rollback(sid)


def change(section: Section, session: ExamSession, name: str) -> None:
    """Give a field of some row another value; rows whose own constraints forbid it are left for the next one."""
    field = section.model._meta.get_field(name)
    for row in section.rows(session).order_by("pk"):
        value = other(field, getattr(row, name))
        try:
            with transaction.atomic():
                section.model._base_manager.filter(pk=row.pk).update(**{name: value})
        except IntegrityError:
            continue
        return
    raise AssertionError(f"{section.key}.{name} cannot be changed")


def remove(section: Section, session: ExamSession) -> None:
    rows = section.rows(session).order_by("pk")
    victim = section.model._base_manager.filter(pk=rows.values_list("pk", flat=True)[0])
    victim._raw_delete(victim.db)


def add(section: Section, session: ExamSession) -> None:
    """Copy a row, changing what must be unique."""
    row: Model = section.rows(session).order_by("pk")[0]
    row.pk = None
    for name in section.fields:
        field = section.model._meta.get_field(name)
        if not field.is_relation and not getattr(field, "choices", None):
            setattr(row, name, other(field, getattr(row, name)))
    with transaction.atomic():
        section.model._base_manager.bulk_create([row])


def other(field: Any, value: Any) -> Any:
    """A value that the column takes and that is not this one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime | date):
        return value + timedelta(days=-400 if "start" in field.name or field.name == "date" else 400)
    if isinstance(value, time):
        return value.replace(minute=(value.minute + 1) % 60)
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, list):
        return [*value, "faux"]
    if isinstance(value, str):
        return f"x{value[1:]}" if value else "x"
    return {"DateField": date(2020, 1, 1), "DateTimeField": datetime(2020, 1, 1).astimezone()}.get(
        field.get_internal_type(), 1000
    )
