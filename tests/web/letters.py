"""What is found in the mails that were written."""

import re


def link_in(mail):
    """Return the path of the one page that a mail of a single notification opens."""
    return re.search(r"http://127.0.0.1:8000(/notifications/\d+/open)", mail.text).group(1)
