"""The engine over the database: what it reads, keeps, learns, and how good it is."""
