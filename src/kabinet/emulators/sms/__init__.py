"""The SMS emulators: SMS.ru and SMSC.ru."""
