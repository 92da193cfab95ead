"""A person's text is shown as it is, wherever it may stand: no link, no picture, no formula of it.

Each text is put into every place that takes one. Whatever is asked of another host fails a test by
itself (`Watch`); here it is looked at that nothing was made of the text that could be asked later.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_support import go, settled
from tests.browser.hostile import as_query, parameters

HOST = "other.invalid"
#: Short, because a message shows sixty characters of what it received.
TEXTS = (
    f"![x](http://{HOST}/p.png)",
    f"[x](http://{HOST}/l)",
    f"<img src=//{HOST}/h.png>",
    f"<b onclick=1>x</b> http://{HOST}/b www.{HOST}",
    rf"$\href{{http://{HOST}}}{{x}}$ $$x^2$$",
    f'=HYPERLINK("http://{HOST}")',
    ":red[x] :smile: :material/home: :100:",
    "`x` **x** ~~x~~ # x",
)
#: Further names, of arrays and of students.
MORE = (
    f"[x](javascript&colon;alert(1)) <http://{HOST}/a> ftp://{HOST}/a_b_c",
    f"[x]: //{HOST} [x][] ![x][y] mailto:a@{HOST} xmpp:a@{HOST}",
    f"&#91;x&#93;(http://{HOST}) &lt;b&gt; \\[x\\](//{HOST})",
    f"<details open ontoggle=1>//{HOST} <svg><a xlink:href=//{HOST}>x",
    rf"\(x\) \[\href{{http://{HOST}}}{{x}}\] $`x`$ $\text{{$x$}}$",
    ":blue-background[x] :violet-badge[y] :small[z] :orange[:green[a]]",
    "\u200b:red\u200b[x] \u202e:material/home:\u202c",
    "x | y ***x*** - [ ] t [^1]",
)
#: Elements that only Markdown, HTML or LaTeX could have made of a text.
_MADE = f"""() => [...document.querySelectorAll(
  'a, img, iframe, link, script, [onclick], .stApp .katex, .stApp del, [role=alert] img, '
  + '[role=alert] a, [role=alert] strong, [role=alert] h1, [role=alert] em, '
  + '[role=alert] [data-testid="stIconMaterial"], [role=alert] span[class*="colored"]')]
  .filter((node) => node.closest("[role=alert]") || !node.matches("a, img, iframe, link, script")
    || new URL(node.href || node.src || "about:blank", location).hostname.endsWith("{HOST}"))
  .filter((node) => !node.closest('[data-testid="stAlertDynamicIcon"]'))
  .map((node) => node.outerHTML.slice(0, 160))"""


def nothing_was_made(page: Page) -> None:
    assert settled(page).evaluate(_MADE) == []


def alerts(page: Page) -> str:
    """What they say; the joiners that keep an address from becoming a link are not seen."""
    told = " ".join(page.get_by_role("alert").all_inner_texts())
    return told.replace("\N{WORD JOINER}", "")


def put(page: Page, label: str, text: str) -> None:
    field = page.get_by_role("textbox", name=label, exact=True, include_hidden=True)
    field.fill(text, force=True)
    field.press("Control+Enter")
    field.press("Enter")


def uploaded(page: Page, name: str, file: str, data: bytes) -> None:
    place = page.get_by_test_id("stFileUploader").filter(has_text=f"File of {name}")
    place.locator("input[type=file]").set_input_files(
        {"name": file, "mimeType": "application/octet-stream", "buffer": data}
    )


def npz(names: tuple[str, ...]) -> bytes:
    one, out = io.BytesIO(), io.BytesIO()
    np.save(one, np.ones((2, 4)))
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(f"{name}.npy", one.getvalue())
    return out.getvalue()


def test_a_files_name_and_what_stands_in_it(page: Page, app_url: str) -> None:
    """Names of files, of arrays in them, keys of JSON; and the fields beside them."""
    go(page, f"{app_url}/debug")
    page.get_by_text("Files instead:").click()
    uploaded(page, "x", f"{TEXTS[0]}.npz".replace("/", "∕"), npz(TEXTS + MORE))
    choice = page.get_by_role("combobox", name="Which array is x")
    choice.click()
    for text in (TEXTS[0], TEXTS[4]):
        expect(page.get_by_role("option", name=f"{text}: 2 × 4 float64")).to_be_visible()
    nothing_was_made(page)
    page.get_by_role("option", name=TEXTS[0]).click()
    header = json.dumps({TEXTS[0]: {"dtype": TEXTS[1]}}).encode()
    data = len(header).to_bytes(8, "little") + header + bytes(8)
    uploaded(page, "y", f"{TEXTS[1]}.safetensors".replace("/", "∕"), data)
    expect(page.get_by_role("alert").filter(has_text="y: received")).to_contain_text(TEXTS[0])
    nothing_was_made(page)


def test_fields_and_keys_of_a_config(page: Page, app_url: str) -> None:
    go(page, f"{app_url}/debug")
    page.get_by_text("A config.json says more").click()
    put(page, "rope_theta", TEXTS[0])
    put(page, "Positions", TEXTS[4])
    put(page, "x, before the rotation", TEXTS[2])
    inner = {"head_dim": 8, "rope_scaling": {"rope_type": "linear", TEXTS[0]: 2}}
    put(page, "config.json", json.dumps(inner))
    for text in (TEXTS[0], TEXTS[4]):
        expect(page.get_by_role("alert").filter(has_text=text[:20]).first).to_be_visible()
    nothing_was_made(page)
    go(page, f"{app_url}/scale?view=config")
    for text in (TEXTS[1], TEXTS[3]):
        put(page, "Your config.json", json.dumps({"head_dim": 8, "rope_scaling": {text: 2}}))
        expect(page.get_by_role("alert").filter(has_text="rope_scaling").first).to_be_visible()
        nothing_was_made(page)
    for text in (TEXTS[4], TEXTS[6]):
        put(page, "Your config.json", json.dumps({"head_dim": text}))
        told = page.get_by_role("alert").filter(has_text="head_dim: received")
        expect(told).to_contain_text(text[:15])
        assert text in alerts(page)
        nothing_was_made(page)


def test_a_class_of_odd_names(page: Page, app_url: str) -> None:
    go(page, f"{app_url}/class")
    put(page, "Students' codes", "\n".join(f"{text} R2-1234" for text in MORE))
    expect(page.get_by_role("table").filter(has_text=MORE[1][:15]).first).to_be_visible()
    nothing_was_made(page)
    put(page, "Students' codes", "\n".join(f"{text} R2-1234" for text in TEXTS))
    expect(page.get_by_role("table").filter(has_text="refused").first).to_be_visible()
    for text in TEXTS[:2]:
        expect(page.get_by_role("table").filter(has_text=text[:15]).first).to_be_visible()
    assert "refused" in alerts(page)
    nothing_was_made(page)


@pytest.mark.parametrize("path", ["rotate", "scale", "practice"])
def test_every_parameter_of_a_link(new_page: Callable[..., Page], app_url: str, path: str) -> None:
    page = new_page()
    for text in (TEXTS[0], TEXTS[4]):
        query = as_query(dict.fromkeys(parameters(), text) | {"projector": "0"})
        page.goto(f"{app_url}/{path}?{query}")
        nothing_was_made(page)
        assert text[:20] in alerts(page)
