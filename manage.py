#!/usr/bin/env python
"""Django's command line. Without DJANGO_SETTINGS_MODULE it runs with the settings of a real installation; `restore`
with those of one that is not there yet.
"""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    room = "restoring" if sys.argv[1:2] == ["restore"] else "base"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"carisecure.settings.{room}")
    execute_from_command_line(sys.argv)
