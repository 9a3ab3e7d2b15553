"""The ground every capability stands on: events, access, money, clock, files, jobs, interface kit."""
