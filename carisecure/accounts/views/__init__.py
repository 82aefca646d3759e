"""Signing in and out, and the administrator's pages."""
