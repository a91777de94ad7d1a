"""The forms of a page, as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_TEXTS = {"text", "email", "search", "tel", "url", "date", "number", "password", "textarea"}
_CHOICES = {"select", "radio", "checkbox"}


@dataclass
class Field:
    """One field: its kind ("text", "select", "hidden" …) and the values it would send."""

    kind: str
    values: list = field(default_factory=list)

    @property
    def is_text(self):
        return self.kind in _TEXTS

    @property
    def is_choice(self):
        return self.kind in _CHOICES


@dataclass
class PageForm:
    """One form: where it goes, how, and its fields by name."""

    action: str
    multipart: bool
    fields: dict = field(default_factory=dict)

    def sent(self, **changes):
        """Return what a browser would send, with ``changes``; files stay out."""
        values = {name: each.values for name, each in self.fields.items() if each.kind != "file"}
        return {**values, **changes}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self._form, self._field, self._option = [], None, None, False

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form" and attributes.get("method") == "post":
            multipart = attributes.get("enctype") == "multipart/form-data"
            self._form = PageForm(attributes["action"], multipart)
            self.forms.append(self._form)
        if self._form is None:
            return
        name = attributes.get("name")
        if tag in {"input", "select", "textarea", "button"} and name:
            self._take(tag, name, attributes)
        if tag == "option" and self._field is not None and "selected" in attributes:
            self._field.values.append(attributes.get("value", ""))

    def _take(self, tag, name, attributes):
        kind = attributes.get("type", "text") if tag == "input" else tag
        if kind in {"button", "submit", "image"} or name == "csrf_token":
            return
        each = self._form.fields.setdefault(name, Field(kind))
        if tag != "input":
            self._field = each
            if tag == "textarea":
                each.values.append("")
            return
        if kind not in {"radio", "checkbox", "file"} or "checked" in attributes:
            each.values.append(attributes.get("value") or "")

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        if tag in {"select", "textarea"}:
            self._field = None

    def handle_data(self, data):
        if self._field is not None and self._field.kind == "textarea":
            self._field.values[-1] += data


def forms_of(html):
    """Return the forms of ``html`` that are posted."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms
