"""Documents of loans to print."""
