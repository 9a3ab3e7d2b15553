"""What surrounds every page: middleware, error pages, health."""
