"""The platform: accounts, access, audit, jobs, interface, countries. Nothing in here knows what trafficking is."""
