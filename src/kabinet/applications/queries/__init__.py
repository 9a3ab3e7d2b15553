"""What pages and other capabilities read of applications."""
