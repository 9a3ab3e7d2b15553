"""Tools of the repository: they are not a part of the product."""
