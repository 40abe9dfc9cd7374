"""Which of PyTorch's names a block uses: classes and functions are read off its code, methods are seen as it runs."""

import ast
import contextlib
import inspect
import sys
import types
from collections.abc import Iterator

PACKAGES = ("torch", "torchvision")
HOMES = {  # where a class is written -> where it is documented
    "torch._tensor": "torch",
    "torch.nn.modules": "torch.nn",
    "torch.nn.parameter": "torch.nn",
    "torch.optim.lr_scheduler": "torch.optim.lr_scheduler",
    "torch.optim": "torch.optim",
}
WRAPPED = [f"torch.optim.Optimizer.{name}" for name in ("step", "zero_grad", "state_dict", "load_state_dict")]


@contextlib.contextmanager
def methods(file: str, *, trace: bool = True) -> Iterator[set[str]]:
    """Gather the full names of PyTorch's public methods that code of *file* calls until the context ends.

    Without *trace* nothing is watched, and nothing gathered.
    """
    found: set[str] = set()
    if not trace:
        yield found
        return

    def watch(frame: types.FrameType, event: str, called: object) -> None:
        if event == "c_call" and frame.f_code.co_filename == file:
            name = str(getattr(called, "__name__", "_"))
            if isinstance(getattr(called, "__self__", None), tensor) and not name.startswith("_"):
                found.add(f"torch.Tensor.{name}")
        elif event == "call" and (_caller(frame) == file or frame.f_code.co_flags & inspect.CO_GENERATOR):
            # a generator (model.parameters()) starts where its first item is asked for
            found.update(_methods(frame))

    tensor = sys.modules["torch"].Tensor
    sys.setprofile(watch)
    try:
        yield found
    finally:
        sys.setprofile(None)


def _caller(frame: types.FrameType) -> str | None:
    return frame.f_back.f_code.co_filename if frame.f_back else None


def _methods(frame: types.FrameType) -> list[str]:
    """Return the documented name of the method that *frame* runs; of one that is wrapped, every name it may have."""
    parts = frame.f_code.co_qualname.split(".")
    if "<locals>" in parts:
        first = next(iter(frame.f_locals.get("args") or ()), None)
        return WRAPPED if isinstance(first, sys.modules["torch"].optim.Optimizer) else []
    module = str(frame.f_globals.get("__name__"))
    home = next((HOMES[name] for name in HOMES if f"{module}.".startswith(f"{name}.")), None)
    if home is None or len(parts) != 2 or any(part.startswith("_") for part in parts):
        return []
    return [f"{home}.{'.'.join(parts)}"]


def names(source: str, imported: dict[str, str], seen: set[str]) -> list[str]:
    """Return the full names of what *source* uses of PyTorch, in the order of its code.

    *imported* holds what earlier blocks of the page imported (name -> full name) and takes what this one imports. Of
    the methods *seen*, those count that the code itself names.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:  # what such a block shows
        return []
    places: list[tuple[int, int, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {each.asname or each.name.partition(".")[0]: _bound(each) for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            at = (node.end_lineno or 0, node.end_col_offset or 0)
            places += [(*at, name) for name in seen if name.endswith(f".{node.attr}")]
        if isinstance(node, ast.Attribute | ast.Name) and (name := _full(node, imported)) and _is_callable(name):
            places.append((node.end_lineno or 0, node.end_col_offset or 0, name))
    return list(dict.fromkeys(name for *_, name in sorted(places)))


def _bound(each: ast.alias) -> str:
    return each.name if each.asname else each.name.partition(".")[0]


def _full(node: ast.expr, imported: dict[str, str]) -> str | None:
    """Return the full name of a chain of attributes that starts at something imported from PyTorch."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in imported:
        return None
    name = ".".join([imported[node.id], *reversed(parts)])
    return name if name.split(".")[0] in PACKAGES else None


def _is_callable(name: str) -> bool:
    import pkgutil

    try:
        return callable(pkgutil.resolve_name(name))
    except (ImportError, AttributeError):  # a name that a page shows not to exist
        return False
