"""What every page must be: one h1, a title that starts with it, labelled fields, nothing inline."""

from html.parser import HTMLParser

_FIELDS = {"input", "select", "textarea"}
_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_OPTIONAL_END = {"li", "p", "option", "tr", "td", "th", "dt", "dd", "thead", "tbody", "tfoot"}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.faults, self.ids, self.labelled, self.fields = [], [], set(), []
        self.headings, self.title, self._open = [], "", []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self._check_inline(tag, attributes)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "label" and "for" in attributes:
            self.labelled.add(attributes["for"])
        if tag in _FIELDS:
            self._check_field(tag, attributes)
        if tag == "h1":
            self.headings.append("")
        if tag == "form" and "action" not in attributes:
            self.faults.append("a form without an action")
        if tag == "img" and "alt" not in attributes:
            self.faults.append(f"an image without alt: {attributes.get('src')}")
        if tag not in _VOID:
            self._open.append(tag)

    def _check_inline(self, tag, attributes):
        for name in attributes:
            if name == "style" or name.startswith("on"):
                self.faults.append(f"<{tag} {name}=…> is refused by our Content-Security-Policy")
        inert = attributes.get("type") == "application/json"
        if tag == "script" and "src" not in attributes and not inert:
            self.faults.append("an inline script")
        for name in ("src", "href"):
            address = attributes.get(name) or ""
            loads = tag in {"script", "img", "link", "iframe", "source"}
            if loads and address.startswith(("http:", "https:", "//")):
                self.faults.append(f"{tag} loads from another host: {address}")

    def _check_field(self, tag, attributes):
        silent = {"hidden", "submit", "button"}
        if attributes.get("type") in silent:
            return
        named = "aria-label" in attributes or "aria-labelledby" in attributes
        self.fields.append((attributes.get("id"), named or "label" in self._open))

    def handle_endtag(self, tag):
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        elif tag not in _OPTIONAL_END:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if "title" in self._open and "svg" not in self._open:
            self.title += data
        if "h1" in self._open:
            self.headings[-1] += data


def check(html):
    """Fail with everything that is wrong with the page."""
    reader = _Reader()
    reader.feed(html)
    faults = list(reader.faults)
    if len(reader.headings) != 1:
        faults.append(f"{len(reader.headings)} h1")
    heading = " ".join("".join(reader.headings).split())
    if not heading or not " ".join(reader.title.split()).startswith(heading):
        faults.append(f"the title {reader.title.strip()!r} does not start with the h1 {heading!r}")
    faults += [f"the id {each!r} twice" for each in set(reader.ids) if reader.ids.count(each) > 1]
    faults += [
        f"a field without a label: {name}"
        for name, named in reader.fields
        if not named and name not in reader.labelled
    ]
    if "None" in html.split():
        faults.append("the word None on the page")
    assert not faults, "; ".join(faults)
