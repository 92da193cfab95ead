"""CONTRIBUTING.md is true: each thing is added, as it says there, to a copy of the tree.

An addition may touch the files that its section names and no others; then the whole finds it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## To add an? (.+?)\n\n(.+?)(?=\n\n## |\Z)", GUIDE, re.M | re.S))


@dataclass(frozen=True)
class Addition:
    """new: files by path. after: in a file, what is put behind a text that stands there once.

    found: code that fails where the addition is not found.
    """

    found: str
    new: dict[str, str]
    after: dict[str, tuple[str, str]]


ADDITIONS = {
    "Learn page": Addition(
        """
from pathlib import Path
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=60)
app.query_params["m"] = "5"
app.run()
app.switch_page("pages/hello.py").run()
assert not app.exception, app.exception
assert [title.value for title in app.title] == ["Hello"], app.title
from ui.web.assets import assets
assert "hello/hello.js" in assets().files
""",
        {
            "pages/hello.py": '''"""Hello: the positions."""

from ui.app.shell import open_page
from ui.hello.stage import hello_data
from ui.web.stage import stage

reading = open_page("hello")
stage("hello", hello_data(reading.problem))
''',
            "ui/hello/__init__.py": '"""Hello."""\n',
            "ui/hello/stage.py": '''"""The data of Hello."""

from __future__ import annotations

from rope_core.problem import Problem


def hello_data(problem: Problem) -> dict[str, object]:
    return {"apart": problem.m - problem.n}
''',
            "ui/hello/hello.js": "export const show = (root, data) => root.append(data.apart);\n",
        },
        {
            "ui/app/course.py": (
                "COURSE = (\n",
                '    PageEntry("Learn", "hello", "Hello", asks="How far apart are they?"),\n',
            ),
        },
    ),
    "scaling method": Addition(
        """
from rope_core import RopeSpec, inv_freq, read_config
from ui.scale.stage import scale_data
from ui.scale.subject import DEFAULT_MODEL, model_subject, reach_of
config = {"head_dim": 8, "rope_theta": 1e4, "rope_scaling": {"rope_type": "halved"}}
spec = read_config(config).spec
assert (inv_freq(spec) * 2 == inv_freq(RopeSpec(8))).all()
subject = model_subject(DEFAULT_MODEL)
shown = scale_data(subject, reach_of(subject, None, None), 3)
assert "Halved" in [method["title"] for method in shown["methods"]]
""",
        {
            "rope_core/scaling/halved.py": '''"""Every frequency halved."""

from __future__ import annotations

from dataclasses import dataclass

from rope_core.scaling.base import Floats, Scaling, plain_step, plain_table
from rope_core.steps.step import Step, calculate


@dataclass(frozen=True)
class Halved(Scaling):
    """All frequencies divided by two."""

    rope_type = "halved"
    title = "Halved"
    explanation = "Every pair turns half as fast."
    source = "none"

    @classmethod
    def example(cls, rotary_dim: int) -> Halved:
        return cls()

    def table(self, base: float, rotary_dim: int) -> Floats:
        return plain_table(base, rotary_dim) / 2

    def pair_steps(self, base: float, rotary_dim: int, i: int) -> tuple[Step, ...]:
        before = plain_step(base, rotary_dim, i)
        half = calculate(
            "inv_freq", "inv_freq_before / 2", before.value / 2, "radians a token",
            "The same for every pair.", inv_freq_before=before.value,
        )
        return (before, half)
''',
        },
        {
            "rope_core/scaling/methods.py": (
                "from rope_core.scaling.dynamic import Dynamic\n",
                "from rope_core.scaling.halved import Halved\n",
            ),
            "rope_core/scaling/methods.py ": ("for method in (Default, ", "Halved, "),
        },
    ),
    "model": Addition(
        """
from rope_core.models.presets import find_model
assert find_model("Hello 1B").spec().head_dim == 64
""",
        {},
        {
            "rope_core/models/data/models.json": (
                '"models": [\n',
                '{"name": "Hello 1B", "family": "Hello", "config": {"head_dim": 64, "model_type": '
                '"llama", "max_position_embeddings": 4096, "rope_theta": 10000.0}, "config_from": '
                '"published file", "sources": ["a"], "pairing": "half_split", "pairing_source": '
                '"a", "original_pairing": null, "original_pairing_source": null, "lengths": '
                '{"pretrained": null, "extended": null, "max_position_embeddings": null}, '
                '"layer_rule": "", "notes": ""},\n',
            ),
        },
    ),
    "mistake": Addition(
        """
from rope_core.practice import grade_number, make_exercise
for seed in range(20):
    exercise = make_exercise("angle", 3, seed)
    wrong = [each for each in exercise.candidates[0] if each.mistake == "doubled"]
    if wrong:
        break
named = [one.key for one in grade_number(exercise, wrong[0].value).mistakes]
assert "doubled" in named, named
""",
        {},
        {
            "rope_core/mistakes/angles.py": (
                "MISTAKES = (\n",
                '    mistake(\n        "doubled",\n        "Too far",\n        "2.5 times.",\n'
                '        "Once is enough.",\n        lines=("angle",),\n'
                "        angles=lambda positions, table: 2.5 * positions[..., None] * table,\n"
                "    ),\n",
            ),
        },
    ),
    "bug": Addition(
        """
