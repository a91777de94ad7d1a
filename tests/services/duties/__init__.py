"""Tests of what the law asks of a contract."""
