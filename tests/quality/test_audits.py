"""An auditor's visit: a sample anyone can draw again, a right to read that ends, the files behind each line."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.common.uploads import PDF, Received
from jalon.parcours.models import Parcours
from jalon.parcours.operations import advance_parcours
from jalon.quality.models import AuditAccess, AuditSample, QualityPiece
from jalon.quality.operations.audits import draw_sample, open_access, revoke_access
from jalon.quality.operations.pieces import file_piece
from jalon.quality.operations.subcontracts import add_subcontract, withdraw_subcontract
from jalon.quality.queries import indicator_lines, quality_dues
from jalon.quality.rules.indicators import ASKS, BY_NUMBER, applicable
from jalon.quality.rules.sampling import draw, gaps_of
from tests import cast

PAPER = Received("veille.pdf", PDF, b"%PDF-1.7\n%%EOF\n")


@pytest.mark.parametrize(
    ("kind", "count"), [("action", 23), ("formation", 26), ("vae", 24), ("apprentissage", 32), ("bilan", 22)]
)
def test_each_category_answers_for_as_many_indicators_as_c1_counts(kind, count):
    assert len(applicable([kind])) == count


def test_what_is_asked_is_said_of_every_indicator():
    assert set(ASKS) == set(BY_NUMBER)
    assert all(text.endswith(".") for text in ASKS.values())


@pytest.mark.parametrize("paths", [[1], [7, 3, 900_001], list(range(1, 60))])
def test_the_same_seed_draws_the_same_whatever_the_order(paths):
    drawn = draw(paths, size=5, seed="7f3a")
    assert draw([*reversed(paths), *paths], size=5, seed="7f3a") == drawn
    assert len(set(drawn)) == len(drawn) == min(5, len(paths))
    assert draw(range(1, 60), size=5, seed="7f3a") != draw(range(1, 60), size=5, seed="7f3b")


@pytest.mark.parametrize(("size", "seed"), [(0, "a"), (51, "a"), (-1, "a"), (5, " "), (5, "x" * 65)])
def test_a_size_or_a_seed_that_means_nothing_is_refused(size, seed):
    with pytest.raises(ValueError, match=r"\d"):
        draw([1, 2], size=size, seed=seed)


def test_a_path_tells_what_it_does_not_prove():
    assert gaps_of({4: ["x"]}, "vae") == [1, 5, 6, 9, 10, 11, 12, 16, 30]
    assert 8 in gaps_of({}, "formation")


@pytest.fixture
def moved(centre, leader, path, now) -> Parcours:
    Parcours.objects.filter(pk=path.pk).update(stage="contact")
    advance_parcours(actor=leader, parcours=path, act="apply", on=timezone.localdate(), now=timezone.now())
    return path


def test_a_sample_keeps_its_seed_and_its_population(centre, leader, moved, now):
    sample = draw_sample(actor=leader, organisme=centre, year=timezone.localdate().year, size=3, now=now)
    assert (sample.population, sample.paths) == (1, [moved.pk])
    assert len(sample.seed) == 16
    with pytest.raises(ValidationError, match="rien à tirer"):
        draw_sample(actor=leader, organisme=cast.other_centre(), year=now.year, size=3, now=now)


def test_an_auditor_reads_and_writes_nothing_until_their_day(centre, leader, moved, now):
    today = timezone.now()
    piece = file_piece(
        actor=leader,
        organisme=centre,
        indicator=23,
        heading="Veille",
        dated=today.date(),
        now=today,
        file=PAPER,
    )
    foreign = file_piece(
        actor=leader, organisme=cast.other_centre(), indicator=23, heading="Ailleurs", dated=today.date(), now=today,
        file=PAPER,
    )  # fmt: skip
    access, token = open_access(actor=leader, organisme=centre, auditor="Paule Ferrand", days=3, now=today)
    assert token not in access.token_sha256
    auditor, gate = cast.client(None), reverse("quality:audit_enter", args=[token])
    assert auditor.get(reverse("quality:overview")).status_code == 302, "not yet in"
    assert "Paule Ferrand" in auditor.get(gate).content.decode()
    assert not JournalEntry.objects.filter(verb="quality.enter_audit").exists(), "a preview opens nothing"
    assert auditor.post(gate).url == reverse("quality:overview")
    shown = auditor.get(reverse("quality:indicator", args=[23])).content.decode()
    assert "Veille" in shown
    assert "Ailleurs" not in shown
    assert "Déposer une pièce" not in shown
    assert auditor.get(reverse("quality:piece_download", args=[piece.pk])).status_code == 200
    assert JournalEntry.objects.filter(actor_ref=f"audit:{access.pk}", verb="quality.read_piece").count() == 1
    assert auditor.get(reverse("quality:piece_download", args=[foreign.pk])).status_code == 404
    for name in ("piece_file", "complaints", "surveys", "bpf", "review", "results"):
        args = [23] if name == "piece_file" else []
        assert auditor.get(reverse(f"quality:{name}", args=args)).status_code == 302, name
    path_page = reverse("quality:audit_path", args=[moved.pk])
    assert auditor.get(path_page).status_code == 404, "not drawn"
    auditor.post(reverse("quality:sample_draw"), {"size": "3", "annee": str(today.year)})
    assert AuditSample.objects.get().drawn_by == "Paule Ferrand"
    assert "Analyse du besoin" in auditor.get(path_page).content.decode()
    with pytest.raises(ValidationError, match="De 1 à 15 jours"):
        open_access(actor=leader, organisme=centre, auditor=" ", days=400, now=today)
    revoke_access(actor=leader, access=access, now=today)
    assert auditor.get(path_page).status_code == 410
    assert auditor.get(gate).status_code == 410
    with pytest.raises(ValidationError, match="déjà fermé"):
        revoke_access(actor=leader, access=access, now=today)


def test_an_access_ends_by_itself_and_an_altered_link_opens_nothing(centre, leader, now):
    past = timezone.now() - timedelta(days=4)
    _, token = open_access(actor=leader, organisme=centre, auditor="Paule Ferrand", days=3, now=past)
    visitor = cast.client(None)
    for link in (token, token[:-2] + "xx", "é🙂"):
        assert visitor.post(reverse("quality:audit_enter", args=[link])).status_code == 410
    assert visitor.get(reverse("quality:overview")).status_code == 302


def test_a_leader_opens_an_access_and_sees_its_link_once(centre):
    screen = cast.client(Role.RESPONSABLE_SESSION)
    sent = screen.post(
        reverse("quality:access_open"), {"auditor": "Paule Ferrand", "days": "2"}
    ).content.decode()
    assert "/qualite/audit/entrer/" in sent
    assert "/qualite/audit/entrer/" not in screen.get(reverse("quality:audits")).content.decode()
    assert AuditAccess.objects.get().body == ""


def test_the_archive_holds_the_index_and_each_file_once(centre, leader, now):
    day = timezone.localdate()
    file_piece(
        actor=leader,
        organisme=centre,
        indicator=23,
        heading="Veille",
        dated=day,
        now=timezone.now(),
        file=PAPER,
    )
    gone = file_piece(
        actor=leader,
        organisme=centre,
        indicator=24,
        heading="Perdue",
        dated=day,
        now=timezone.now(),
        file=PAPER,
    )
    gone.file.storage.delete(gone.file.name)
    sent = cast.client(Role.RESPONSABLE_SESSION).get(reverse("quality:year_zip"))
    with zipfile.ZipFile(io.BytesIO(b"".join(sent.streaming_content))) as archive:
        names = archive.namelist()
        index = archive.read("index.csv").decode("utf-8-sig")
    assert [name for name in names if name.endswith(".pdf")] == [f"23/piece-{gone.pk - 1}-veille.pdf"]
    assert "introuvable ou altéré" in index


def test_a_piece_past_its_term_is_a_gap_until_it_is_renewed(centre, leader, now):
    day = now.date()
    with pytest.raises(ValidationError, match="terme précède"):
        file_piece(
            actor=leader, organisme=centre, indicator=26, heading="Référent", dated=day, now=now, note="Odile",
            valid_until=day - timedelta(days=1),
        )  # fmt: skip
    piece = file_piece(
        actor=leader, organisme=centre, indicator=26, heading="Référent", dated=day, now=now, note="Odile",
        valid_until=day,
    )  # fmt: skip

    def state(on) -> str:
        lines = [line for lines in indicator_lines(centre, now.year, on).values() for line in lines]
        return next(line.state for line in lines if line.indicator.number == 26)

    assert state(day) == "proven"
    assert state(day + timedelta(days=1)) == "expired"
    due = quality_dues(centre.pk, day, {"complaint_answer_days": 30, "bpf_month": 5, "bpf_day": 31})
    assert [d.label for d in due] == ["Renouveler « Référent »"]
    screen = cast.client(Role.RESPONSABLE_SESSION)
    asked = screen.get(reverse("quality:piece_renew", args=[piece.pk]), follow=True)
    assert 'name="renouvelle"' in asked.content.decode()
    file_piece(
        actor=leader,
        organisme=centre,
        indicator=26,
        heading="Référent",
        dated=day,
        now=now,
        note="Karim",
        renews=piece,
    )
    assert state(day + timedelta(days=1)) == "proven"
    with pytest.raises(ValidationError, match="déjà été renouvelée"):
        file_piece(
            actor=leader,
            organisme=centre,
            indicator=26,
            heading="Bis",
            dated=day,
            now=now,
            note="x",
            renews=piece,
        )
    assert QualityPiece.objects.count() == 2


def test_a_subcontract_says_all_its_faults_and_is_set_aside_with_a_reason(centre, leader, now):
    told = {
        "way": "given", "partner": "Atelier du Canal", "kind": "formation", "heading": "Bureautique",
        "starts_on": now.date(), "ends_on": now.date(), "trainees": 4, "minutes": 840, "amount_cents": 90_000,
    }  # fmt: skip
    wrong = {"partner": " ", "heading": "", "ends_on": now.date() - timedelta(days=1), "trainees": 0}
    with pytest.raises(ValidationError) as refused:
        add_subcontract(actor=leader, organisme=centre, now=now, **told | wrong)
    assert set(refused.value.message_dict) == {"partner", "heading", "ends_on", "trainees"}
    made = add_subcontract(
        actor=leader, organisme=centre, now=now,
        **told | {"certified_until": now.date(), "ends_on": now.date() + timedelta(days=9)},
    )  # fmt: skip
    due = quality_dues(centre.pk, now.date(), {"complaint_answer_days": 30, "bpf_month": 5, "bpf_day": 31})
    assert [d.label for d in due] == ["Vérifier la certification de Atelier du Canal"]
    with pytest.raises(ValidationError, match="motif"):
        withdraw_subcontract(actor=leader, subcontract=made, reason="", now=now)
    withdraw_subcontract(actor=leader, subcontract=made, reason="Doublon", now=now)
    with pytest.raises(ValidationError, match="déjà été retirée"):
        withdraw_subcontract(actor=leader, subcontract=made, reason="Doublon", now=now)
