"""The Matplotlib backend of the examples: ``plt.show()`` hands every open figure to the runner."""

from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas

from tested_docs.figures import draw_all

FigureManager = FigureManagerBase
shown: list[bytes] = []

__all__ = ["FigureCanvas", "FigureManager", "show", "shown"]


def show(*, block: bool | None = None) -> None:
    """Hand over the open figures; raise RuntimeError where there is none, since a reader would see an empty place."""
    drawn = draw_all()
    if not drawn:
        raise RuntimeError("plt.show() with no figure open: draw something first")
    shown.extend(drawn)
