"""`python -m kabinet.emulators`: the emulators by themselves."""

from kabinet.emulators.command import emulators

if __name__ == "__main__":
    emulators()
