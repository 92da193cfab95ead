"""make census: every family of the installed transformers, through its own code and our reader.

Makes an environment of its own with torch and transformers, measures there what the library
computes, reads the same configs here, prints the table and one line, and rewrites
tests/reference/census.json and the defaults that the reader takes where a config is silent; the
same for the models of the list, into tests/reference/presets.json. Ends with 1 where one family
or one model is read wrong, or more than one family in twenty is refused.

--versions TORCH TRANSFORMERS   those to install
--measured FILE                 read what was measured before: .census/measured.jsonl
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import venv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.census.compare import preset_verdict, verdict

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".census"
REFERENCE = ROOT / "tests" / "reference" / "census.json"
PRESETS = ROOT / "tests" / "reference" / "presets.json"
DEFAULTS = ROOT / "rope_core" / "config" / "data" / "defaults.json"
TORCH, TRANSFORMERS = "2.13.0", "5.24.0"
REFUSED_AT_MOST = 0.05
#: The keys of a configuration class that the reader knows.
READ = re.compile(
    r"positions|hidden_size|num_attention_heads|num_hidden_layers|head_dim|qk_rope_head_dim|"
    r"qk_nope_head_dim|n_embd|n_head|n_heads|n_layer|n_layers|d_model|kv_channels|rotary_dim|"
    r"rope_theta|rotary_embedding_base|compress_rope_theta|rope_interleave|partial_rotary_factor|"
    r"max_position_embeddings|original_max_position_embeddings|n_positions|max_seq_len|"
    r"no_rope_layer_interval|position_embedding_type|position_embeddings_type|use_mem_rope|"
    r"use_rotary_embedding|block_types|cross_attention_layers|rope_parameters|projection_dim|"
    r"query_pre_attn_scalar|attention_multiplier|attn_logit_softcapping|"
    r"attn_temperature_tuning|attn_scale|floor_scale|code"
)


def main() -> int:
    options = argparse.ArgumentParser(prog="make census")
    options.add_argument("--versions", nargs=2, default=(TORCH, TRANSFORMERS))
    options.add_argument("--measured", type=Path)
    chosen = options.parse_args()
    lines = measured_lines(chosen.measured, *chosen.versions)
    library, cases, presets, defaults = "", [], [], None
    for line in lines:
        found = json.loads(line)
        if "family" in found:
            cases.append(found)
        elif "preset" in found:
            presets.append(found)
        else:
            library = found.get("library", library)
            defaults = found.get("defaults", defaults)
    cases = with_known_layers(cases)
    if defaults is not None:  # first, since the reader takes them
        write_defaults(library, cases, defaults)
    words, models = show(cases), show_presets(presets)
    write_reference(library, cases)
    write_presets(library, presets)
    line, red = summary(library, cases, words, models)
    print(line)
    return int(red)


def summary(
    library: str, cases: list[dict[str, Any]], words: Counter[str], models: Counter[str]
) -> tuple[str, bool]:
    """The one line, and whether it is red."""
    total = sum(words.values())
    red = words["wrong"] > 0 or words["refused"] > REFUSED_AT_MOST * total or models["wrong"] > 0
    line = (
        f"{'RED' if red else 'GREEN'}: {library}: {total} classes of "
        f"{len({case['family'] for case in cases})} families: {words['right']} right, "
        f"{words['refused']} refused, {words['wrong']} silently wrong; {sum(models.values())} "
        f"models of the list: {models['right']} right, {models['wrong']} wrong"
    )
    return line, red


def measured_lines(file: Path | None, torch: str, transformers: str) -> Iterable[str]:
    if file is not None:
        return file.read_text(encoding="utf-8").splitlines()
    python = HOME / "bin" / "python"
    if not python.exists():
        venv.create(HOME, with_pip=True)
    wanted = [f"torch=={torch}", f"transformers=={transformers}"]
    subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True)
    command = [str(python), "-m", "tests.census.measure"]
    # Some classes go through sets of names: with a fixed seed in one order, on every run.
    seeded = {**os.environ, "PYTHONHASHSEED": "0"}
    run = subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, env=seeded
    )
    (HOME / "measured.jsonl").write_text(run.stdout, encoding="utf-8")
    return run.stdout.splitlines()


def with_known_layers(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where a model could not be run, the layers that were told before, of the same config."""
    known: dict[tuple[str, str], dict[str, Any]] = {}
    if REFERENCE.exists():
        for case in json.loads(REFERENCE.read_text(encoding="utf-8"))["cases"]:
            known[case["family"], case["class"]] = case
    for case in cases:
        before = known.get((case["family"], case["class"]), {})
        same = before.get("model_type") == case.get("model_type")
        if same and case.get("kinds") and case.get("layers_turned") is None:
            case["layers_turned"] = before.get("layers_turned")
    return cases


