"""The small faults that can be planted in a block of code, each a change of its text."""

import ast
import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OPERATORS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.Pow: ("**", "*"),
    ast.MatMult: ("@", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.Lt: ("<", ">"),
    ast.Gt: (">", "<"),
    ast.LtE: ("<=", ">"),
    ast.GtE: (">=", "<"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
}
SEED = re.compile(r"\b(manual_seed|seed|default_rng)\(")
SEEDS = ("generator", "random_state", "seed")  # keywords
SIMPLE = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Import, ast.ImportFrom, ast.Return, ast.Delete)


@dataclass(frozen=True)
class Fault:
    """A block with one fault: its *source*, and at *line* of the file what *was* and what *now* stands there."""

    kind: str
    line: int
    was: str
    now: str
    source: str

    def __str__(self) -> str:
        return f"- {self.was}\n+ {self.now}"


def faults(source: str, before: frozenset[str] = frozenset()) -> list[Fault]:
    """Return every fault that can be planted in *source*, in the order of its lines.

    *before* are the statements that blocks above have run: an import that repeats one of them is left, since nothing
    hangs on it. A fault that is no other program, or none that compiles, is not made.
    """
    text = _Text(source)
    tree = ast.parse(source)
    same = ast.dump(tree)
    found: dict[str, Fault] = {}
    for kind, start, end, new in sorted(_edits(text, tree, before), key=lambda edit: edit[1]):
        changed = text.replaced(start, end, new)
        try:
            if ast.dump(ast.parse(changed)) == same:
                continue
            compile(changed, "", "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            continue
        line, was, now = text.told(start, end, new)
        found.setdefault(changed, Fault(kind, line, was, now, changed))
    return list(found.values())


class _Text:
    """Source as :mod:`ast` counts it: in bytes, by line."""

    def __init__(self, source: str) -> None:
        self.data = source.encode()
        self.starts = [0, *(match.end() for match in re.finditer(b"\n", self.data))]

    def span(self, node: ast.AST) -> tuple[int, int]:
        first, last = node.lineno, node.end_lineno  # type: ignore[attr-defined]
        begin, end = node.col_offset, node.end_col_offset  # type: ignore[attr-defined]
        return self.starts[first - 1] + begin, self.starts[last - 1] + end

    def of(self, node: ast.AST) -> str:
        start, end = self.span(node)
        return self.data[start:end].decode(errors="replace")

    def replaced(self, start: int, end: int, new: str) -> str:
        return (self.data[:start] + new.encode() + self.data[end:]).decode(errors="replace")

    def told(self, start: int, end: int, new: str) -> tuple[int, str, str]:
        """Return the first line that differs, as it was and as it is now."""
        was = self.data.decode().splitlines()
        now = self.replaced(start, end, new).splitlines()
        n = next((n for n, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), 0)
        return n + 1, was[n].strip(), now[n].strip() or "(taken out)"


Edit = tuple[str, int, int, str]  # kind, from, to, what stands there instead


def _edits(text: _Text, tree: ast.Module, before: frozenset[str]) -> Iterator[Edit]:
    for node in _walk(text, tree):
        for body in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
            if isinstance(body, list):
                yield from _swaps(text, body)
        if isinstance(node, ast.stmt):
            yield from _statement(text, node, before)
        if isinstance(node, ast.Constant):
            yield from _constant(text, node)
        elif isinstance(node, ast.JoinedStr):
            words = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
            yield from _label(text, node, words)
        elif isinstance(node, ast.BinOp):
            yield from _operator(text, node.left, node.op, node.right)
        elif isinstance(node, ast.AugAssign):
            yield from _operator(text, node.target, node.op, node.value)
        elif isinstance(node, ast.Compare):
            for left, op, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
                yield from _operator(text, left, op, right)
        elif isinstance(node, ast.BoolOp):
            yield from _operator(text, node.values[0], node.op, node.values[1])
        elif isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.UAdd):
            yield "operator", text.span(node)[0], text.span(node.operand)[0], ""
        elif isinstance(node, ast.keyword) and node.arg:
            yield from _keyword(text, node)
        elif isinstance(node, ast.Attribute):
            yield from _name(text, node)


