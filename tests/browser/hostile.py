"""Texts that nobody should be able to do harm with, and where a person can put them.

Seeded, so that a case that failed is made again by its number.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from rope_core.problem import DEFAULTS
from tests.load.servers import ROOT

#: A script that runs sets this in the page; a Python expression that runs makes this file.
MARK = "ranByMistake"
_RUN = f"globalThis.{MARK}=1"

MARKUP = (
    f"<script>{_RUN}</script>",
    f"<img src=x onerror={_RUN}>",
    f"<svg/onload={_RUN}>",
    f"\"'><iframe srcdoc='<script>parent.{MARK}=1</script>'>",
    f"<style>@import 'http://other.invalid/x.css'</style><a href=javascript:{_RUN}>1</a>",
    f"[0.5](javascript:{_RUN})",
    f"javascript:{_RUN}",
    "![x](http://other.invalid/x.png)",
    "<base href=http://other.invalid/>",
    "`</code></span><b>1</b>`",
    "``` \n# heading\n```",
    ":red[1] :material/home: :smile: [^1]",
    "<!--",
    "]]>",
    "&lt;b&gt;&#60;",
)
LATEX = (
    r"$\href{javascript:alert(1)}{1}$",
    r"$$\def\a{\a\a}\a$$",
    r"\input{/etc/passwd}",
    r"$\includegraphics{http://other.invalid/x.png}$",
    r"$$\begin{matrix}",
    r"\frac{1}{",
    r"$\unicode{x41}$ \write18{touch x}",
    "^[a]{x0} {(x1)} ^[^[^[",
)
CODE = (
    "__import__('os').system('touch ranByMistake')",
    "().__class__.__bases__[0].__subclasses__()",
    "{0.__class__} %s %n ${7*7} {{7*7}} #{7*7}",
    "'; DROP TABLE x; --",
    "../../../../etc/passwd",
    "lambda: 1",
    "9**9**9",
    "1 if 1 else 2",
    "tensor(tensor(tensor(",
    "np.array([1,2",
)
SIGNS = (
    "\x00",
    "1\x00,2",
    "".join(map(chr, range(1, 32))),
    "\x7f\x80\x9f",
    "\u202e0.5\u202c",
    "\u2066\u2067\u200f\u061c1",
    "\ufeff1",
    "1\u2028 2\u2029",
    "שלום, مرحبا",
    "٣٫١٤",
    "１．５，２",
    "½ ² ① Ⅷ",
    "e\u0301" + "\u0300" * 400,
    "👩‍👩‍👧‍👦" * 40,
    "\U000e0001\ue000",
    "1\r\nSet-Cookie: x=1",
)
NUMBERS = (
    *("", " ", "-1", "-0", "+1", "1.5", "1e12", "1e400", "-1e400", "1e-400", "nan", "-inf"),
    *("0x10", "1_000", "1,000", "007", "1048576", "1048577", "9" * 40, "2" * 5000, "1e" + "9" * 50),
    *("0", "1", "2", "256", "258", "4.0", "1/3", "1/0", "0/0", "1/1e-320", "--1", "1-", ".", ","),
    *("1,2,3", "1,2,3,4", "[[1,2],[3,4]]", "1;2;3;4", "true", "null", "NaN,1", "1e149,1e149"),
)
LONG: tuple[Callable[[int], str], ...] = (
    lambda n: "a" * n,
    lambda n: "9" * n,
    lambda n: "1," * (n // 2),
    lambda n: "[" * n,
    lambda n: "(" * (n // 2) + "1" + ")" * (n // 2),
    lambda n: "1/" * (n // 2),
    lambda n: "-" * n,
    lambda n: "0." + "0" * n + "1",
    lambda n: " " * n + "1",
    lambda n: "`" * n,
    lambda n: "1\n" * (n // 2),
    lambda n: "<b>" * (n // 3),
    lambda n: "tensor(" * (n // 7),
    lambda n: "1e5 " * (n // 4) + "x",
)


@dataclass(frozen=True)
class Hostile:
    """One text, and what kind it is."""

    kind: str
    text: str

    def __str__(self) -> str:
        told = self.text if len(self.text) < 80 else f"{self.text[:40]}… ({len(self.text):,})"
        return f"{self.kind} {told!r}"


_KINDS = {"markup": MARKUP, "latex": LATEX, "code": CODE, "signs": SIGNS, "numbers": NUMBERS}


def hostile(chance: random.Random, longest: int) -> Hostile:
    """One at random: a known one, two of them mixed, or a long one of up to `longest` letters."""
    kind = chance.choice([*_KINDS, "mixed", "long", "noise"])
    if kind in _KINDS:
        return Hostile(kind, chance.choice(_KINDS[kind]))
    if kind == "long":
        size = int(10 ** chance.uniform(2, 1e-9 + len(str(longest)) - 1))
        return Hostile(kind, chance.choice(LONG)(min(size, longest)))
    if kind == "noise":
        letters = [chr(chance.randrange(1, 0xD800)) for _ in range(chance.randrange(1, 60))]
        return Hostile(kind, "".join(letters))
    parts = [chance.choice(_KINDS[chance.choice(list(_KINDS))]) for _ in range(3)]
    return Hostile(kind, chance.choice(["", ",", " "]).join(parts))


def parameters() -> tuple[str, ...]:
    """Every parameter of a link that the app's source knows, and one that nobody knows."""
    found = set(DEFAULTS) | {"nobody_knows"}
    for path in (ROOT / "ui").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"(?:query_params|params)(?:\.get\(|\[)\s*\"(\w+)\"", source))
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id.endswith("NAMES")
                for target in node.targets
            ):
                found |= _texts(node.value)
    for path in (ROOT / "ui").rglob("*.js"):
        source = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"(?:address|link)\.get\(\"(\w+)\"\)", source))
    return tuple(sorted(found))


def _texts(node: ast.expr) -> set[str]:
    """The texts of a tuple of texts."""
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return set()
    if not isinstance(value, tuple):
        return set()
    return {text for text in value if isinstance(text, str) and text.isidentifier()}


def as_query(params: dict[str, str]) -> str:
    return "&".join(f"{name}={quote(text, safe='')}" for name, text in params.items())
