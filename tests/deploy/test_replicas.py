"""Two app processes behind a real nginx with the file of deploy/; one is ended under a class."""

from __future__ import annotations

import asyncio
import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.browser_support import settled
from tests.deploy.deploy_support import CHROMIUM, ROOT, program
from tests.load.servers import Server, free_port, healthy
from tests.load.wire import Session
from ui.app.course import COURSE

MAIN = """
daemon off;
worker_processes 1;
pid {place}/pid;
error_log {place}/error.log;
events {{ worker_connections 512; }}
http {{
    log_format replica '$upstream_addr $sent_http_set_cookie';
    access_log {place}/access.log replica;
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    include {place}/rope.conf;
}}
"""


@dataclass
class Site:
    """The address everyone knows, and the replicas behind it."""

    url: str
    replicas: list[Server]
    place: Path

    def new_cookie(self) -> str:
        """What a new browser is given by its first page."""
        with urllib.request.urlopen(f"{self.url}/", timeout=10) as answer:
            return str(answer.headers["Set-Cookie"]).split(";")[0]

    def replica_of(self, cookie: str) -> Server:
        """The replica that answered this cookie last."""
        log = (self.place / "access.log").read_text(encoding="utf-8")
        lines = [line for line in log.splitlines() if cookie in line]
        port = re.findall(r":(\d+)", lines[-1].split(" rope_replica")[0])[-1]
        return next(replica for replica in self.replicas if str(replica.port) == port)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    nginx = program("nginx", hint="install it (apt-get install nginx-light) to test replicas")
    replicas = [Server(), Server()]
    port = free_port()
    conf = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    for told, here in (
        ("127.0.0.1:8501", f"127.0.0.1:{replicas[0].port}"),
        ("127.0.0.1:8502", f"127.0.0.1:{replicas[1].port}"),
        ("listen 8500;", f"listen 127.0.0.1:{port};"),
    ):
        assert conf.count(told) == 1, told
        conf = conf.replace(told, here)
    (tmp_path / "rope.conf").write_text(conf, encoding="utf-8")
    (tmp_path / "main.conf").write_text(MAIN.format(place=tmp_path), encoding="utf-8")
    command = [nginx, "-p", str(tmp_path), "-c", str(tmp_path / "main.conf")]
    subprocess.run([*command, "-t", "-q"], check=True, timeout=30)
    with replicas[0], replicas[1]:
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        url = f"http://127.0.0.1:{port}"
        give_up = time.monotonic() + 20
        while not healthy(url):
            assert time.monotonic() < give_up, "nginx does not answer"
            time.sleep(0.05)
        yield Site(url, replicas, tmp_path)
        process.terminate()
        process.wait(10)


async def come_back(url: str, cookie: str, old: Session) -> Session:
    """What a browser does when its connection is lost: again, with all it has."""
    give_up = time.monotonic() + 20
    while True:
        try:
            session = await Session.connect(url, cookie, old.session_id)
            break
        except Exception:  # noqa: BLE001  (a refused handshake is of many types)
            assert time.monotonic() < give_up, "no replica takes the session"
            await asyncio.sleep(0.2)
    session.path, session.query = old.path, old.query
    session.page_hash, session.widgets = old.page_hash, old.widgets
    return session


def test_sessions_stick_and_come_back_with_their_problem(site: Site) -> None:
    asyncio.run(_sessions_stick_and_come_back(site))


