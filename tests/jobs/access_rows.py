"""Who may ask the URLs of jobs: everybody who is signed in, about their own."""

from tests.access.table import EVERYBODY, Row

ROWS = [
    Row("jobs:mine", EVERYBODY),
    Row("jobs:show", EVERYBODY, "job"),
    Row("jobs:cancel", EVERYBODY, "job", ("POST",)),
    Row("jobs:ask_again", EVERYBODY, "job", ("POST",)),
    Row("jobs:file", EVERYBODY, "job_file"),
]
