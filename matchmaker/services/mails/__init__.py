"""Mails: written to the database, sent, logged; and the addresses that answers come back to."""
