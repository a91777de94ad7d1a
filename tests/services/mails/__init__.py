"""Tests of mails that go out."""
