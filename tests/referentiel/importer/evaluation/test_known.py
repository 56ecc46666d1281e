"""Known titles found again in running text, and the lines that print them."""

from jalon.referentiel.importer.evaluation.known import Letters, Titles

from .hand import COULER, TREMPER, line


def test_a_title_is_found_across_line_ends_and_hyphens() -> None:
    stretch = Letters.of([line("Tremper une mè-"), line("che et former un"), line("cierge Couler")])
    found = Titles([TREMPER]).at(stretch.text, 0)
    assert found is not None
    assert [one.text for one in stretch.cut(found.start, found.end)] == [
        "Tremper une mè-",
        "che et former un",
        "cierge",
    ]


def test_the_longest_title_wins() -> None:
    titles = Titles(["Couler une bougie", COULER])
    found = titles.at(Letters.of([line(COULER)]).text, 0)
    assert found is not None
    assert found.title == COULER


def test_the_rest_of_a_line_keeps_its_quote() -> None:
    stretch = Letters.of([line("Entretien final « Couler »")])
    size = len(Letters.of([line("Entretien final")]).text)
    assert [one.text for one in stretch.cut(0, size)] == ["Entretien final"]
    assert [one.text for one in stretch.cut(size, len(stretch.text))] == ["« Couler »"]


def test_a_title_a_letter_apart_is_near_and_another_is_not() -> None:
    titles = Titles([COULER, TREMPER])
    assert titles.near("Couler une bougies dans son moule") == COULER
    assert titles.near("Vendre une bougie") is None


def test_accents_capitals_and_ligatures_do_not_hide_a_title() -> None:
    titles = Titles(["Mettre en œuvre un moulage"])
    assert titles.at(Letters.of([line("METTRE EN OEUVRE un moulage")]).text, 0) is not None