import numpy as np
from rope_core import RopeSpec, rotate
from rope_core.diagnosis import diagnose
from rope_core.diagnosis.examples import bug_example
x = np.random.default_rng(0).standard_normal((12, 16))
y = rotate(x, 2.5 * np.arange(12), RopeSpec(16))
assert "two_and_a_half" in [one.key for one in diagnose(x, y, np.arange(12), RopeSpec(16)).bugs]
assert bug_example("two_and_a_half").x.shape
""",
        {},
        {
            "rope_core/diagnosis/bugs/turn.py": (
                "BUGS = (\n",
                '    Bug(\n        "two_and_a_half",\n        "Turned too far",\n'
                '        "it was turned 2.5 times as far",\n        "Every angle times 2.5.",\n'
                '        "Lengths hold.",\n        "once",\n        "once",\n'
                '        alike=("scaled_positions",),\n'
                '        turnings=(Turning(times=2.5, words="2.5 times", '
                'bugs=("two_and_a_half",)),),\n    ),\n',
            ),
        },
    ),
    "encoding": Addition(
        """
from rope_core.problem import read_problem
from ui.attend.stage import attend_data
told = attend_data(read_problem({"m": "3", "n": "1"}))[0]["encodings"]["encodings"]
assert [one["name"] for one in told][1] == "nothing"
""",
        {},
        {
            "rope_core/encodings/vectors.py": (
                '        dot = dot_step("q", left, "k", right)\n'
                "        return (dot, scaled_step(dot, setting))\n",
                '\n\nclass Nothing(NoEncoding):\n    name, title = "nothing", "Nothing at all"\n',
            ),
            "rope_core/encodings/vectors.py ": ("for encoding in (NoEncoding(), ", "Nothing(), "),
        },
    ),
    "coding exercise": Addition(
        """
from rope_core.exercises import EXERCISES, check
assert list(EXERCISES)[1] == "again"
space = {}
exec(EXERCISES["again"].solution, space)
assert check("again", space["rotate"]).ok
""",
        {
            "rope_core/exercises/entries/again.py": '''"""The same once more, at another width."""

from functools import partial

from rope_core.exercises.entries.rotate import SOLUTION, SPEC
from rope_core.exercises.exercise import Exercise, Hints
from rope_core.exercises.tasks import turning

EXERCISE = Exercise(
    "again", "again", SPEC, "rotate", "", SOLUTION, Hints("How?", "So.", "so"),
    partial(turning, "interleaved", 10),
)
''',
        },
        {
            "rope_core/exercises/entries/__init__.py": (
                "from rope_core.exercises.entries import (\n",
                "    again,\n",
            ),
            "rope_core/exercises/entries/__init__.py ": (
                "    order.EXERCISE,\n",
                "    again.EXERCISE,\n",
            ),
        },
    ),
    "skill": Addition(
        """
from rope_core.practice import SKILLS, make_exercise
from rope_core.practice.exercise import KINDS
from ui.practice.session import Session
from ui.practice.view import practice_view
for level in range(len(KINDS)):
    view = practice_view(Session("again", level, 3))
    assert view["title"] == "Angles again" and view["question"], level
""",
        {},
        {
            "rope_core/practice/skills.py": (
                "_ALL = (\n",
                '    Skill(\n        "again",\n        "Angles again",\n        _angle,\n'
                '        {"m_doubled": lambda facts: replace(facts, m=2 * facts.m)},\n    ),\n',
            ),
        },
    ),
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("tree")
    for name in ("rope_core", "ui", "pages", ".streamlit"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, place / name, ignore=ignored)
    shutil.copy(ROOT / "app.py", place)
    return place


def put_in(tree: Path, addition: Addition) -> None:
    for name, text in addition.new.items():
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).write_text(text, encoding="utf-8")
    for name, (before, text) in addition.after.items():
        file = tree / name.strip()
        held = file.read_text(encoding="utf-8")
        assert held.count(before) == 1, f"{name}: {before}"
        file.write_text(held.replace(before, before + text), encoding="utf-8")


def test_each_section_is_tried_and_short() -> None:
    assert SECTIONS.keys() == ADDITIONS.keys()
    for what, text in SECTIONS.items():
        assert 3 <= len(re.findall(r"^\d\. ", text, re.M)) <= 5, what


@pytest.mark.parametrize("what", ADDITIONS)
def test_what_is_added_as_told_is_found(tree: Path, what: str) -> None:
    addition = ADDITIONS[what]
    told = SECTIONS[what].replace("<path>", "hello")
    for name in {*addition.new, *(name.strip() for name in addition.after)}:
        folder = name.rpartition("/")[0] + "/"
        assert name in told or folder in told, f"{name} is not named"
    put_in(tree, addition)
    run = subprocess.run(
        [sys.executable, "-c", addition.found],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr


def test_every_file_that_is_named_is_there() -> None:
    for name in re.findall(r"`((?:rope_core|ui|pages|tests|docs)/[\w./]+)`", GUIDE):
        assert (ROOT / name).exists(), name
