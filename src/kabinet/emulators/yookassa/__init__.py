"""The YooKassa emulator: API v3 and the payment page."""
