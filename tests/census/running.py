"""A model run without memory: which of its layers turn, and with which function."""

from __future__ import annotations

import inspect
import re
import sys
from types import FrameType, ModuleType
from typing import Any

import torch
import transformers

APPLIES = re.compile(r"apply.*(rot|rope)")
#: Apply functions of the picture side, and parts of other apply functions.
NOT_TEXT = re.compile(r"vision|2d|multidim|time_emb|^_apply")
#: What stands beside attention: it is not asked for, and experts cannot run on meta.
BESIDE = re.compile(r"(MLP|Mlp|MoE|Moe|MoeBlock|FeedForward|MoEBlock|Experts\w*)$")

#: Function, layer number, width of its first argument, whose call it was, and what that one
#: multiplies scores by.
Call = tuple[str, int | None, int, str, int, object]


class Ran:
    """What a run without memory showed: which layers called which apply functions, the widths, and
    what the scores are multiplied by."""

    def __init__(self) -> None:
        self.layers: list[int] | None = None
        self.names: list[str] = []
        self.widths: list[int] = []
        self.scaling: float | None = None


def run_without_memory(module: ModuleType, config_type: type, config: Any, inner: Any) -> Ran:
    ran = Ran()
    total = getattr(inner, "num_hidden_layers", None)
    watchable = any(APPLIES.search(name) for name in vars(module))
    for model_type in model_types(module, config_type, inner):
        for mask in (None, "zeros"):
            for tuple_out in (False, True):
                calls: list[Call] = []
                patched = patch(module, calls, mask)
                done = False
                try:
                    given = config if isinstance(config, model_type.config_class) else inner
                    run(model_type, given, tuple_out)
                    done = True
                except Exception:  # noqa: BLE001 - this way does not run; another may
                    pass
                finally:
                    for name, function in patched.items():
                        setattr(module, name, function)
                calls = [call for call in calls if not NOT_TEXT.search(call[0])]
                if calls and not ran.names:
                    ran.names = sorted({call[0] for call in calls})
                    ran.widths = [call[2] for call in calls]
                    ran.scaling = one_scaling(calls)
                if done and watchable and isinstance(total, int):
                    turned = {call[1] for call in calls if call[1] is not None}
                    if (turned or not calls) and one_module_each(calls):
                        ran.layers = [int(index in turned) for index in range(total)]
                        if calls:
                            return ran
    return ran


def one_module_each(calls: list[Call]) -> bool:
    """Whether a layer number means one layer: recurrent stacks use theirs several times."""
    seen: dict[tuple[str, int | None], set[int]] = {}
    for _, index, _, kind, identity, _ in calls:
        seen.setdefault((kind, index), set()).add(identity)
    return all(len(found) == 1 for found in seen.values())


def one_scaling(calls: list[Call]) -> float | None:
    """What every attention that turns multiplies its scores by, where it is one number."""
    found = {call[5] for call in calls if isinstance(call[5], int | float)}
    return float(found.pop()) if len(found) == 1 else None


def model_types(module: ModuleType, config_type: type, inner: Any) -> list[Any]:
    found = []
    for wanted in (config_type, type(inner)):
        for name, value in vars(module).items():
            if (
                inspect.isclass(value)
                and issubclass(value, transformers.PreTrainedModel)
                and getattr(value, "config_class", None) is wanted
                and re.search(r"(Model|ForCausalLM|Encoder|Decoder|Generation)$", name)
                and "PreTrained" not in name
                and value not in found
            ):
                found.append(value)
    return found[:8]


def patch(module: ModuleType, calls: list[Call], mask: str | None) -> Any:
    patched: dict[str, Any] = {}
    for name, function in list(vars(module).items()):
        if not inspect.isfunction(function):
            continue
        if APPLIES.search(name) and function.__module__ == module.__name__:
            patched[name] = function
            setattr(module, name, watched(name, function, calls))
        elif re.match(r"create_.*mask", name):
            patched[name] = function
            setattr(
                module, name, lambda *_, **__: None if mask is None else torch.zeros(1, 1, 4, 4)
            )
    return patched


def _masked(mask: str | None) -> Any:
    return lambda *_, **__: None if mask is None else torch.zeros(1, 1, 4, 4)


def watched(name: str, function: Any, calls: list[Call]) -> Any:
    def call(*args: Any, **kwargs: Any) -> Any:
        frame: FrameType | None = sys._getframe(1)
        index, owner = None, None
        for _ in range(12):
            if frame is None:
                break
            owner = frame.f_locals.get("self")
            index = getattr(owner, "layer_idx", None)
            if index is not None:
                break
            frame = frame.f_back
        first = args[0] if args else next(iter(kwargs.values()))
        scaling = getattr(owner, "scaling", None)
        calls.append((name, index, first.shape[-1], type(owner).__name__, id(owner), scaling))
        return function(*args, **kwargs)

    return call


def _once(x: Any, *_: Any, **__: Any) -> Any:
    return x


def _twice(x: Any, *_: Any, **__: Any) -> Any:
    return x, x


def run(model_type: Any, config: Any, tuple_out: bool) -> None:
    with torch.device("meta"), torch.no_grad():
        config._attn_implementation = "eager"
        model = model_type(config).eval()
        for part in model.modules():
            name = type(part).__name__
            if BESIDE.search(name) and not re.search(r"Attention|Layer|Model", name):
                part.forward = _twice if tuple_out else _once
        model(torch.zeros(1, 4, dtype=torch.long), use_cache=False)
