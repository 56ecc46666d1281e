"""A timetable drawn small, and the curve of a search."""

from datetime import date

from jalon.examen.sketch import LEFT, MOST, WIDTH, Step, Stroke, curves, joined, sketch

DAY = date(2027, 3, 15)


def test_each_jury_day_has_its_line_in_order() -> None:
    drawn = sketch([Stroke(DAY, 2, 540, 600, "reading"), Stroke(DAY, 1, 560, 620, "entretien_final")])
    assert [row.label for row in drawn.rows] == ["15/03 J1", "15/03 J2"]
    assert [row.marks[0].css for row in drawn.rows] == ["k4", "task"]


def test_tasks_of_one_kind_that_follow_one_another_are_one() -> None:
    one, other = Stroke(DAY, 1, 540, 570, "reading"), Stroke(DAY, 1, 570, 590, "reading")
    assert joined([other, one]) == [Stroke(DAY, 1, 540, 590, "reading")]
    apart = Stroke(DAY, 2, 570, 590, "reading")
    assert len(joined([one, apart])) == 2


def test_drawings_to_compare_share_their_hours() -> None:
    first, second = Stroke(DAY, 1, 540, 600, "reading"), Stroke(DAY, 1, 900, 1000, "reading")
    between = (540, 1000)
    assert sketch([first], between=between).hours == sketch([second], between=between).hours


def test_nothing_leaves_the_drawing() -> None:
    drawn = sketch([Stroke(DAY, 1, 480, 500, "reading"), Stroke(DAY, 1, 1100, 1135, "reading")])
    for row in drawn.rows:
        assert all(mark.x >= LEFT and mark.x + mark.width <= WIDTH for mark in row.marks)


def test_a_huge_session_is_cut_and_says_by_how_much() -> None:
    drawn = sketch(Stroke(DAY, number, 540, 600, "reading") for number in range(MOST + 3))
    assert (len(drawn.rows), drawn.left_out) == (MOST, 3)


def test_an_empty_timetable_draws_nothing() -> None:
    assert sketch([]).rows == ()


def test_the_curve_falls_by_steps_and_says_from_what_to_what() -> None:
    steps = [Step(0.1, 10, 7, 300), Step(1.0, 12, 8, 400), Step(2.0, 12, 7, 420), Step(3.0, 12, 7, 200)]
    days, lost = curves(steps, 4.0)
    assert (days.told_first, days.told_last) == ("8", "7")
    assert lost.told_last.replace("\xa0", " ") == "3 h 20"
    heights = [float(point.split(",")[1]) for point in days.points.split()]
    assert heights == sorted(heights)


def test_one_plan_makes_no_curve() -> None:
    assert curves([Step(0.1, 12, 7, 300)], 1.0) == ()
    assert curves([Step(0.1, 12, 7, 300), Step(0.2, 12, 7, 300)], 1.0) == ()
