"""Where things stand on a page: from the coordinates of the PDF to the page as it is shown, and as its text is read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """A quarter turn and a shift: `x = a X + c Y + e`, `y = b X + d Y + f`.

    PDF coordinates grow upwards; those of a frame grow rightwards and downwards from its top left corner.
    """

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    width: float
    height: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a rectangle given by two opposite corners."""
        ax, bx = self.a * x0 + self.c * y0 + self.e, self.a * x1 + self.c * y1 + self.e
        ay, by = self.b * x0 + self.d * y0 + self.f, self.b * x1 + self.d * y1 + self.f
        if ax > bx:
            ax, bx = bx, ax
        return (ax, ay, bx, by) if ay <= by else (ax, by, bx, ay)

    def turned(self, quarters: int) -> "Frame":
        """The same page read with its text turned: 1 where the text runs upwards, 3 where it runs downwards."""
        w, h = self.width, self.height
        a, b, c, d, e, f = self.a, self.b, self.c, self.d, self.e, self.f
        match quarters % 4:
            case 1:  # (x, y) becomes (h - y, x)
                return Frame(-b, a, -d, c, h - f, e, h, w)
            case 2:  # (w - x, h - y)
                return Frame(-a, -b, -c, -d, w - e, h - f, w, h)
            case 3:  # (y, w - x)
                return Frame(b, -a, d, -c, f, w - e, h, w)
            case _:
                return self

    def back(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """A rectangle of this frame in the coordinates it was made from."""
        x0, y0, x1, y1 = box
        determinant = self.a * self.d - self.b * self.c

        def inverse(x: float, y: float) -> tuple[float, float]:
            x, y = x - self.e, y - self.f
            return (self.d * x - self.c * y) / determinant, (self.a * y - self.b * x) / determinant

        ax, ay = inverse(x0, y0)
        bx, by = inverse(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def shown(left: float, bottom: float, right: float, top: float, rotation: int) -> Frame:
    """The page as a reader of PDF shows it: its visible rectangle, turned clockwise by `rotation` quarters."""
    w, h = right - left, top - bottom
    match rotation % 4:
        case 1:
            return Frame(0, 1, 1, 0, -bottom, -left, h, w)
        case 2:
            return Frame(-1, 0, 0, 1, right, -bottom, w, h)
        case 3:
            return Frame(0, -1, -1, 0, top, right, h, w)
        case _:
            return Frame(1, 0, 0, -1, -left, top, w, h)
