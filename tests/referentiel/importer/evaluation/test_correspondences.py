"""Annexe 2: former CCPs worth a CCP of the title, CCPs of other titles that are."""

from dataclasses import replace

from jalon.referentiel.importer.equivalences import read_equivalences
from jalon.referentiel.importer.evaluation.correspondences import Links, read_correspondences
from jalon.referentiel.importer.evaluation.known import Titles
from jalon.referentiel.importer.source import Block, Row, Table

from .hand import BOUTIQUE, FABRIQUER, line, lines, table

KNOWN = Titles([FABRIQUER, BOUTIQUE])
OLD_HEAD, HEAD = "Cirier\nArrêté du 11/02/2013", "Cirier artisan\nArrêté du 06/04/2018"


def read(*blocks: Block) -> Links:
    return read_correspondences(blocks, KNOWN)


def told(found: Links) -> list[tuple[str | None, str, str]]:
    return [
        (one.former_decree_date and one.former_decree_date.value, one.former.value, one.current.value)
        for one in found.correspondences
    ]


def test_cells_pair_a_former_ccp_with_one_of_the_title() -> None:
    found = read(
        line("Le titre professionnel est composé de certificats dont les correspondances sont :"),
        table(
            [OLD_HEAD, "", HEAD, ""],
            ["CCP", "Fabriquer des cierges", "CCP", FABRIQUER],
            ["CCP", "Tenir une boutique", "CCP", BOUTIQUE],
        ),
    )
    assert told(found) == [
        ("2013-02-11", "Fabriquer des cierges", FABRIQUER),
        ("2013-02-11", "Tenir une boutique", BOUTIQUE),
    ]


def test_marks_tell_the_columns_where_the_heads_do_not_share_them() -> None:
    found = read(table([OLD_HEAD, HEAD], ["CCP", "Fabriquer des cierges", "CCP", FABRIQUER]))
    assert told(found) == [("2013-02-11", "Fabriquer des cierges", FABRIQUER)]


def test_several_former_versions_are_several_correspondences() -> None:
    found = read(
        table(
            ["Cirier\nArrêté du 12/03/2007", OLD_HEAD, HEAD],
            ["CCP Mouler", "CCP Fabriquer des cierges", f"CCP {FABRIQUER}"],
        )
    )
    assert told(found) == [
        ("2007-03-12", "Mouler", FABRIQUER),
        ("2013-02-11", "Fabriquer des cierges", FABRIQUER),
    ]


def test_another_table_has_its_own_versions() -> None:
    found = read(
        table([OLD_HEAD, HEAD], ["CCP Fabriquer des cierges", f"CCP {FABRIQUER}"]),
        table(["Cirier\nArrêté du 12/03/2007", HEAD], ["CCP Mouler", f"CCP {FABRIQUER}"]),
    )
    assert [date for date, _, _ in told(found)] == ["2013-02-11", "2007-03-12"]


def test_a_cell_merged_down_is_worth_all_its_rows() -> None:
    found = read(table([OLD_HEAD, HEAD], ["CCP Fondre", f"CCP {FABRIQUER}"], ["CCP Mouler", None]))
    assert told(found) == [("2013-02-11", "Fondre", FABRIQUER), ("2013-02-11", "Mouler", FABRIQUER)]


def test_a_former_ccp_merged_down_is_worth_each_row_beside_it() -> None:
    found = read(
        table([OLD_HEAD, HEAD], ["CCP Fondre et vendre", f"CCP {FABRIQUER}"], [None, f"CCP {BOUTIQUE}"])
    )
    assert told(found) == [
        ("2013-02-11", "Fondre et vendre", FABRIQUER),
        ("2013-02-11", "Fondre et vendre", BOUTIQUE),
    ]
    assert not found.findings


def test_cells_that_a_text_only_supposes_are_doubted() -> None:
    plain = table([OLD_HEAD, HEAD], ["CCP Fondre", f"CCP {FABRIQUER}\nCCP {BOUTIQUE}"], ["CCP Mouler", None])
    drawn = Table(
        tuple(
            Row(tuple(replace(c, lines=tuple(replace(x, whole=True) for x in c.lines)) for c in row.cells))
            for row in plain.rows
        )
    )
    assert [bool(one.current.doubt) for one in read(plain).correspondences] == [True] * 4
    assert [bool(one.current.doubt) for one in read(drawn).correspondences] == [False] * 4


def test_as_many_ccps_on_both_sides_face_each_other_and_are_doubted() -> None:
    found = read(
        table([OLD_HEAD, HEAD], ["CCP Fondre\nCCP Tenir une boutique", f"CCP {FABRIQUER}\nCCP {BOUTIQUE}"])
    )
    assert told(found) == [
        ("2013-02-11", "Fondre", FABRIQUER),
        ("2013-02-11", "Tenir une boutique", BOUTIQUE),
    ]
    assert all(one.current.doubt for one in found.correspondences)