def _walk(text: _Text, tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes whose change could matter and whose place is known: no annotations, docstrings or guards."""
    yield tree
    for name, value in ast.iter_fields(tree):
        for node in value if isinstance(value, list) else [value]:
            if not isinstance(node, ast.AST) or name in ("annotation", "returns", "format_spec"):
                continue
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):  # a docstring, or an ellipsis
                continue
            if isinstance(tree, ast.JoinedStr) and isinstance(node, ast.Constant):  # its words: see _label
                continue
            if isinstance(node, ast.keyword) and _guards(tree, node):
                continue
            if isinstance(tree, ast.FormattedValue) and not _placed(text, node):  # Python 3.11 does not know where
                continue
            yield from _walk(text, node)


def _guards(call: ast.AST, node: ast.keyword) -> bool:
    """Tell whether an argument only guards: ``zip(strict=True)``, or the tolerance of a comparison."""
    zipped = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "zip"
    return node.arg in ("atol", "rtol") or (zipped and node.arg == "strict")


def _placed(text: _Text, node: ast.AST) -> bool:
    try:
        return ast.dump(ast.parse(text.of(node), mode="eval").body) == ast.dump(node)
    except SyntaxError:
        return False


def _statement(text: _Text, node: ast.stmt, before: frozenset[str]) -> Iterator[Edit]:
    """Take a statement out; take a ``with`` or a decorator off what it holds."""
    start, end = text.span(node)
    if isinstance(node, SIMPLE) and not (isinstance(node, ast.Import | ast.ImportFrom) and text.of(node) in before):
        yield ("seed" if SEED.search(text.of(node)) else "statement"), start, end, "pass"
    if isinstance(node, ast.With) and not any(item.optional_vars for item in node.items):
        yield "statement", start, text.span(node.items[-1].context_expr)[1], "if True"
    for decorator in getattr(node, "decorator_list", []):
        first, last = text.span(decorator)
        yield "statement", first - 1, last, ""


def _swaps(text: _Text, body: list[ast.stmt]) -> Iterator[Edit]:
    """Swap two neighbours, where one says what the other hangs on, or both print."""
    for one, two in itertools.pairwise(body):
        if isinstance(one, ast.FunctionDef) and isinstance(two, ast.FunctionDef):
            continue  # definitions may stand in any order
        both = [_names(each) for each in (one, two)]
        prints = all("print" in used for _, used in both)
        if not prints and not (both[0][0] & (both[1][0] | both[1][1]) or both[1][0] & both[0][1]):
            continue
        (start, middle), (again, end) = text.span(one), text.span(two)
        between = text.data[middle:again].decode()
        yield "swap", start, end, f"{text.of(two)}{between}{text.of(one)}"


def _names(node: ast.stmt) -> tuple[set[str], set[str]]:
    """Return the names that a statement binds or changes, and those that it uses."""
    binds, uses = set[str](), set[str]()
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            (uses if isinstance(each.ctx, ast.Load) else binds).add(each.id)
        elif isinstance(each, ast.FunctionDef | ast.ClassDef):
            binds.add(each.name)
        elif isinstance(each, ast.alias):
            binds.add((each.asname or each.name).partition(".")[0])
        elif isinstance(each, ast.Assign | ast.AugAssign):
            for target in each.targets if isinstance(each, ast.Assign) else [each.target]:
                binds |= {part.id for part in ast.walk(target) if isinstance(part, ast.Name)}
    return binds, uses


def _constant(text: _Text, node: ast.Constant) -> Iterator[Edit]:
    start, end = text.span(node)
    if isinstance(node.value, bool):
        yield "flag", start, end, str(not node.value)
    elif isinstance(node.value, int):
        yield "number", start, end, str(node.value + 1)
    elif isinstance(node.value, float):
        yield "number", start, end, repr(node.value * 2 or 1.0)
    elif isinstance(node.value, str):
        yield from _label(text, node, node.value)


def _label(text: _Text, node: ast.AST, words: str) -> Iterator[Edit]:
    """Change the first letter of a string."""
    letter = re.search(r"[A-Za-z]", words)
    if letter and (at := text.of(node).find(words[letter.start() :][:3], 1)) > 0:
        place = text.span(node)[0] + len(text.of(node)[:at].encode())
        yield "string", place, place + 1, "b" if letter[0] == "a" else "a"


def _operator(text: _Text, left: ast.AST, op: ast.AST, right: ast.AST) -> Iterator[Edit]:
    begin, end = text.span(left)[1], text.span(right)[0]
    was, now = OPERATORS.get(type(op), ("", ""))
    at = text.data[begin:end].find(was.encode())
    if was and at >= 0:
        yield "operator", begin + at, begin + at + len(was), now


def _keyword(text: _Text, node: ast.keyword) -> Iterator[Edit]:
    """Drop a keyword argument; turn ``dim=0`` and ``dim=1`` round."""
    start, end = text.span(node)
    behind = re.match(rb"\s*,\s*", text.data[end:])
    ahead = re.search(rb",\s*$", text.data[:start])
    kind = "seed" if node.arg in SEEDS else "keyword"
    if behind:
        yield kind, start, end + len(behind[0]), ""
    elif ahead:
        yield kind, ahead.start(), end, ""
    else:
        yield kind, start, end, ""
    if node.arg in ("dim", "axis") and text.of(node.value) in ("0", "1", "-1"):
        yield "keyword", *text.span(node.value), "1" if text.of(node.value) == "0" else "0"


def _name(text: _Text, node: ast.Attribute) -> Iterator[Edit]:
    """Take the sibling of an attribute, or misspell it."""
    end = text.span(node)[1]
    start = end - len(node.attr.encode())
    if node.attr in _siblings():
        yield "sibling", start, end, _siblings()[node.attr]
    yield "misspelt", start, end, node.attr[:-1] + "qq"


@functools.cache
def _siblings() -> dict[str, str]:
    lines = Path(__file__).with_name("siblings.txt").read_text("utf-8").splitlines()
    groups = [line.split() for line in lines if line and not line.startswith("#")]
    return {name: group[(n + 1) % len(group)] for group in groups for n, name in enumerate(group)}
