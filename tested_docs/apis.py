"""PyTorch's names as pages use them: where each is documented, and which of them a block is about."""

import re
from collections import Counter
from collections.abc import Iterable

from tested_docs.page import Page
from tested_docs.record import Book, Record

DOCS = "https://docs.pytorch.org/docs/stable/"
VISION = "https://docs.pytorch.org/vision/stable/"
# Documented elsewhere than on a page of its own name (generated/NAME.html): pattern -> address, {name} for the name.
PLACES = (
    (r"torch\.(Size|device|dtype|layout)", "tensor_attributes.html#{name}"),
    (r"torch\.(finfo|iinfo)", "type_info.html#{name}"),
    (r"torch\.Tensor", "tensors.html#{name}"),
    (r"torch\.Generator", "generated/{name}.html"),
    (r"torch\.(inference_mode|set_grad_enabled)", "generated/torch.autograd.grad_mode.{last}.html"),
    (r"torch\.autocast", "amp.html#{name}"),
    (r"torch\.amp\..+", "amp.html#{name}"),
    (r"torch\.utils\.data\..+", "data.html#{name}"),
    (r"torch\.utils\.tensorboard\..+", "tensorboard.html"),
    (r"torch\.nn\.init\..+", "nn.init.html#{name}"),
    (r"torch\.profiler\..+", "profiler.html#{name}"),
    (r"torch\.nn\.Parameter", "generated/torch.nn.parameter.Parameter.html"),
    (r"(torch\.nn\.[A-Z]\w*)\.\w+", "generated/{owner}.html#{name}"),
    (r"(torch\.optim\.lr_scheduler\.[A-Z]\w*)\.\w+", "generated/{owner}.html#{name}"),
    (r"torch\.(\w+\.)*\w+", "generated/{name}.html"),
)
SHORT = (
    ("torch.nn.functional.", "F."),
    ("torch.nn.", "nn."),
    ("torch.Tensor.", "Tensor."),
    ("torch.optim.lr_scheduler.", "lr_scheduler."),
    ("torch.optim.", "optim."),
    ("torch.utils.data.", ""),
    ("torchvision.transforms.", ""),
    ("torchvision.", ""),
)
ORDINARY = 12  # pages: a name used on more is told where it first appears, and where prose is about it
ABOUT = 3  # times that prose says the name


def address(name: str) -> str:
    """Return where PyTorch documents *name* (``torch.nn.Linear``)."""
    if name.startswith("torchvision."):
        return f"{VISION}{_model(name) or f'generated/{name}.html'}"
    owner, _, last = name.rpartition(".")
    place = next(place for pattern, place in PLACES if re.fullmatch(pattern, name))
    return DOCS + place.format(name=name, owner=owner, last=last)


def short(name: str) -> str:
    """Return *name* as people write it: ``nn.Linear``, ``F.relu``, ``Tensor.view``."""
    return next((new + name.removeprefix(old) for old, new in SHORT if name.startswith(old)), name)


def _model(name: str) -> str | None:
    """Return where torchvision documents a model or its weights; None for anything else."""
    match = re.fullmatch(r"torchvision\.models\.(\w+?)(_Weights)?(\.\w+)*", name)
    if not match or match[1] in ("get_model", "get_weight", "list_models"):
        return None
    page = f"models/generated/torchvision.models.{match[1].lower()}.html"
    return f"{page}#torchvision.models.{match[1]}_Weights" if match[2] else page


def used(book: Book) -> Counter[str]:
    """Return name -> on how many pages of *book* it is used."""
    return Counter(name for _, record in book for name in {name for entry in record.blocks for name in entry.apis})


def subjects(page: Page, record: Record, everywhere: Counter[str], known: Iterable[str]) -> dict[str, list[str]]:
    """Return block -> the names it is about, two at most: new on this page, the rarest in the book first.

    A name that many pages use is left out where an earlier page (*known*) had it, unless the prose of *page* is about it.
    """
    seen: set[str] = set()
    said = Counter(re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", page.text))))
    ordinary = {name for name in known if everywhere[name] > ORDINARY and said[name.rpartition(".")[2]] < ABOUT}
    found = {}
    for entry in record.blocks:
        new = [name for name in entry.apis if name not in seen and name not in ordinary]
        rare = sorted(new, key=lambda name: everywhere[name])[:2]
        found[entry.name] = [name for name in new if name in rare]
        seen |= set(entry.apis)
    return found


def known_before(page: Page, book: Book) -> set[str]:
    """Return the names used on pages of *book*, in the order of the navigation, before *page*."""
    names: set[str] = set()
    for each, record in book:
        if each.key == page.key:
            break
        names |= {name for entry in record.blocks for name in entry.apis}
    return names