def test_an_empty_cell_is_no_correspondence_and_is_told() -> None:
    found = read(
        table(
            [OLD_HEAD, HEAD],
            ["CCP Fondre", f"CCP {FABRIQUER}"],
            ["CCP Peindre", ""],
            ["", f"CCP {BOUTIQUE}"],
        )
    )
    assert told(found) == [("2013-02-11", "Fondre", FABRIQUER)]
    assert [one.code for one in found.findings] == ["correspondence-empty"] * 2
    assert all(name in one.message for one, name in zip(found.findings, ("Peindre", BOUTIQUE), strict=True))


def test_a_correspondence_in_a_sentence_is_left_to_be_asked() -> None:
    told_so = line(f"Le CCP « Fondre » de l’arrêté du 11/02/2013 correspond au CCP « {FABRIQUER} ».")
    found = read(line("Le titre est composé de certificats."), told_so)
    assert told(found) == []
    assert told_so not in found.prose


def test_no_correspondence_gives_none() -> None:
    found = read(
        table([OLD_HEAD, HEAD], ["Aucune correspondance", f"CCP {FABRIQUER}"], ["Sans objet", "Sans objet"])
    )
    assert told(found) == []


def test_lines_are_read_by_turns() -> None:
    found = read(*lines(f"""
        Le titre professionnel est composé de certificats dont les
        correspondances sont :
        Cirier
        Arrêté du 11/02/2013

        Cirier artisan
        Arrêté du 06/04/2018

        CCP Fabriquer
        des cierges
        CCP {FABRIQUER}
        CCP Tenir une boutique CCP {BOUTIQUE}
    """))  # fmt: skip
    assert told(found) == [
        ("2013-02-11", "Fabriquer des cierges", FABRIQUER),
        ("2013-02-11", "Tenir une boutique", BOUTIQUE),
    ]
    assert not any(one.current.doubt for one in found.correspondences)


def test_lines_that_pair_nothing_known_are_doubted() -> None:
    found = read(*lines("""
        Cirier
        Arrêté du 11/02/2013
        Cirier artisan
        Arrêté du 06/04/2018
        CCP Fondre
        CCP Mouler des santons
    """))  # fmt: skip
    assert [bool(one.current.doubt) for one in found.correspondences] == [True]


def test_a_title_with_an_rncp_number_and_no_arrete_is_an_equivalence() -> None:
    found = read(table(["Savonnier\nRNCP 31000", HEAD], ["CCP Tenir une boutique", f"CCP {BOUTIQUE}"]))
    (one,) = found.equivalences
    assert one.rncp is not None
    assert (one.title.value, one.rncp.value, [ccp.value for ccp in one.ccps], one.current.value) == (
        "Savonnier", "RNCP31000", ["Tenir une boutique"], BOUTIQUE,
    )  # fmt: skip


def test_a_sentence_states_an_equivalence() -> None:
    said = lines(f"""
        Correspondances unilatérales entre les CCP de Savonnier (niveau 4) RNCP 31000
        « Fondre » et « Tenir une boutique » et le CCP de Cirier « {BOUTIQUE} ».
    """)  # fmt: skip
    (one,) = read_equivalences(said, [FABRIQUER, BOUTIQUE])
    assert one.rncp is not None
    assert (one.title.value, one.rncp.value, [ccp.value for ccp in one.ccps], one.current.value) == (
        "Savonnier", "RNCP31000", ["Fondre", "Tenir une boutique"], BOUTIQUE,
    )  # fmt: skip
    assert [given.title.value for given in read(*said).equivalences] == ["Savonnier"]


def test_other_sentences_state_none() -> None:
    assert list(read_equivalences(lines("Sans objet\nLe CCP « Vendre » est nouveau."), [BOUTIQUE])) == []


def test_every_line_is_accounted_for() -> None:
    block = table(
        [OLD_HEAD, "", HEAD, ""],
        ["CCP", "Fondre", "CCP", FABRIQUER],
        ["", "Aucune correspondance", "CCP", BOUTIQUE],
    )
    found = read(block)
    places = {one.line.place for one in found.furniture} | {one.place for one in found.prose}
    for link in found.correspondences:
        places |= {one.place for one in (*link.former.lines, *link.current.lines)}
    assert places == {one.place for one in block.lines}


def test_versions_printed_one_after_the_other_are_paired_by_their_order_and_asked() -> None:
    found = read(
        *lines(f"""
            CCP

            {OLD_HEAD}
            Fabriquer des cierges

            CCP
            Tenir une boutique

            {HEAD}
            {FABRIQUER}
            {BOUTIQUE}
        """)
    )
    assert told(found) == [
        ("2013-02-11", "Fabriquer des cierges", FABRIQUER),
        ("2013-02-11", "Tenir une boutique", BOUTIQUE),
    ]
    assert all(one.current.doubt for one in found.correspondences)


def test_versions_of_unlike_numbers_of_ccps_are_told_without_a_pair() -> None:
    found = read(*lines(f"{OLD_HEAD}\nFabriquer des cierges\n\n{HEAD}\n{FABRIQUER}\n{BOUTIQUE}"))
    assert told(found) == [("2013-02-11", "Fabriquer des cierges", "")]
