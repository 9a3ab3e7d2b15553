"""What the cabinet and the office read of notifications."""
