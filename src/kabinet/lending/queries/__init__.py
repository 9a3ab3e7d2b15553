"""What pages, printouts and other capabilities read of lending."""
