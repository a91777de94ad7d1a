"""Tests of a deal, from its match to what it has brought."""
