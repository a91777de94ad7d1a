"""Use cases: what the platform does, in terms of models.

Every function takes the session first, changes models, and leaves the commit
to its caller. Nothing here knows of HTTP.
"""
