"""The demonstration at any hour of the day: nothing that it tells has still to happen."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import DateTimeField, Max
from pytest_django import Settings

from jalon.common.models import JournalEntry
from jalon.demo.install import install_demo
from jalon.dossier.models import Piece
from jalon.examen.enums import SessionStatus
from jalon.examen.models import Convocation, ExamSession, Unforeseen
from jalon.jury.models import GridMark
from jalon.parcours.models import CompanyPeriod
from jalon.referentiel.operations import load_shipped_titres

FORESEEN = {"expires_at", "starts_at", "ends_at"}


@pytest.mark.django_db
@pytest.mark.parametrize("hour", [0, 9, 22])
def test_no_act_of_the_demonstration_is_dated_in_the_future(
    hour: int, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    now = datetime(2026, 3, 4, hour, 20, tzinfo=UTC)
    load_shipped_titres(now=now)
    assert install_demo(now=now)
    assert ExamSession.objects.get(starts_on="2026-03-04").status == SessionStatus.IN_PROGRESS
    assert GridMark.objects.exists()
    assert Piece.objects.exists()
    upset = Unforeseen.objects.get()
    assert upset.timetable is not None
    assert (upset.timetable.version, upset.session.status) == (2, SessionStatus.IN_PROGRESS)
    told = Convocation.objects.filter(session=upset.session, sequence__gt=0)
    assert 0 < told.count() < Convocation.objects.filter(session=upset.session).count()
    late = {}
    for model in apps.get_models():
        if not model.__module__.startswith("jalon."):
            continue
        for field in model._meta.fields:
            if isinstance(field, DateTimeField) and not (field.auto_now or field.auto_now_add):
                last = model._default_manager.aggregate(last=Max(field.name))["last"]
                if field.name not in FORESEEN and last and last > now:
                    late[f"{model.__name__}.{field.name}"] = last
    assert late == {}
    assert JournalEntry.objects.latest("at").at == now
    assert CompanyPeriod.objects.aggregate(last=Max("ends_on"))["last"] <= now.date()
