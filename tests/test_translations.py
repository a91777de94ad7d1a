"""Every message is there in both languages, with the same placeholders."""

import re

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from matchmaker.config import ROOT, TRANSLATIONS

CATALOGUES = [("en", "messages"), ("vi", "flask_security"), ("vi", "wtforms")]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "_l": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_ngettext": (1, 2),
}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def _catalogue(language, domain, suffix="po"):
    path = TRANSLATIONS / language / "LC_MESSAGES" / f"{domain}.{suffix}"
    with path.open("rb") as file:
        return read_po(file, locale=language) if suffix == "po" else read_mo(file)


def _written():
    with (ROOT / "babel.cfg").open() as file:
        mapping, options = parse_mapping_cfg(file)
    return {
        (context, _forms(message)[0])
        for _path, _line, message, _comments, context in extract_from_dir(
            ROOT, mapping, options, keywords=KEYWORDS
        )
    }


def _forms(text):
    return [text] if isinstance(text, str) else list(text)


def test_every_message_on_a_page_has_an_english_one():
    english = {
        (message.context, _forms(message.id)[0]): message.string
        for message in _catalogue("en", "messages")
    }

    missing = [text for text in _written() if not all(_forms(english.get(text) or ""))]

    assert missing == []


def test_the_english_catalogue_holds_nothing_that_is_no_longer_written():
    kept = {
        (message.context, _forms(message.id)[0])
        for message in _catalogue("en", "messages")
        if message.id
    }

    assert kept - _written() == set()


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_a_translation_keeps_the_placeholders(language, domain):
    changed = [
        message.id
        for message in _catalogue(language, domain)
        if message.id and message.string
        for translated in _forms(message.string)
        if set(_PLACEHOLDER.findall(translated))
        != set(_PLACEHOLDER.findall(_forms(message.id)[-1]))
    ]

    assert changed == []


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_the_compiled_catalogue_is_the_written_one(language, domain):
    """``make translations`` compiles them."""
    written = {
        (message.context, _forms(message.id)[0]): _forms(message.string)
        for message in _catalogue(language, domain)
        if message.id and all(_forms(message.string))
    }
    compiled = {
        (_text(message.context), _forms(message.id)[0]): _forms(message.string)
        for message in _catalogue(language, domain, "mo")
        if message.id
    }

    assert compiled == written


def _text(context):
    """Return a context as text; Babel before 2.19 reads bytes from compiled catalogues."""
    return context.decode() if isinstance(context, bytes) else context


@pytest.mark.parametrize("domain", ["flask_security", "wtforms"])
def test_every_message_of_a_library_has_a_vietnamese_one(domain):
    missing = [
        message.id for message in _catalogue("vi", domain) if not all(_forms(message.string))
    ]

    assert missing == []
