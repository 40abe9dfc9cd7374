"""Where the tensors of a page live: the kinds of device, whether this machine has one, and how it becomes the default."""

import contextlib
import warnings
from collections.abc import Iterator
from typing import Any

from tested_docs.tally import Tally

KINDS = ("cpu", "cuda", "mps", "standin", "rounding")
HOME = ("CPU", "CompositeExplicitAutograd", "CompositeImplicitAutograd")


def missing(kind: str) -> str | None:
    """Return why pages cannot run on *kind* of device here; None where they can."""
    import torch

    if kind == "cuda" and not torch.cuda.is_available():
        return "--device cuda: PyTorch sees no CUDA device on this machine"
    if kind == "mps" and not torch.backends.mps.is_available():
        return "--device mps: PyTorch sees no Apple GPU on this machine"
    return None


class Place:
    """Where a page runs: here, the CPU, which needs no account."""

    def taken(self) -> Tally:
        """Return what was put on the device since this was last asked."""
        return Tally()

    def home(self) -> contextlib.AbstractContextManager[object]:
        """Keep a block on the CPU."""
        return contextlib.nullcontext()

    def left(self) -> contextlib.AbstractContextManager[object]:
        """Leave a block to itself, as its reader's interpreter does: no default device, nobody watching."""
        return contextlib.nullcontext()


class Rounded(Place):
    """The CPU with the last bits of its results moved."""

    def home(self) -> contextlib.AbstractContextManager[object]:
        """Let a block round as the CPU does."""
        from torch.utils._python_dispatch import _disable_current_modes

        return _disable_current_modes()

    left = home


@contextlib.contextmanager
def default(kind: str) -> Iterator[Place]:
    """Make *kind* torch's default device, as ``torch.set_default_device`` does, until the context ends.

    Random numbers are drawn by the CPU's generator and moved, since each kind of device has a generator of its own and
    the same seed gives other numbers there.
    """
    import torch

    if kind == "cpu":
        yield Place()
        return
    if kind == "rounding":
        from tested_docs.rounding import Rounding

        with Rounding():
            yield Rounded()
        return
    with contextlib.ExitStack() as stack:
        name = kind
        if kind == "standin":
            from tested_docs import standin

            name = standin.install()
            stack.enter_context(standin.StandIn())
        if kind == "cuda":
            torch.backends.cudnn.allow_tf32 = False  # or convolutions would keep three digits
            # said once in a process, by the first backward pass whose thread meets cuBLAS before any other kernel
            warnings.filterwarnings("ignore", "Attempting to run cuBLAS, but there was no current CUDA context")
        watch = stack.enter_context(_watch(name))
        torch.set_default_device(name)
        try:
            yield watch
        finally:
            torch.set_default_device(None)


def drawn_at_home(func: Any) -> bool:
    """Tell whether *func* draws random numbers, and the CPU can compute it.

    cuDNN's recurrent layers and fused attention are marked as drawing, too (for their dropout), and have no kernel
    for the CPU.
    """
    import torch

    return torch.Tag.nondeterministic_seeded in func.tags and any(
        torch._C._dispatch_has_kernel_for_dispatch_key(func.name(), key) for key in HOME
    )


def _watch(name: str) -> Any:
    """Return a dispatch mode that draws random numbers on the CPU and counts tensors; torch is imported late."""
    import torch
    from torch.utils._python_dispatch import TorchDispatchMode, _pop_mode_temporarily
    from torch.utils._pytree import tree_iter, tree_map_only

    move = torch.ops.aten._to_copy.default  # what .to() calls, below autograd, where a mode works

    class Watch(TorchDispatchMode, Place):
        def __init__(self) -> None:
            super().__init__()
            self.tally, self.allocated = Tally(), _allocated(name)

        def taken(self) -> Tally:
            tally, self.tally = self.tally, Tally()
            before, self.allocated = self.allocated, _allocated(name)
            if self.allocated:  # the allocator knows better: what kernels took, and blocks left to themselves
                tally.bytes = self.allocated["bytes"] - before.get("bytes", 0)
                tally.placed = max(tally.placed, self.allocated["times"] - before.get("times", 0))
                tally.made = max(tally.made, tally.placed)
            return tally

        def home(self) -> contextlib.AbstractContextManager[object]:
            return torch.device("cpu")

        @contextlib.contextmanager
        def left(self) -> Iterator[None]:
            torch.set_default_device(None)
            with contextlib.nullcontext() if name == "standin" else _pop_mode_temporarily():
                yield
            torch.set_default_device(name)

        def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            kwargs = kwargs or {}
            drawn = drawn_at_home(func) and name in _devices(args, kwargs)
            out = _draw(func, args, kwargs, name) if drawn else func(*args, **kwargs)
            for tensor in tree_iter(out):
                if isinstance(tensor, torch.Tensor):
                    self.tally.made += 1
                    if tensor.device.type == name:
                        self.tally.placed += 1
                        self.tally.bytes += tensor.numel() * tensor.element_size()
            return out

    def _devices(args: Any, kwargs: Any) -> set[str]:
        told = {torch.device(kwargs["device"]).type} if kwargs.get("device") is not None else set()
        return told | {each.device.type for each in tree_iter((args, kwargs)) if isinstance(each, torch.Tensor)}

    def _draw(func: Any, args: Any, kwargs: Any, name: str) -> Any:
        home = tree_map_only(torch.Tensor, lambda tensor: move(tensor, device=torch.device("cpu")), (args, kwargs))
        if kwargs.get("device") is not None:
            home[1]["device"] = torch.device("cpu")
        out = func(*home[0], **home[1])
        for asked, given in zip(func._schema.arguments, args, strict=False):
            if asked.alias_info is not None and asked.alias_info.is_write:  # normal_, bernoulli_ and the like
                return given.copy_(home[0][0])
        return tree_map_only(torch.Tensor, lambda tensor: move(tensor, device=torch.device(name)), out)

    return Watch()


def _allocated(name: str) -> dict[str, int]:
    """Return how often and how much CUDA's allocator has given out in this process; nothing for other devices."""
    import torch

    if name != "cuda":
        return {}
    stats = torch.cuda.memory_stats()
    keys = {"bytes": "allocated_bytes.all.allocated", "times": "allocation.all.allocated"}
    return {name: stats.get(key, 0) for name, key in keys.items()}
