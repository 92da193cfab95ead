"""What one has to write to take a model further: config.json in both spellings, and commands.

The options were read in: vLLM's stable documentation, Context Extension (--rope-scaling is gone
there, and rope_parameters has taken the place of rope_scaling); SGLang 0.5.23,
configs/model_config.py and utils/hf_transformers; llama.cpp as it comes with llama-cpp-python
0.3.36, common/arg.cpp and src/llama-context.cpp.

>>> from rope_core.extension.plan import extend
>>> plan = extend({"head_dim": 128, "rope_theta": 1e6, "max_position_embeddings": 32768}, 131072)
>>> print(outputs(plan)[4].text)
llama-server -m MODEL.gguf -c 131072 \\
  --rope-scaling yarn --rope-scale 4 --yarn-orig-ctx 32768
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rope_core.extension.edit import Config, text_part
from rope_core.extension.plan import Extension

VLLM = "stable documentation, Context Extension; 0.10.2 still took rope_scaling"
SGLANG = "SGLang 0.5.23"
LLAMA_CPP = "llama.cpp as in llama-cpp-python 0.3.36"
TRANSFORMERS = "transformers 5.24"
#: YaRN's other numbers as llama.cpp calls them.
_YARN_OPTIONS = {"beta_fast": "--yarn-beta-fast", "beta_slow": "--yarn-beta-slow"}


@dataclass(frozen=True)
class Output:
    """One thing to copy; without text where it cannot be said there, and excuse says why."""

    name: str
    title: str
    version: str
    text: str
    says: str
    excuse: str = ""


def outputs(plan: Extension) -> tuple[Output, ...]:
    """All of them, in the order of a page; none where nothing is to be written.

    >>> from rope_core.extension.plan import extend
    >>> outputs(extend({"head_dim": 8, "max_position_embeddings": 64}, 32))
    ()
    """
    if not plan.needed:
        return ()
    return (_new(plan), _old(plan), _vllm(plan), _sglang(plan), _llama_cpp(plan))


def changed(before: Config, after: Config) -> dict[str, Any]:
    """What is new or different in `after`, at the place where it belongs.

    >>> changed({"a": 1, "text_config": {"b": 2, "c": 3}}, {"a": 1, "text_config": {"b": 4}})
    {'text_config': {'b': 4}}
    """
    key, part = text_part(before)
    now: Mapping[str, Any] = after[key] if key else after
    new = {name: value for name, value in now.items() if name not in part or part[name] != value}
    return {key: new} if key else new


def removed(before: Config, after: Config) -> tuple[str, ...]:
    """Keys that must go, because another spelling says it now.

    >>> removed({"rope_theta": 1e6}, {"rope_parameters": {"rope_theta": 1e6}})
    ('rope_theta',)
    """
    key, part = text_part(before)
    now: Mapping[str, Any] = after[key] if key else after
    return tuple(name for name in part if name not in now and part[name] is not None)


def _says(config: Config, after: Config) -> str:
    key, _ = text_part(config)
    place = f"Inside {key} of config.json." if key else "In config.json."
    gone = removed(config, after)
    return f"{place} Take out {', '.join(gone)}." if gone else place


def _new(plan: Extension) -> Output:
    return _config("new", "config.json, new spelling", TRANSFORMERS, plan.config, plan.new)


def _old(plan: Extension) -> Output:
    version = "transformers 4, and read by 5"
    return _config("old", "config.json, old spelling", version, plan.config, plan.old)


def _config(name: str, title: str, version: str, before: Config, after: Config | str) -> Output:
    if isinstance(after, str):
        return Output(name, title, version, "", "", after)
    text = json.dumps(changed(before, after), indent=2)
    return Output(name, title, version, text, _says(before, after))


def _override(plan: Extension) -> str:
    """rope_parameters as a whole, since an override may take the place of the object."""
    return json.dumps(changed(plan.config, plan.new_config()))


def _vllm(plan: Extension) -> Output:
    text = (
        f"vllm serve MODEL --max-model-len {plan.wanted} \\\n  --hf-overrides '{_override(plan)}'"
    )
    says = "rope_theta must stand in it: the object takes the place of the one in config.json."
    return Output("vllm", "vLLM", VLLM, text, says)


def _sglang(plan: Extension) -> Output:
    text = (
        f"python -m sglang.launch_server --model-path MODEL --context-length {plan.wanted} \\\n"
        f"  --json-model-override-args '{_override(plan)}'"
    )
    says = (
        "max_position_embeddings stands in it because SGLang refuses a longer --context-length "
        "(SGLANG_ALLOW_OVERWRITE_LONGER_CONTEXT_LEN=1 is the other way)."
        if plan.method != "dynamic"
        else "SGLang takes max_position_embeddings × factor as the longest context."
    )
    return Output("sglang", "SGLang", SGLANG, text, says)


def _llama_cpp(plan: Extension) -> Output:
    title = "llama.cpp"
    scaling = plan.scaling
    if plan.method not in ("yarn", "linear"):
        excuse = (
            "llama.cpp has options for linear and YaRN alone; what a model brings is in its file."
        )
        return Output("llama_cpp", title, LLAMA_CPP, "", "", excuse)
    if scaling.get("truncate") is False:
        excuse = "llama.cpp always rounds the ends of YaRN's ramp; this config says truncate false."
        return Output("llama_cpp", title, LLAMA_CPP, "", "", excuse)
    options = [f"--rope-scaling {plan.method}", f"--rope-scale {_number(plan.factor)}"]
    if plan.method == "yarn":
        options.append(f"--yarn-orig-ctx {plan.trained}")
        options += [
            f"{option} {_number(scaling[name])}"
            for name, option in _YARN_OPTIONS.items()
            if name in scaling
        ]
    text = f"llama-server -m MODEL.gguf -c {plan.wanted} \\\n  {' '.join(options)}"
    return Output("llama_cpp", title, LLAMA_CPP, text, "The options outweigh what the file says.")


def _number(value: float) -> str:
    """Without a needless point, and exact.

    >>> _number(4.0), _number(30.517578125)
    ('4', '30.517578125')
    """
    return f"{int(value)}" if float(value).is_integer() else repr(float(value))
