"""A device that rounds otherwise: the CPU, with the last bits of inexact results moved.

A GPU sums in another order and approximates functions by other polynomials, so its results differ by a few units in
the last place. Here every result that IEEE 754 does not fix moves by up to two such units. How far depends on the
operation, the value and a salt, so that the same call on the same tensors gives the same again. A page that passes
here prints nothing that hangs on the last bits.
"""

import os
import zlib
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_iter

# of each type: the integer as wide, and the low bits that are all 0 in numbers such as 0.5 and 3, left alone
WIDTHS = {
    torch.float64: (torch.int64, 0xFFFF),
    torch.float32: (torch.int32, 0xFF),
    torch.float16: (torch.int16, 0x3),
    torch.bfloat16: (torch.int16, 0x1),
}
NAMES = """
_index_put_impl _local_scalar_dense _to_copy _unsafe_view abs add amax amin arange argmax argmin bernoulli cat
ceil clamp clamp_max clamp_min clone constant_pad_nd copy detach diagonal div embedding empty empty_like
empty_strided eq eye fill flip floor floor_divide full full_like gather hardtanh index index_put index_select
leaky_relu lerp lift_fresh masked_fill max max_pool2d_with_indices maximum median min minimum mul nan_to_num ne
neg new_empty new_empty_strided new_ones new_zeros nll_loss_backward one_hot ones ones_like reciprocal relu
remainder repeat resolve_conj resolve_neg roll round rsub scalar_tensor scatter select_backward sgn sign
slice_backward sort sqrt stack sub threshold_backward topk tril triu trunc unfold where zeros zeros_like
"""
EXACT = frozenset(NAMES.split())
EXACT_POWERS = (-2, -1, 0.5, 1, 2, 3)


class Rounding(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch's __init_subclass__
    """Moves the last bits of what operations return, until the mode ends; ``SALT`` in the environment moves others."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Call *func* and shake what comes out, unless it is exact."""
        out = func(*args, **(kwargs or {}))
        name = func._schema.name.partition("::")[2]
        drawn = torch.Tag.nondeterministic_seeded in func.tags
        view = any(each.alias_info is not None for each in func._schema.returns)
        power = name == "pow" and args[1] in EXACT_POWERS if isinstance(args[-1], int | float) else False
        if not (drawn or view or power or name.rstrip("_") in EXACT):
            salt = zlib.crc32(f"{os.environ.get('SALT', '')}{name}".encode())
            for tensor in tree_iter(out):
                if type(tensor) is torch.Tensor and tensor.dtype in WIDTHS and tensor.layout == torch.strided:
                    shake(tensor, salt)
        return out


def shake(tensor: torch.Tensor, salt: int) -> None:
    """Move each number of *tensor* by -2 to 2 units in its last place, but round, tiny and infinite ones."""
    kind, low = WIDTHS[tensor.dtype]
    bits = tensor.reshape(-1).clone().view(kind).long()
    by = (((bits ^ salt) * 2654435761) >> 7) % 5 - 2
    numbers = tensor.reshape(-1)
    tiny = 1e-6 if tensor.dtype == torch.float16 else 1e-30
    kept = ((bits & low) == 0) | ~torch.isfinite(numbers) | (numbers.abs() < tiny)
    tensor.copy_((bits + torch.where(kept, 0, by)).to(kind).view(tensor.dtype).reshape(tensor.shape))
