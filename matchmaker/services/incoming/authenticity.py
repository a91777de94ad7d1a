"""Whether a mail comes from where it says, as our own mail server found out (RFC 8601)."""

import re

from matchmaker.services.incoming.letter import Letter

_RESULT = re.compile(r"\b(dmarc|dkim|spf)\s*=\s*([a-z]+)", re.IGNORECASE)
_FAILED = {"fail", "permerror"}


def is_forged(letter: Letter, server: str) -> bool:
    """Say whether our mail ``server`` found that somebody else sent ``letter``.

    DMARC decides where it was tried; else a failed SPF or DKIM does, unless the other passed. What
    other servers say is not believed; ours has to take out what claims to be its own word.
    """
    if not server:
        return False
    found: dict[str, set[str]] = {}
    for header in letter.headers("Authentication-Results"):
        name, _semicolon, results = header.partition(";")
        if name.split()[:1] == [server]:
            for method, result in _RESULT.findall(re.sub(r"\([^()]*\)", " ", results)):
                found.setdefault(method.lower(), set()).add(result.lower())
    if "dmarc" in found:
        return not _FAILED.isdisjoint(found["dmarc"])
    others = set().union(*found.values())
    return not _FAILED.isdisjoint(others) and "pass" not in others