def show(cases: list[dict[str, Any]]) -> Counter[str]:
    """Print a line for each class; count the verdicts."""
    words: Counter[str] = Counter()
    for case in cases:
        if "error" in case:
            word, why = "refused", f"the class itself cannot be built: {case['error']}"
        else:
            word, why = verdict(case)
        words[word] += 1
        print(f"{word:8} {case['family']:24} {case['class']:44} {why}")
    return words


def show_presets(presets: list[dict[str, Any]]) -> Counter[str]:
    """Print a line for each model that is not read right; count the verdicts."""
    words: Counter[str] = Counter()
    for found in presets:
        word, why = preset_verdict(found)
        words[word] += 1
        if word != "right":
            print(f"{word:8} {found['preset']:69} {why}")
    return words


def write_reference(library: str, cases: list[dict[str, Any]]) -> None:
    head = {
        "library": library,
        "tolerance": "inv_freq 4e-6 relative (float32 tables), attention_factor 2e-6",
    }
    good = [case for case in cases if "error" not in case]
    body = ",\n".join(json.dumps(case) for case in good)
    REFERENCE.write_text(f'{json.dumps(head)[:-1]}, "cases": [\n{body}\n]}}\n', encoding="utf-8")


def write_presets(library: str, presets: list[dict[str, Any]]) -> None:
    rows = []
    for found in presets:
        rest = {key: value for key, value in found.items() if key != "preset"}
        rows.append(json.dumps({"name": found["preset"], **rest}))
    body = ",\n".join(rows)
    PRESETS.write_text(
        f'{{\n"library": {json.dumps(library)},\n"models": [\n{body}\n]}}\n', encoding="utf-8"
    )


def write_defaults(library: str, cases: list[dict[str, Any]], found: dict[str, Any]) -> None:
    """The defaults the reader takes, one family a line."""
    turning = {name: plain(values) for name, values in found["turning"].items()}
    for case in cases:
        if case.get("positions") == "more than one axis" and case.get("model_type"):
            turning[case["model_type"]] = {"positions": case["positions"]}
    rows = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(turning[name])}" for name in sorted(turning)
    )
    without = ",\n".join(json.dumps(name) for name in found["without"])
    DEFAULTS.write_text(
        f'{{\n"library": {json.dumps(library.partition(",")[0])},\n"turning": {{\n{rows}\n}},\n'
        f'"without": [\n{without}\n]\n}}\n',
        encoding="utf-8",
    )


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """The keys that are read; parameters without scaling become keys of their own."""
    kept = {key: value for key, value in values.items() if READ.fullmatch(key)}
    given = kept.get("rope_parameters")
    if not given or any(isinstance(inner, dict | type(None)) for inner in given.values()):
        return kept
    if given.get("rope_type", "default") != "default":
        return kept
    del kept["rope_parameters"]
    for name, value in given.items():
        usual = {"rope_theta": 10000, "partial_rotary_factor": 1}.get(name)
        if name != "rope_type" and (value != usual or name in kept):
            kept[name] = value
    return kept


if __name__ == "__main__":
    sys.exit(main())
