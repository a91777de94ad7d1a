"""Tests of the pages about deals."""
