"""Files that people upload: what they are, cleaned and kept."""
