"""Online payments through acquirers."""
