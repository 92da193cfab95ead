"""Debug in a real browser: paste, press an example, upload, copy the report, keys alone."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from rope_core import RopeSpec, rotate
from rope_core.diagnosis import BUGS, diagnose
from rope_core.reading.tensors import MAX_BYTES
from tests.browser.browser_support import button, field_named, go, pick, settled
from ui.debug.remember import MOST_KEPT

SPEC = RopeSpec(8, pairing="half_split")
X = np.random.default_rng(0).standard_normal((6, 8)).astype(np.float32)
LATE = rotate(X, np.arange(6) + 1, SPEC)
SAID = "This is half_split RoPE with base 10,000, but positions start at 1."
#: The same where nothing was said of what is meant.
OPEN = (
    "Consistent with half_split RoPE with base 10,000, but positions start at 1; "
    "not compared with any intent."
)


@pytest.fixture
def debug(page: Page, app_url: str) -> Page:
    go(page, f"{app_url}/debug")
    expect(field_named(page, "x, before the rotation")).to_be_visible()
    # A field that is drawn again while somebody types into it loses the focus.
    return settled(page)


def verdict(page: Page) -> Locator:
    return page.locator(".debug .verdict h2")


def paste(page: Page, label: str, text: str) -> None:
    field = field_named(page, label)
    field.fill(text)
    field.press("Control+Enter")


def show(array: np.ndarray) -> str:
    return np.array2string(array, precision=8, threshold=10**6, separator=", ")


def test_pasted_tensors_get_a_verdict_with_its_evidence(debug: Page) -> None:
    paste(debug, "x, before the rotation", f"tensor({show(X)})")
    paste(debug, "y, after it", show(LATE))
    paste(debug, "rope_theta", "10000")
    debug.get_by_role("radiogroup", name="Convention").get_by_role(
        "radio", name="half_split"
    ).click()
    expect(verdict(debug)).to_have_text(SAID)
    expect(debug.locator(".debug .fix h3")).to_have_text(BUGS["off_by_one"].title)
    button(debug, "NumPy").click()
    expect(debug.locator(".debug .fix code")).to_have_text(BUGS["off_by_one"].numpy)
    # The picture, its sentence and its table say the same.
    expect(debug.locator(".angle-picture path.off")).to_have_count(4)
    expect(debug.get_by_text("At position 1: 4 of 4 pairs not as meant.")).to_be_visible()
    debug.get_by_text("The same as a table").click()
    angles = debug.get_by_role("group", name="The angle each pair was turned by").locator(
        "tbody tr"
    )
    expect(angles).to_have_count(4)
    expect(angles.first.locator("td")).to_have_text(["2.0000", "1.0000", "no"])
    tried = debug.get_by_role("group", name="What was tried").locator("tbody tr")
    expect(tried.first).to_contain_text("positions start at 1")
    expect(tried.nth(1)).to_contain_text("as meant")


def test_one_click_shows_an_example_and_another_follows(debug: Page) -> None:
    debug.get_by_role("radio", name="inv_freq: another base", exact=True).click()
    expect(verdict(debug)).to_have_text(
        "This is inv_freq for base 500,000, but base 10,000 was expected."
    )
    expect(button(debug, "Nothing wrong")).to_have_count(0)
    pick(debug, "Try an example", "Rotated backwards")
    expect(verdict(debug)).to_contain_text("it turns backwards")
    # On to the Learn pages, with these numbers.
    link = debug.get_by_role("link", name="Work it by hand on Rotate")
    with debug.context.expect_page() as opened:
        link.click()
    rotated = opened.value
    expect(rotated.get_by_role("heading", level=1)).to_have_text("Rotate", timeout=30_000)
    expect(field_named(rotated, "Head dimension")).to_have_value("8")
    assert "pairing=half_split" in rotated.url


def test_what_is_chosen_and_opened_stays_so_with_the_next_verdict(debug: Page) -> None:
    pick(debug, "Try an example", "Rotated backwards")
    expect(verdict(debug)).to_contain_text("it turns backwards")
    button(debug, "NumPy").click()
    debug.get_by_text("The same as a table").click()
    pick(debug, "Try an example", "Positions off by one")
    expect(verdict(debug)).to_contain_text("positions start at 1")
    expect(button(debug, "NumPy")).to_have_attribute("aria-pressed", "true")
    expect(debug.locator(".debug .fix code")).to_have_text(BUGS["off_by_one"].numpy)
    expect(debug.get_by_role("group", name="The angle each pair was turned by")).to_be_visible()


def test_the_report_is_copied(new_page: Callable[..., Page], app_url: str) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    go(page, f"{app_url}/debug")
    paste(page, "x, before the rotation", show(X))
    paste(page, "y, after it", show(LATE))
    expect(verdict(page)).to_have_text(OPEN)
    button(page, "Copy the report").click()
    expect(button(page, "Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[0] == OPEN
    assert "Fix (PyTorch):" in copied
    assert copied.splitlines()[0] == diagnose(X, LATE).verdict


def npy(array: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


def safetensors(array: np.ndarray) -> bytes:
    data = array.astype("<f4").tobytes()
    entry = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [0, len(data)]}
    header = json.dumps({"late": entry}).encode()
    return struct.pack("<Q", len(header)) + header + data


def place_of(page: Page, name: str) -> Locator:
    place = page.get_by_test_id("stFileUploader").filter(has_text=f"File of {name}")
    return place.locator("input[type=file]")


def upload(page: Page, name: str, file: str, data: bytes) -> None:
    place_of(page, name).set_input_files(
        {"name": file, "mimeType": "application/octet-stream", "buffer": data}
    )


def test_files_are_read_and_a_pickle_is_not(debug: Page, tmp_path: Path) -> None:
    debug.get_by_text("Files instead:").click()
    upload(debug, "x", "x.npy", npy(X))
    expect(debug.get_by_text("Read as 6 × 8 float32.")).to_be_visible()
    upload(debug, "y", "late.safetensors", safetensors(LATE))
    expect(verdict(debug)).to_have_text(OPEN)
    debug.get_by_role("button", name="Remove late.safetensors").click()
    expect(verdict(debug)).to_have_count(0)
    upload(debug, "y", "y.npy", b"\x80\x04\x95 pickle")
    told = debug.get_by_role("alert").filter(has_text="y: received")
    expect(told).to_contain_text("Pickles (.pt, .pth, .pkl) are not opened")
    debug.get_by_role("button", name="Remove y.npy").click()
    huge = tmp_path / "huge.npy"
    huge.write_bytes(bytes(MAX_BYTES + 2**20))
    place_of(debug, "y").set_input_files(huge)
    expect(debug.get_by_text("File must be 64.0MB or smaller.")).to_be_visible()


def test_keys_alone_lead_from_the_fields_to_the_report(debug: Page) -> None:
    field_named(debug, "x, before the rotation").focus()
    debug.keyboard.insert_text(show(X))
    debug.keyboard.press("Tab")
    expect(field_named(debug, "y, after it")).to_be_focused()
    debug.keyboard.insert_text(show(LATE))
    debug.keyboard.press("Control+Enter")
    expect(verdict(debug)).to_have_text(OPEN)
    report = debug.locator(".debug .report summary")
    for _ in range(60):
        debug.keyboard.press("Tab")
        if report.evaluate("(node) => node === document.activeElement"):
            break
    expect(report).to_be_focused()
    debug.keyboard.press("Enter")
    expect(debug.locator(".debug .report pre")).to_contain_text(OPEN)


@pytest.mark.parametrize(("width", "height"), [(390, 800), (320, 800), (1024, 560)])
def test_a_low_screen_shows_the_verdict_at_once_and_never_scrolls_sideways(
    new_page: Callable[..., Page], app_url: str, width: int, height: int
) -> None:
    page = new_page(viewport={"width": width, "height": height})
    go(page, f"{app_url}/debug")
    # From the shelf, below the fields: the verdict comes to where the eyes are.
    page.get_by_role("radio", name="Rotated twice", exact=True).click()
    expect(verdict(page)).to_contain_text("it was turned twice")
    expect(verdict(page)).to_be_in_viewport()
    # From above the fields, which fill the screen: it stands at the lower edge.
    paste(page, "y, after it", show(LATE))
    paste(page, "x, before the rotation", show(X))
    glance = page.locator(".debug .glance")
    expect(glance).to_contain_text(SAID)
    # What was pasted into may stand so low that the verdict is in view, and nothing is needed.
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo({ top: 0, behavior: 'instant' })")
    expect(glance).to_be_visible()
    uncovered = """line => [...line.children].every(part => {
        const box = part.getBoundingClientRect();
        return line.contains(document.elementFromPoint(box.left + 1, box.top + 1));
    })"""
    assert glance.evaluate(uncovered), "the sidebar lies over the verdict"
    glance.click()
    expect(verdict(page)).to_be_in_viewport()
    expect(glance).to_be_hidden()
    wide = page.evaluate(
        """() => { const main = document.querySelector('[data-testid="stMain"]');
        return [main.scrollWidth - main.clientWidth,
            document.documentElement.scrollWidth - innerWidth]; }"""
    )
    assert max(wide) <= 0, wide


def test_what_was_put_in_survives_a_reload_and_a_new_tab_begins_anew(
    debug: Page, new_page: Callable[..., Page], app_url: str
) -> None:
    paste(debug, "x, before the rotation", show(X))
    paste(debug, "y, after it", show(LATE))
    paste(debug, "rope_theta", "10000")
    debug.get_by_role("radiogroup", name="Convention").get_by_role(
        "radio", name="half_split"
    ).click()
    expect(verdict(debug)).to_have_text(SAID)
    debug.reload()
    expect(verdict(debug)).to_have_text(SAID)
    expect(field_named(debug, "x, before the rotation")).to_have_value(show(X))
    other = new_page()
    go(other, f"{app_url}/debug")
    expect(field_named(other, "x, before the rotation")).to_have_value("")
    expect(other.locator(".debug .verdict")).to_have_count(0)


def test_files_come_back_after_a_reload_and_one_that_is_too_large_is_named(
    debug: Page, tmp_path: Path
) -> None:
    debug.get_by_text("Files instead:").click()
    both = io.BytesIO()
    np.savez(both, before=X, late=LATE)
    upload(debug, "x", "both.npz", both.getvalue())
    pick(debug, "Which array is x", "before: 6 × 8 float32")
    pick(debug, "Which array is y", "late: 6 × 8 float32")
    expect(verdict(debug)).to_have_text(OPEN)
    settled(debug)
    debug.reload()
    expect(verdict(debug)).to_have_text(OPEN)
    expect(debug.get_by_text("not kept through")).to_have_count(0)
    large = tmp_path / "large.npy"
    large.write_bytes(npy(np.zeros((1025, 4096), np.float32)))
    assert large.stat().st_size > MOST_KEPT
    place_of(debug, "y").set_input_files(large)
    expect(debug.get_by_text("Read as 1,025 × 4,096 float32.")).to_be_visible()
    settled(debug)
    debug.reload()
    expect(debug.get_by_text("not kept through the reload: large.npy")).to_be_visible()
    expect(debug.get_by_text("Read as 6 × 8 float32.").first).to_be_visible()
    # What was let go of does not come back.
    debug.get_by_text("Files instead:").click()
    debug.get_by_role("button", name="Remove both.npz").click()
    expect(debug.get_by_text("Read as")).to_have_count(0)
    settled(debug)
    debug.reload()
    expect(field_named(debug, "x, before the rotation")).to_be_visible()
    settled(debug)
    expect(debug.get_by_text("Which array is")).to_have_count(0)
