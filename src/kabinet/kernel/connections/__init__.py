"""Connections to outside services, which an administrator sets: an operator chosen from a list, and what it gave.

A capability declares a kind (`sms`) and its providers; adding one is a file and a line. What the operator of the server
sets in the environment wins over what is typed in the office. Secrets lie sealed in the database.
"""
