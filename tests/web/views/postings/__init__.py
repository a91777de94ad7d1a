"""Tests of the pages about postings."""
