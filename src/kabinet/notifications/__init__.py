"""Messages to people by cabinet, e-mail and SMS."""
