"""The organisation that runs the site: its details and brand, its legal texts, the figures that the law sets for it."""
