"""Tests of mails that come in."""
