"""Users, agencies, roles, sign-in."""
