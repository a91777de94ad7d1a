"""Mails as people read them: subject, text and HTML, in the language of the reader."""
