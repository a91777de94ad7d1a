"""The look: nothing from another host, nothing inline, colours that can be read."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "matchmaker" / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if not {"email", "emails"} & set(path.parts)]
SHEETS = sorted(STATIC.rglob("*.css"))
SCRIPTS = [path for path in STATIC.rglob("*.js") if VENDOR not in path.parents]
TOKEN = re.compile(r"--([\w-]+):\s*light-dark\((#\w{6}), (#\w{6})\)")
TONES = ("neutral", "info", "progress", "good", "warn", "bad", "off")


def name(path):
    return str(path.relative_to(ROOT))


def without_comments(path):
    return re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)


@pytest.fixture(scope="module")
def tokens():
    found = TOKEN.findall((STATIC / "site.css").read_text("utf-8"))
    return {token: (light, dark) for token, light, dark in found}


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    ]
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_vendored_files_are_those_that_versions_json_names():
    packages = json.loads((VENDOR / "VERSIONS.json").read_text("utf-8"))
    named = {file: digest for each in packages.values() for file, digest in each["files"].items()}
    there = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}

    assert there - {"VERSIONS.json"} == set(named)
    for file, digest in named.items():
        assert hashlib.sha256((VENDOR / file).read_bytes()).hexdigest() == digest, file


def test_vendored_versions_are_those_of_package_json():
    packages = json.loads((VENDOR / "VERSIONS.json").read_text("utf-8"))
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]

    assert {package: each["version"] for package, each in packages.items()} == wanted


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_no_style_sheet_fetches_from_another_host(path):
    text = path.read_text("utf-8")

    assert not re.search(r"@import|sourceMappingURL", text)
    assert not re.search(r"url\(\s*['\"]?(https?:|//)", text)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_no_template_breaks_the_content_security_policy(path):
    text = without_comments(path)

    assert not re.search(r"<[^>]*\sstyle\s*=", text), "inline style"
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text), "inline handler"
    assert not re.search(r"<style\b", text), "inline style sheet"
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag, tag


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_no_template_loads_from_another_host(path):
    loads = re.findall(
        r"<(?:script|link|img|iframe|source|use)\b[^>]*(?:src|href)=\"([^\"]*)",
        without_comments(path),
    )

    assert not [url for url in loads if url.startswith(("http:", "https:", "//"))]


def test_every_icon_a_template_names_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (VENDOR / "icons.svg").read_text("utf-8")))
    used = {
        icon: name(path)
        for path in TEMPLATES
        for icon in re.findall(r"\bicon\(\"([\w-]+)\"", without_comments(path))
    }

    assert {icon: where for icon, where in used.items() if icon not in sprite} == {}


def test_every_module_a_script_imports_is_there():
    for path in SCRIPTS:
        for target in re.findall(r"(?:from|import)\s*\(?\"(\.[^\"]+)\"", path.read_text("utf-8")):
            assert (path.parent / target).resolve().is_file(), (name(path), target)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(tokens, theme):
    behind = ("ground", "surface", "surface-2")
    pairs = [
        (text, back) for text in ("ink", "ink-soft", "brand-text", "demand-text") for back in behind
    ]
    pairs += [
        ("tone-bad", "ground"),
        ("tone-bad", "surface"),
        ("mark-ink", "mark"),
        ("demand-text", "demand-soft"),
        ("tone-progress", "brand-soft"),
    ]
    pairs += [(f"tone-{tone}", f"tone-{tone}-bg") for tone in TONES]

    faint = {
        pair: round(contrast(tokens[pair[0]][theme], tokens[pair[1]][theme]), 2) for pair in pairs
    }

    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_buttons_and_field_borders_stand_out(tokens, theme):
    assert contrast("#ffffff", tokens["brand"][theme]) >= 4.5
    assert contrast("#ffffff", tokens["brand-hover"][theme]) >= 4.5
    assert contrast(tokens["line-strong"][theme], tokens["surface"][theme]) >= 3
    assert contrast(tokens["focus"][theme], tokens["ground"][theme]) >= 3
