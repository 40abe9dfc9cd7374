"""A device for machines without a GPU: its tensors compute on the CPU, and keep a GPU's rules.

They say that they live on ``standin:0``. They do not mix with the CPU's tensors, have no ``.numpy()``, and refuse the
products of integers that CUDA refuses. A page that passes here has no line that CUDA would refuse for these reasons;
that CUDA's numbers agree, only CUDA can show.
"""

from typing import Any, NoReturn

import torch
from torch.utils._python_dispatch import TorchDispatchMode, return_and_correct_aliasing
from torch.utils._pytree import tree_map, tree_map_only
from torch.utils.backend_registration import _setup_privateuseone_for_python_backend

NAME = "standin"
PRODUCTS = ("aten::mm", "aten::addmm", "aten::bmm", "aten::baddbmm", "aten::mv", "aten::addmv", "aten::dot")
_libraries: list[Any] = []


def install() -> str:
    """Register the device with torch, once in a process, and return its name."""
    if not _libraries:
        _setup_privateuseone_for_python_backend(NAME)
        getattr(torch, NAME).get_amp_supported_dtype = lambda: [torch.bfloat16]  # autocast asks, and then does nothing
        library = torch.library.Library("aten", "IMPL")
        # torch.tensor(…) goes past every mode to these two
        library.impl("empty_strided", _empty_strided, "PrivateUse1")
        library.impl("_copy_from", _copy_from, "PrivateUse1")
        autocast = torch.library.Library("_", "IMPL", "AutocastPrivateUse1")
        autocast.fallback(torch.library.fallthrough_kernel)
        _libraries.extend([library, autocast])
    return NAME


class Away(torch.Tensor):
    """A tensor on the stand-in, which holds its values in *at_home*, a tensor of the CPU."""

    at_home: torch.Tensor

    @staticmethod
    def __new__(cls, inner: torch.Tensor) -> "Away":
        """Wrap *inner*: same shape, strides and dtype, another device."""
        new: Away = torch.Tensor._make_wrapper_subclass(
            cls,
            inner.size(),
            strides=inner.stride(),
            storage_offset=inner.storage_offset(),
            dtype=inner.dtype,
            device=torch.device(NAME, 0),
        )
        new.at_home = inner
        return new

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:  # type: ignore[override]
        """Compute *func* at home."""
        return _compute(func, args, kwargs or {})

    def __setattr__(self, name: str, value: Any) -> None:
        """Become a parameter when ``nn.Parameter`` says so."""
        super().__setattr__(name, value)
        if name == "_is_param":
            self.__class__ = AwayParameter

    @property
    def data(self) -> torch.Tensor:
        """The tensor without its history, as for any tensor; set by ``module.double()`` and the like."""
        value: torch.Tensor = torch.Tensor.data.__get__(self)  # type: ignore[attr-defined]
        return value

    @data.setter
    def data(self, value: torch.Tensor) -> None:
        torch.Tensor.data.__set__(self, value)  # type: ignore[attr-defined]
        self.at_home = value.at_home if isinstance(value, Away) else value

    def __format__(self, spec: str) -> str:
        """Format a number as a number."""
        return format(self.item() if self.dim() == 0 else repr(self), spec)

    def tolist(self) -> Any:
        """Return the numbers, as a tensor of any device does."""
        return self.detach().cpu().tolist()

    def __deepcopy__(self, memo: dict[int, Any]) -> "Away":
        """Copy the values, as for any tensor."""
        memo[id(self)] = Away(self.at_home.clone()).requires_grad_(self.requires_grad)
        return memo[id(self)]

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Go into a file as the CPU's tensor, and come back from it to the device."""
        values = self.detach().cpu(), self.dtype, str(self.device), self.requires_grad
        return torch._utils._rebuild_device_tensor_from_cpu_tensor, values

    def data_ptr(self) -> int:
        """Return where the values lie."""
        return self.at_home.data_ptr()

    def untyped_storage(self) -> Any:
        """Return what holds the values."""
        return self.at_home.untyped_storage()

    def numpy(self, *, force: bool = False) -> NoReturn:
        """Refuse, as CUDA does."""
        raise TypeError(f"can't convert {self.device} device type tensor to numpy. Use Tensor.cpu() first")


class AwayParameter(Away, torch.nn.Parameter):
    """A parameter on the stand-in."""

    __reduce_ex__ = torch.nn.Parameter.__reduce_ex__
    __deepcopy__ = torch.nn.Parameter.__deepcopy__

    @staticmethod
    def __new__(cls, data: torch.Tensor, requires_grad: bool = True) -> Any:
        """Make it as any parameter is made; copies of models do."""
        return torch.nn.Parameter(data, requires_grad)

    def __repr__(self) -> str:  # type: ignore[override]
        """Read as a parameter of any device does."""
        return f"Parameter containing:\n{Away(self.at_home).requires_grad_(self.requires_grad)!r}"


Away.__name__, AwayParameter.__name__ = "tensor", "Parameter"  # what reprs begin with


class StandIn(TorchDispatchMode):
    """Takes calls that name the device and have no tensor on it yet: ``torch.ones(2, device="standin")``."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Compute *func* at home."""
        return _compute(func, args, kwargs or {})


def _compute(func: Any, args: Any, kwargs: Any) -> Any:
    """Call *func* with the values that its tensors hold, and wrap what comes out if it belongs on the device."""
    name = func.name().partition(".")[0]
    asked = dict(zip((argument.name for argument in func._schema.arguments), args, strict=False)) | kwargs
    target = torch.device(asked["device"]).type if asked.get("device") is not None else None
    wrappers: dict[int, Away] = {}
    home = False

    def inner(value: Any) -> Any:
        nonlocal home
        if isinstance(value, Away):
            wrappers[id(value.at_home)] = value
            return value.at_home
        home = home or (isinstance(value, torch.Tensor) and value.dim() > 0)
        return torch.device("cpu") if isinstance(value, torch.device) and value.type == NAME else value

    args_in, kwargs_in = tree_map(inner, (args, kwargs))
    if wrappers and home and not target and name != "aten::copy_" and "index" not in name:  # indices may be the CPU's
        raise RuntimeError(
            f"Expected all tensors to be on the same device, but found at least two devices, {NAME}:0 and cpu! ({name})"
        )
    # what CUDA says of a product of integers, for which it has no kernel
    if wrappers and name in PRODUCTS and not all(torch.is_floating_point(each) for each in args_in[:2]):
        raise NotImplementedError(f'"{name}" not implemented for integers on {NAME}')
    out = func(*args_in, **kwargs_in)
    if target != NAME if target else not wrappers:
        return out
    # in inference mode, too, a view of an ordinary tensor is an ordinary tensor
    view = any(each.alias_info for each in func._schema.returns)
    ordinary = view and not any(each.is_inference() for each in wrappers.values())
    with torch.inference_mode(torch.is_inference_mode_enabled() and not ordinary):
        wrapped = tree_map_only(
            torch.Tensor, lambda each: wrappers[id(each)] if id(each) in wrappers else Away(each), out
        )
    return wrapped if target else return_and_correct_aliasing(func, args, kwargs, wrapped)


def _empty_strided(size: Any, stride: Any, **options: Any) -> Away:
    return Away(torch.empty_strided(size, stride, dtype=options.get("dtype"), device="cpu"))


def _copy_from(source: torch.Tensor, target: torch.Tensor, non_blocking: bool = False) -> torch.Tensor:
    (target.at_home if isinstance(target, Away) else target).copy_(
        source.at_home if isinstance(source, Away) else source
    )
    return target
