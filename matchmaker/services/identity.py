"""Who stands behind a blind need: shown to those let in, and masked in words for all others."""

import re
import unicodedata
from collections.abc import Iterable

from matchmaker.services.actors import Actor
from matchmaker.services.permissions import Permission, allows
from models import Need, Organisation, Posting
from models.text import fold

MASK = "[…]"

_LEGAL_FORMS = (
    r"hop tac xa( nong nghiep| thuy san| dich vu)*|htx|to hop tac|cong ty( tnhh| co phan| cp)?"
    r"( mot thanh vien| mtv)?|doanh nghiep( tu nhan)?|dntn|co so( san xuat)?|ho kinh doanh"
    r"|lang nghe|trang trai|nha may|xi nghiep|tap doan|cooperative|company"
)
_PLACE_KINDS = r"xa|phuong|thi tran|thi xa|dac khu|ap|thon|ban|lang|commune|ward|town"
_SHORTEST = 3
_SHORTEST_NUMBER = 8


def is_known(actor: Actor, posting: Posting) -> bool:
    """Say whether ``actor`` may learn who posted it."""
    return not isinstance(posting, Need) or allows(actor, Permission.NEED_IDENTITY, posting)


def shown(actor: Actor, posting: Posting, text: str) -> str:
    """Return ``text`` of ``posting`` as ``actor`` may read it."""
    return text if is_known(actor, posting) else masked(text, posting)


def masked(text: str, posting: Posting) -> str:
    """Put :data:`MASK` wherever ``text`` says who posted ``posting``, where, or how to reach them.

    People write their own name into their own words; accents, capitals and the legal form before
    the name do not matter, nor do the gaps in a number.
    """
    needles = {needle for needle in _needles(posting) if len(needle) >= _SHORTEST}
    if not needles or not text:
        return text
    folded, places = _folded(text)
    longest = sorted(needles, key=len, reverse=True)
    pattern = "|".join([*map(_words, longest), *_numbers(posting.organisation)])
    parts, end = [], 0
    for found in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", folded):
        start, stop = places[found.start()], places[found.end() - 1] + 1
        parts += [text[end:start], MASK]
        end = stop
    return "".join([*parts, text[end:]])


def _needles(posting: Posting) -> Iterable[str]:
    organisation = posting.organisation
    names = (organisation.name_vi, organisation.name_en, organisation.short_name)
    places = (organisation.commune, getattr(posting, "commune", ""))
    for names_or_places, kinds in ((names, _LEGAL_FORMS), (places, _PLACE_KINDS)):
        for name in names_or_places:
            whole = fold(name)
            yield whole
            core = re.sub(rf"^(?:{kinds})\s+", "", whole)
            if " " in core:
                yield core
    yield from filter(None, (fold(organisation.email), _domain(organisation.website)))
    yield from (each for each in map(fold, _spoken(organisation)) if " " in each)


def _spoken(organisation: Organisation) -> tuple[str, str]:
    """Return what is telling as a whole; one word of it may be any word."""
    return organisation.address, organisation.representative


def _domain(website: str) -> str:
    bare = re.sub(r"^\w+://|[/?#].*$", "", website.lower().strip())
    return bare.removeprefix("www.")


def _words(needle: str) -> str:
    return r"\s+".join(map(re.escape, needle.split()))


def _numbers(organisation: Organisation) -> Iterable[str]:
    """Return patterns of the telephone and the tax code, however their digits are set apart."""
    for number in (organisation.phone, organisation.tax_code):
        digits = re.sub(r"[^0-9]", "", number)
        if len(digits) >= _SHORTEST_NUMBER:
            yield r"[\s.()-]*".join(digits)


def _folded(text: str) -> tuple[str, list[int]]:
    """Return ``text`` folded, and for each letter of it the place it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for letter in unicodedata.normalize("NFD", char.lower().replace("đ", "d")):
            if not unicodedata.combining(letter):
                letters.append(letter)
                places.append(place)
    return "".join(letters), places