async def _sessions_stick_and_come_back(site: Site) -> None:
    class_size = 16
    cookies = [site.new_cookie() for _ in range(class_size)]
    assert len(set(cookies)) == class_size
    sessions = []
    for number, cookie in enumerate(cookies):
        session = await Session.connect(site.url, cookie)
        await session.open("/rotate?k=0.5,1,1.5,2&q=1,2,3,4")
        run = await session.change("Query position m", str(100 + number))
        assert not run.exceptions
        sessions.append(session)

    # A connection that is lost and taken up again meets its own session: it stuck.
    for number in (0, 1, 2, 3):
        await sessions[number].close()
        again = await come_back(site.url, cookies[number], sessions[number])
        await again.rerun()
        assert again.session_id == sessions[number].session_id
        sessions[number] = again

    where = [site.replica_of(cookie) for cookie in cookies]
    assert {replica.port for replica in where} == {replica.port for replica in site.replicas}

    ended = site.replicas[0]
    ended.stop()
    for number, cookie in enumerate(cookies):
        session = sessions[number]
        if where[number] is ended:
            session = await come_back(site.url, cookie, session)
            run = await session.rerun()
            assert session.session_id != sessions[number].session_id, "the session was not new"
        else:
            run = await session.rerun()
        assert not run.exceptions
        assert session.widgets["Query position m"].value == str(100 + number)
        assert f"m={100 + number}" in session.query
        assert "q=1" in session.query
        # And it can be worked on.
        run = await session.change("Query position m", str(200 + number))
        assert f"m={200 + number}" in session.query
        assert not run.exceptions
        await session.close()

    # New learners come in as if nothing had happened.
    newcomer = await Session.connect(site.url, site.new_cookie())
    assert not (await newcomer.open("/cancel?m=9")).exceptions
    await newcomer.close()


def test_a_browser_keeps_problem_and_step_when_its_replica_ends(site: Site) -> None:
    chromium = program(*CHROMIUM, hint="install Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{site.url}/rotate?m=7&step=4")
        count = page.locator(".rope .count")
        expect(count).to_have_text(re.compile("^4 of"), timeout=30_000)
        page.get_by_role("button", name="Next step", exact=True).click()
        expect(count).to_have_text(re.compile("^5 of"))
        field = page.get_by_role("textbox", name="Query position m")
        field.fill("11")
        field.press("Enter")
        expect(page).to_have_url(re.compile("m=11"))
        cookie = next(c for c in page.context.cookies() if c["name"] == "rope_replica")
        # Streamlit's page connects again by itself; then the other replica has the problem.
        with page.expect_websocket(timeout=30_000):
            site.replica_of(f"rope_replica={cookie['value']}").stop()
        settled(page)
        field.fill("12")
        field.press("Enter")
        expect(page).to_have_url(re.compile("m=12"), timeout=30_000)
        expect(page.get_by_role("button", name=re.compile("q at position 12"))).to_be_visible()
        expect(count).to_have_text(re.compile("^5 of"))
        expect(page).to_have_url(re.compile("step=5"))
        browser.close()


def test_pages_work_under_the_policy_and_answers_carry_it(site: Site) -> None:
    """Nothing a page loads or runs is refused; frames of other sites, bodies and files are."""
    with urllib.request.urlopen(f"{site.url}/", timeout=10) as answer:
        headers = answer.headers
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "HttpOnly; SameSite=Lax" in headers["Set-Cookie"]
    chromium = program(*CHROMIUM, hint="install Chromium")
    refused: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda said: refused.append(said.text) if _is_refusal(said.text) else 0)
        for entry in COURSE:
            page.goto(f"{site.url}/{entry.path}")
            expect(page.locator("h1")).to_have_text(entry.title, timeout=30_000)
            settled(page)
        page.goto(f"{site.url}/debug")
        page.get_by_text("Files instead:").click()
        place = page.get_by_test_id("stFileUploader").filter(has_text="File of x")
        file = {
            "name": "x.json",
            "mimeType": "application/json",
            "buffer": b"[1, 2]" + b" " * 10**6,
        }
        place.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        expect(page.get_by_text("Read as 2 numbers.")).to_be_visible(timeout=30_000)
        browser.close()
    assert not refused, refused[:5]
    large = urllib.request.Request(f"{site.url}/rotate", data=b"x" * 200_000, method="POST")
    with pytest.raises(urllib.error.HTTPError, match="413"):
        urllib.request.urlopen(large, timeout=10)


def _is_refusal(text: str) -> bool:
    return "Content Security Policy" in text or "Refused to" in text
