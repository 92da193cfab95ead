"""watch: look into a model while it runs, and say what each layer's RoPE was.

    with watch(model) as w:
        model(**batch)
    print(w.report())

>>> import numpy as np
>>> import rope_core
>>> with watch(rope_core.rotate, q="x", config=RopeSpec(4)) as w:
...     y = rope_core.rotate(np.ones((3, 4)), [0, 1, 2], RopeSpec(4, 500.0))
>>> w.ok, w.findings[0].status
(False, 'bug')
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

from numpy.typing import ArrayLike

from rope_core.arrays import as_array
from rope_core.config.layers import LayerKind
from rope_core.config.reader import read_config
from rope_core.diagnosis.report import report as report_of
from rope_core.errors import RopeError
from rope_core.spec import RopeSpec
from rope_core.testing.findings import Finding, examine, grouped
from rope_core.testing.places import Apply, apply_functions, named_function, replaced
from rope_core.testing.recording import Call, Recorder
from rope_core.testing.tracks import Track, saved, tracks_of


class Watch:
    """What `watch` gives: the calls while they are recorded, then what they were.

    calls: every call of the apply function (x, y, tables, layer). findings: what each layer's
    queries and keys are, equal ones together, the wrong ones first. ok: whether all are right or
    equivalent.
    """

    def __init__(
        self,
        watched: Any,
        q: int | str | None,
        k: int | str | None,
        config: Any,
        positions: ArrayLike | None,
    ) -> None:
        self._model = watched if hasattr(watched, "named_modules") else None
        if self._model is not None:
            self._functions: Mapping[str, Apply] = apply_functions(watched)
        else:
            function = named_function(watched)
            name = getattr(function, "__qualname__", "apply")
            self._functions = {f"{getattr(function, '__module__', '')}.{name}": function}
        self._config = getattr(watched, "config", None) if config is None else config
        self._kinds = _kinds(self._config)
        self._positions = None if positions is None else as_array("positions", positions, "numbers")
        self._recorder = Recorder(q, k)
        self._stack = ExitStack()

    def __enter__(self) -> Watch:
        with ExitStack() as stack:  # lets go again if one of them cannot be hooked
            for name, function in self._functions.items():
                stack.enter_context(replaced(function, self._recorder.stand_in(name, function)))
            if self._model is not None:
                for handle in self._recorder.hooks(self._model):
                    stack.callback(handle.remove)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def calls(self) -> tuple[Call, ...]:
        return tuple(self._recorder.calls)

    @cached_property
    def tracks(self) -> tuple[Track, ...]:
        """The calls of each layer's queries and keys, those with a cache joined."""
        if not self.calls:
            names = ", ".join(self._functions)
            raise RopeError(
                "watched", "no call", f"a call of {names} inside the block",
                "Run the model inside `with watch(model) as w:`; compiled models are not seen.",
            )  # fmt: skip
        return tracks_of(self.calls, self._kinds, self._positions)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return grouped(examine(self.tracks, self._kinds))

    @property
    def ok(self) -> bool:
        return all(finding.ok for finding in self.findings)

    def report(self) -> str:
        """What every layer and kind is, in lines; then the first of each bug in full."""
        numbers = sum(track.x.size for track in self.tracks)
        layers = len({track.layer for track in self.tracks})
        names = " and ".join(dict.fromkeys(call.function for call in self.calls))
        lines = [
            f"{names}: {len(self.calls)} vectors in {layers} "
            f"{'layer' if layers == 1 else 'layers'}; all {numbers:,} numbers were compared.",
            *dict.fromkeys(f"Positions: {track.why}." for track in self.tracks),
            "",
            *(str(finding) for finding in self.findings),
        ]
        reported = set()
        for finding in self.findings:
            keys = finding.bugs
            if not finding.ok and finding.diagnosis is not None and keys not in reported:
                reported.add(keys)
                lines += ["", f"{finding.place} in full:", report_of(finding.diagnosis)]
        return "\n".join(lines)

    def save(self, path: str | Path, layer: int | None = None, vector: str | None = None) -> Path:
        """Write x, y, positions and the tables of one layer as .safetensors, for the Debug page.

        Without a layer it is the first one that is not right. Raises RopeError for a layer or
        vector ("q", "k") that was not seen.
        """
        chosen = [
            track for track in self.tracks
            if (layer is None or track.layer == layer) and vector in (None, track.vector)
        ]  # fmt: skip
        if not chosen:
            seen = sorted({f"{track.layer} {track.vector}" for track in self.tracks})
            raise RopeError("layer", f"{layer} {vector or ''}", f"one of {', '.join(seen)}")
        if layer is None:
            wrong = {track for finding in self.findings if not finding.ok for track in finding.of}
            chosen.sort(key=lambda track: track not in wrong)
        target = Path(path)
        target.write_bytes(saved(chosen[0], _config_text(self._config)))
        return target


def watch(
    watched: Any,
    *,
    q: int | str | None = None,
    k: int | str | None = None,
    config: Any = None,
    positions: ArrayLike | None = None,
) -> Watch:
    """Record every call of a model's own apply function, and say what each was.

    watched: a PyTorch model of transformers' (any family), or one whose module has a function
    called like its `apply_rotary_pos_emb`; or the function itself, or its dotted name.
    q, k: which arguments of the function are queries and keys, by index or name; without them
    the first, and the second if it is called like a key. config: a RopeSpec, a config as a dict
    or an object with to_dict; by default the model's own. positions: where the tokens are meant
    to stand, (seq,) or (batch, seq); by default what follows from the model's call: its cache,
    its attention mask, its position ids.

    The function is put back when the block ends. Raises RopeError where there is none to watch.
    """
    return Watch(watched, q, k, config, positions)


def _kinds(config: Any) -> tuple[LayerKind, ...]:
    """The kinds of layers that the config means; none without one."""
    if config is None:
        return ()
    if isinstance(config, RopeSpec):
        return (LayerKind("all", config, None),)
    settings = config.to_dict() if hasattr(config, "to_dict") else config
    if not isinstance(settings, Mapping):
        raise RopeError("config", config, "a RopeSpec, a dict or an object with to_dict()")
    return read_config(settings).kinds


def _config_text(config: Any) -> str:
    """The config as JSON; "" where there is none."""
    if isinstance(config, RopeSpec):
        scaling = None
        if config.scaling is not None:
            scaling = {"rope_type": config.scaling.rope_type, **asdict(config.scaling)}
        settings: Mapping[str, Any] = {
            "head_dim": config.head_dim, "rope_theta": config.base,
            "rotary_dim": config.rotary_dim, "rope_scaling": scaling,
        }  # fmt: skip
    elif config is None:
        return ""
    else:
        settings = config.to_dict() if hasattr(config, "to_dict") else config
    return json.dumps(settings, default=str)
