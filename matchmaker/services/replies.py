"""What a reply by mail says itself, and what it only quotes."""

REPLY_LINE = "##- Hãy trả lời phía trên dòng này · Please reply above this line -##"
"""The first line of the mails that may be answered; all below it was ours."""
