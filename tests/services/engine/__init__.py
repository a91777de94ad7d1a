"""Tests of the engine over the database."""
