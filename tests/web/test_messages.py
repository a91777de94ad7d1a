"""The messages of Flask-Security and WTForms, which ship no Vietnamese."""

from importlib.resources import files

import pytest
from babel.messages.pofile import read_po
from babel.support import Translations
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, StringField
from wtforms.validators import Length

from matchmaker.config import TRANSLATIONS

TEMPLATES = {
    "flask_security": files("flask_security") / "translations" / "flask_security.pot",
    "wtforms": files("wtforms") / "locale" / "wtforms.pot",
}


@pytest.mark.parametrize("domain", TEMPLATES)
def test_every_message_of_the_installed_version_is_translated(domain):
    with (TRANSLATIONS / "vi" / "LC_MESSAGES" / f"{domain}.po").open("rb") as catalogue:
        ours = read_po(catalogue, locale="vi", domain=domain)
    with TEMPLATES[domain].open("rb") as template:
        wanted = [message.id for message in read_po(template) if message.id]

    assert [key for key in wanted if not (ours.get(key) and ours.get(key).string)] == []
    assert [error for _message, errors in ours.check() for error in errors] == []


@pytest.mark.parametrize("domain", TEMPLATES)
def test_the_compiled_catalogue_is_the_written_one(domain):
    folder = TRANSLATIONS / "vi" / "LC_MESSAGES"
    with (folder / f"{domain}.po").open("rb") as catalogue:
        written = {
            (message.id if isinstance(message.id, str) else message.id[0]): message.string
            for message in read_po(catalogue, locale="vi")
            if message.id
        }
    compiled = Translations.load(TRANSLATIONS, ["vi"], domain)

    for key, text in written.items():
        plural = not isinstance(text, str)
        assert (compiled.ngettext(key, key, 1) if plural else compiled.gettext(key)) == (
            text[0] if plural else text
        )


class Sample(FlaskForm):
    name = StringField("Tên", validators=[Length(min=5)])
    number = IntegerField("Số")


def errors(app, language):
    with app.test_request_context("/", headers={"Cookie": f"language={language}"}):
        form = Sample(MultiDict({"name": "abc", "number": "x"}))
        form.validate()
        return [str(form.name.errors[0]), str(form.number.errors[0])]


def test_validators_speak_the_readers_language(app, session):
    assert errors(app, "vi") == [
        "Mục này phải có ít nhất 5 ký tự.",
        "Mục này phải là số nguyên.",
    ]
    assert errors(app, "en") == [
        "Field must be at least 5 characters long.",
        "Not a valid integer value.",
    ]


def test_flask_security_speaks_the_readers_language(client):
    form = {"email": "lan", "password": "", "name": ""}

    assert "Địa chỉ email chưa đúng dạng" in client.post("/account/register", data=form).text
    client.set_cookie("language", "en")
    assert "Invalid email address" in client.post("/account/register", data=form).text
