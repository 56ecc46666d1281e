"""What the reader of PDF refuses, and why; what it reads in part and says so."""

import zlib

import pytest

from jalon.referentiel.importer.readers import LIMITS, Limits
from jalon.referentiel.importer.readers.pdf import read_pdf
from jalon.referentiel.importer.source import Unreadable

from .hand_pdf import Sheet, hand_pdf, paragraphs, text

PAGE = paragraphs(72, 700, *["Arroser les semis sans coucher les tiges."] * 8)
PICTURE = ("I1", bytes(400), "/Type /XObject /Subtype /Image /Width 20 /Height 20 /ColorSpace /DeviceGray "
           "/BitsPerComponent 8")  # fmt: skip
SCANNED = "q 595 0 0 842 0 0 cm /I1 Do Q "
NAMELESS = (
    "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 700] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 33 "
    "/LastChar 126 /CharProcs << >> /Encoding << /Type /Encoding /Differences [33 {}] >> /Widths [{}] >>"
)


def refusal(data: bytes, limits: Limits = LIMITS) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_pdf(data, "serre.pdf", limits)
    said = caught.value
    assert said.file == "serre.pdf"
    assert " ; " in said.reason, "a refusal names its cause, then its remedy"
    assert said.reason.endswith(".")
    return said


def test_a_scan_is_refused() -> None:
    assert refusal(hand_pdf(SCANNED, SCANNED, extra=[PICTURE])).code == "scan"


def test_a_scan_with_a_stamp_on_each_page_is_a_scan() -> None:
    assert (
        refusal(hand_pdf(*[SCANNED + text(500, 20, f"{n}/3") for n in (1, 2, 3)], extra=[PICTURE])).code
        == "scan"
    )


def test_a_page_that_is_a_picture_among_pages_of_text_is_told_with_its_number() -> None:
    source = read_pdf(hand_pdf(PAGE, SCANNED, PAGE, SCANNED, SCANNED, extra=[PICTURE]), "serre.pdf")
    assert {line.place.page for line in source.lines} == {1, 3}
    (finding,) = source.findings
    assert (finding.severity, finding.code) == ("warning", "scanned-pages")
    assert finding.message.startswith("Pages 2, 4 et 5 :")


def test_the_text_that_a_recognition_laid_under_its_scan_is_read_with_a_warning() -> None:
    source = read_pdf(hand_pdf(SCANNED + PAGE.replace("BT", "BT 3 Tr"), extra=[PICTURE]), "serre.pdf")
    assert sum(1 for _ in source.lines) == 8
    assert [finding.code for finding in source.findings] == ["recognised-text"]


def test_blank_pages_are_refused() -> None:
    assert refusal(hand_pdf("", "")).code == "no-text"


def test_text_that_nobody_sees_is_not_said_to_be_a_blank_page() -> None:
    said = refusal(hand_pdf(PAGE.replace("BT", "BT 3 Tr")))
    assert said.code == "no-text"
    assert "invisible" in said.reason


def test_text_drawn_as_shapes_is_refused() -> None:
    shapes = "".join(f"{x} 700 m {x + 3} 708 {x + 4} 702 {x + 5} 700 c f\n" for x in range(72, 400, 7))
    assert refusal(hand_pdf(shapes + "0 0 1 rg 72 300 200 200 re f")).code == "scan"


def test_a_password_is_refused() -> None:
    made = hand_pdf(PAGE)
    locked = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32
        + b"> >> /ID [<00> <00>] /Root 1 0 R"
    )  # fmt: skip
    assert refusal(made.replace(b"/Root 1 0 R", locked)).code == "encrypted"


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.7, 0.95, 0.99])
def test_a_file_cut_short_is_refused_wherever_it_is_cut(kept: float) -> None:
    made = hand_pdf(PAGE, PAGE, PAGE, compress=True)
    assert refusal(made[: int(len(made) * kept)]).code == "corrupt"


def test_a_byte_changed_in_the_text_of_a_page_is_not_read_over() -> None:
    made = bytearray(hand_pdf(PAGE, PAGE, compress=True))
    at = made.index(b"stream\n") + 30
    made[at] ^= 0xFF
    assert refusal(bytes(made)).code == "corrupt"


