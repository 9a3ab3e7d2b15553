"""What pages, printouts and other capabilities read of the organisation."""
