"""Which tests hold which module, the quickest first: a mutant is given up at the first failure."""

from __future__ import annotations

from collections.abc import Mapping

_SCALING = (
    "tests/core/test_scaling_rules.py",
    "tests/core/test_scaling_longrope.py",
    "tests/core/test_scaling_parameters.py",
    "tests/core/test_scaling.py",
)
_CONFIG = (
    "tests/core/test_config_reader.py",
    "tests/core/test_config_layers.py",
    "tests/core/test_config_kinds.py",
    "tests/core/test_config.py",
    "tests/core/test_config_families.py",
    "tests/core/test_config_nonsense.py",
    "tests/core/test_config_census.py",
)

_TESTS: Mapping[str, tuple[str, ...]] = {
    "rope_core/rotate.py": (
        "tests/core/test_rotate.py",
        "tests/core/test_blocks.py",
        "tests/core/test_which_features.py",
    ),
    "rope_core/blocks.py": (
        "tests/core/test_blocks.py",
        "tests/core/test_rotate.py",
        "tests/core/test_which_features.py",
    ),
    "rope_core/frequencies.py": (
        "tests/core/test_frequencies.py",
        "tests/core/test_which_features.py",
    ),
    "rope_core/pairing.py": ("tests/core/test_frequencies.py", "tests/core/test_which_features.py"),
    "rope_core/steps/formula.py": (
        "tests/core/test_formulas.py",
        "tests/core/test_practice_parts.py",  # the grammar of what is typed
    ),
    "rope_core/reading/expression.py": ("tests/core/test_practice_parts.py",),
    "rope_core/scaling/base.py": _SCALING,
    "rope_core/scaling/methods.py": _SCALING,
    "rope_core/scaling/linear.py": _SCALING,
    "rope_core/scaling/ntk.py": _SCALING,
    "rope_core/scaling/dynamic.py": _SCALING,
    "rope_core/scaling/new_base.py": _SCALING,
    "rope_core/scaling/yarn.py": _SCALING,
    "rope_core/scaling/llama3.py": _SCALING,
    "rope_core/scaling/longrope.py": _SCALING,
    "rope_core/scaling/proportional.py": _SCALING,
    "rope_core/config/reader.py": _CONFIG,
    "rope_core/config/layers.py": _CONFIG,
    "rope_core/proof/forms.py": ("tests/core/test_proof.py",),
    "rope_core/proof/check.py": ("tests/core/test_proof.py",),
    "rope_core/proof/trial.py": (
        "tests/core/test_proof_numbers.py",
        "tests/core/test_proof_questions.py",
    ),
    "rope_core/proof/predict.py": ("tests/core/test_proof_questions.py",),
    "rope_core/practice/grade.py": (
        "tests/core/test_practice_verdicts.py",
        "tests/core/test_practice_grading.py",
    ),
    "rope_core/practice/exactness.py": ("tests/core/test_exactness.py",),
    "rope_core/diagnosis/search.py": (
        "tests/core/test_diagnosis_search.py",
        "tests/core/test_diagnose.py",
    ),
    "ui/problem/edits.py": ("tests/app/test_picker.py", "tests/app/test_scale_app.py"),
}

#: By its path each module of the list, and its tests; what holds for every module comes last.
COVERED: Mapping[str, tuple[str, ...]] = {
    path: (*tests, "tests/core/test_frozen.py") for path, tests in _TESTS.items()
}
