"""The integrators’ face: webhooks and the REST API."""
