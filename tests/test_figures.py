"""What counts as the same figure."""

import re
from collections.abc import Callable

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from tested_docs.figures import STYLE, difference, draw_all


@pytest.fixture(autouse=True)
def _style() -> None:
    matplotlib.use("agg")
    plt.style.use(STYLE)


def draw(
    scale: float = 1.0,
    *,
    label: str = "loss",
    legend: bool = True,
    color: str = "C0",
    extra: Callable[..., object] | None = None,
) -> bytes:
    x = np.linspace(0, 1, 50)
    _, ax = plt.subplots()
    ax.plot(x, scale * x**2, label=label, color=color)
    ax.scatter([0.2, 0.4], [0.2, 0.2 * scale])
    ax.set(ylim=(-1, 2), title="A title")
    if legend:
        ax.legend()
    if extra:
        extra(ax)
    (svg,) = draw_all()
    return svg


def test_the_same_drawing_has_the_same_bytes() -> None:
    assert draw() == draw()
    assert b"<dc:date>" not in draw()


def test_a_curve_moved_by_five_percent_of_its_axis_is_noticed() -> None:
    assert re.match(r"line2d_\d+ moved by", difference(draw(), draw(1.15)) or "")


def test_a_curve_moved_by_a_hair_is_not() -> None:
    assert difference(draw(), draw(1.001)) is None


def test_what_else_a_reader_would_notice() -> None:
    assert "'lost'" in str(difference(draw(), draw(label="lost")))
    assert difference(draw(), draw(legend=False)) is not None
    assert difference(draw(), draw(color="C1")) is not None
    assert difference(draw(), draw(extra=lambda ax: ax.axhline(0.5))) is not None
    corners = [draw(extra=lambda ax, n=n: ax.plot(np.linspace(0, 1, n), np.arange(n) % 2)) for n in (3, 5)]
    assert "moved by" in str(difference(*corners))
    broken = draw(extra=lambda ax: ax.plot([0, 1], [0, 1], "--"))
    assert "became" in str(difference(draw(extra=lambda ax: ax.plot([0, 1], [0, 1])), broken))


def test_which_points_of_a_curve_were_left_out_does_not_count() -> None:
    def curve(n: int, lift: float = 0.0) -> bytes:
        return draw(extra=lambda ax: ax.plot(x := np.linspace(0, 1, n), np.tanh(9 * x - 4) + lift))

    paths = [len(re.findall(rb"\nL", svg)) for svg in (curve(101), curve(2001))]
    assert paths[0] != paths[1]
    assert difference(curve(101), curve(2001)) is None
    assert "moved by" in str(difference(curve(101), curve(2001, lift=0.05)))
    assert "moved by" in str(difference(curve(2001, lift=0.05), curve(101)))


def test_pictures_are_compared() -> None:
    grey = draw(extra=lambda ax: ax.imshow([[0, 1], [1, 0]]))
    assert difference(grey, draw(extra=lambda ax: ax.imshow([[0, 1], [1, 1]]))) is not None


def test_how_letters_are_drawn_does_not_count() -> None:
    other = re.sub(rb'(<path id="DejaVuSans-[^"]*" d=")[^"]*', rb"\1M 0 0\nL 1 1\n", draw())
    assert other != draw()
    assert difference(draw(), other) is None


def test_a_text_that_moved_is_noticed() -> None:
    at = [draw(extra=lambda ax, y=y: ax.annotate("here", (0.5, y))) for y in (0.5, 0.505, 0.65)]
    assert difference(at[0], at[1]) is None
    assert re.match(r"text_\d+ moved by", difference(at[0], at[2]) or "")
    large = draw(extra=lambda ax: ax.annotate("here", (0.5, 0.5), fontsize=20))
    assert difference(at[0], large) is not None
