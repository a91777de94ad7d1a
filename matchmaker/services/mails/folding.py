"""Folding: how headers of a mail are broken into lines that every reader joins again."""

from email.header import Header
from email.policy import EmailPolicy


class Folding(EmailPolicy):
    """The policy of mails, whose subjects keep the blanks between their words.

    Python's own (gh-92081, until 3.13) breaks a long subject into encoded words and leaves out the
    blank between two of them, as readers do: "khép lại, và gợi ý" arrives as "khép lại, vàgợi ý".
    """

    def fold(self, name: str, value: str) -> str:
        """Return the header with its line ends."""
        if name.lower() != "subject" or value.isascii():
            folded: str = super().fold(name, value)
            return folded
        words = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {words}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return the header as it goes over the wire."""
        if name.lower() != "subject" or value.isascii():
            return super().fold_binary(name, value)
        return self.fold(name, value).encode("ascii")
