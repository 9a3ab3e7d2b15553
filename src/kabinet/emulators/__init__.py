"""Stand-ins for the outside services: YooKassa, SMS.ru, SMSC.ru and a mail server.

They speak the real protocols, show what would have been sent and misbehave on command. The package knows nothing of the
rest of Kabinet: the product meets it only over HTTP and SMTP, as it meets the real services.
"""