def test_a_damaged_picture_hinders_nothing() -> None:
    data = zlib.compress(bytes(400))[:-6] + b"\xff\xff\xff\xff\xff\xff"
    name, _, keys = PICTURE
    made = hand_pdf(
        "q 9 0 0 9 72 800 cm /I1 Do Q " + PAGE, extra=[(name, data, keys + " /Filter /FlateDecode")]
    )
    assert sum(1 for _ in read_pdf(made, "serre.pdf").lines) == 8


def test_a_file_whose_table_of_objects_is_wrong_is_read_with_a_warning() -> None:
    made = hand_pdf(PAGE)
    start = made.index(b"startxref\n") + 10
    broken = made[:start] + b"7" + made[start + 1 :]
    source = read_pdf(broken, "serre.pdf")
    assert sum(1 for _ in source.lines) == 8
    assert [finding.code for finding in source.findings] == ["mended-file"]


@pytest.mark.parametrize("data", [b"", b"bonjour", b"%PDF-1.4\n%%EOF\n", b"\x00" * 5000])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    assert refusal(data).code == "corrupt"


def test_a_book_is_refused() -> None:
    assert refusal(hand_pdf(*[""] * 1001)).code == "too-long"


def test_the_limits_are_those_that_are_given() -> None:
    made = hand_pdf(PAGE, PAGE)
    for limits in (Limits(pages=1), Limits(marks=20), Limits(lines=15)):
        assert refusal(made, limits).code == "too-long"
    for limits in (Limits(page_chars=20), Limits(page_objects=7)):
        assert refusal(made, limits).code == "too-dense"


def test_a_page_that_swells_when_opened_is_refused_before_it_is() -> None:
    assert refusal(hand_pdf(" " * 20_000_000, compress=True)).code == "bomb"


def test_a_page_of_letters_upon_letters_is_refused() -> None:
    assert (
        refusal(hand_pdf(paragraphs(72, 800, *["a" * 500] * 250, size=1, leading=3), compress=True)).code
        == "too-dense"
    )


def test_a_page_of_strokes_upon_strokes_is_refused() -> None:
    assert refusal(hand_pdf("0 0 m 9 9 l S\n" * 101_000, compress=True)).code == "too-dense"


def test_forms_that_repeat_each_other_are_refused() -> None:
    resources = "/Resources << /Font << /F1 3 0 R >> /XObject << {} >> >>"
    keys = "/Type /XObject /Subtype /Form /BBox [0 0 600 800] "
    forms = [("X0", text(72, 700, "encore").encode(), keys + resources.format(""))]
    for rank in range(1, 6):
        inner = f"/X{rank - 1} {5 + rank} 0 R"
        forms.append((f"X{rank}", f"/X{rank - 1} Do ".encode() * 10, keys + resources.format(inner)))
    assert refusal(hand_pdf("/X5 Do", extra=forms)).code == "too-dense"


def test_letters_that_stand_for_others_are_refused() -> None:
    shifted = "".join(
        chr(ord(letter) - 29) if ord(letter) > 64 else letter for letter in "Arroser les semis du matin"
    )
    page = paragraphs(72, 700, *[shifted] * 20)
    assert refusal(hand_pdf(page)).code == "no-unicode"


def test_signs_for_letters_are_refused() -> None:
    assert refusal(hand_pdf(paragraphs(72, 700, *["*+,+*+-./+0 +1203/ 45./6/.+7"] * 20))).code == "no-unicode"


def test_acronyms_figures_and_addresses_are_not_taken_for_scrambled_letters() -> None:
    odd = [
        "TP-00403 | 08 | DWWM | SQL, HTTP, NGSS",
        "05 56 00 00 00 / 33000",
        "https://serre.exemple.fr/?q=1&r=2",
    ]
    assert (
        sum(1 for _ in read_pdf(hand_pdf(paragraphs(72, 700, *odd) + Sheet(PAGE).content), "x.pdf").lines) > 3
    )
