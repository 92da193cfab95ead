"""What deploy/ says of limits, packages and headers is what the app itself says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_locked_packages_are_those_that_are_asked_for_and_each_has_its_digests() -> None:
    lock = text("deploy/requirements.lock")
    blocks = re.split(r"^(?=[a-z])", lock, flags=re.MULTILINE)[1:]
    locked = {block.partition("==")[0]: block for block in blocks}
    assert all("--hash=sha256:" in block for block in blocks)
    for line in (text("requirements.txt") + text("deploy/postgresql.txt")).split():
        name, bounds = re.match(r"([\w.-]+)(.*)", line).groups()  # type: ignore[union-attr]
        version = _version(locked[name].partition("==")[2].split()[0])
        for comparison, bound in re.findall(r"(>=|<(?!=))([\d.]+)", bounds):
            within = version >= _version(bound)
            assert within == (comparison == ">="), (name, version, bounds)


def _version(dotted: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", dotted)))


def test_what_is_said_of_python_is_what_is_tested() -> None:
    matrix = re.search(r"python: \[(.*)\]", text(".github/workflows/test.yml"))
    assert matrix
    tested = re.findall(r"\d+\.\d+", matrix[1])
    for name in ("README.md", "deploy/README.md"):
        said = re.sub(r"\s+", " ", text(name))
        assert f"a Python from {tested[0]} on" in said
        assert f"{tested[0]} to {tested[-1]} are tested" in said
        assert "← and → step only after a click inside" in said
    assert f'requires-python = ">={tested[0]}"' in text("pyproject.toml")


def test_a_body_may_be_as_large_as_a_file_that_the_page_takes() -> None:
    config = tomllib.loads(text(".streamlit/config.toml"))
    largest = config["server"]["maxUploadSize"]
    (nginx,) = re.findall(r"client_max_body_size (\d+)m;", text("deploy/nginx.conf"))
    (traefik,) = re.findall(r"maxRequestBodyBytes: (\d+)", text("deploy/kubernetes.yaml"))
    for allowed in (int(nginx), int(traefik) / 2**20):
        assert largest < allowed <= largest + 4


def test_both_proxies_have_one_policy() -> None:
    policies = {
        re.search(r"\"(default-src 'self'[^\"]*)\"", text(f"deploy/{name}"))[1]  # type: ignore[index]
        for name in ("nginx.conf", "kubernetes.yaml")
    }
    assert len(policies) == 1
    (policy,) = policies
    for part in ("object-src 'none'", "base-uri 'self'", "frame-ancestors 'self'"):
        assert part in policy
    assert "http" not in policy
    assert "'unsafe-eval'" not in policy


def test_both_proxies_stay_with_https_for_as_long() -> None:
    (nginx,) = re.findall(r'https +"max-age=(\d+)"', text("deploy/nginx.conf"))
    (traefik,) = re.findall(r"stsSeconds: (\d+)", text("deploy/kubernetes.yaml"))
    assert nginx == traefik
    assert "add_header Strict-Transport-Security $rope_strict" in text("deploy/nginx.conf")


def test_the_database_beside_the_app_is_the_one_its_address_names() -> None:
    database, app = text("deploy/postgresql.yaml"), text("deploy/kubernetes.yaml")
    (address,) = re.findall(r'url = "postgresql\+psycopg://(\w+):…@([\w-]+)/(\w+)\?', database)
    user, host, name = address
    assert f"name: POSTGRES_USER\n              value: {user}" in database
    assert f"name: POSTGRES_DB\n              value: {name}" in database
    assert f"kind: Service\nmetadata:\n  name: {host}\n" in database
    (labelled,) = re.findall(r"labels: &labels\n +(app\.kubernetes\.io/name: .+)", app)
    # From the app alone, and the app to nobody else.
    assert database.count(labelled) == 2
    assert "-r deploy/postgresql.txt" in text("requirements-dev.txt").splitlines()


def test_a_database_that_does_not_answer_is_given_up_after_seconds() -> None:
    """libpq itself waits for as long as the network does, minutes."""
    for name in ("README.md", "postgresql.yaml"):
        addresses = re.findall(r'url = "postgresql[^"]*"', text(f"deploy/{name}"))
        assert addresses
        assert all(re.search(r"[?&]connect_timeout=\d+", each) for each in addresses), name


def test_secrets_hide_no_file_and_are_in_no_repository() -> None:
    assert ".streamlit/secrets.toml" in text(".gitignore").split()
    for name in ("kubernetes.yaml", "Dockerfile"):
        assert "--secrets.files=/run/rope/secrets.toml" in text(f"deploy/{name}")
    assert "mountPath: /app" not in text("deploy/kubernetes.yaml")


def test_images_of_others_are_named_by_their_digests() -> None:
    digest = re.compile(r"[\w./:-]+@sha256:[0-9a-f]{64}")
    (base,) = re.findall(r"^ARG BASE=(\S+)", text("deploy/Dockerfile"), re.MULTILINE)
    named = [base]
    for path in sorted((ROOT / "deploy").glob("*.yaml")):
        named += re.findall(r"^\s*image: *(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    others = [name for name in named if "rope-by-hand" not in name]
    assert len(others) >= 2
    assert all(digest.fullmatch(name) for name in others), others
