"""Tests of the pages about matches."""
