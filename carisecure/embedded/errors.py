"""What can go wrong before anything runs, in one sentence for the person at the keyboard."""


class CannotStart(Exception):
    """A server or a service could not be started; the message says what to do."""


class StopRequested(Exception):
    """Ctrl-C, a closed terminal, or a stop from outside: wind down, nothing is wrong."""
