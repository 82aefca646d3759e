#!/bin/sh
# pyrage 1.4.0 (age files): the same bytes sealed for the same recipient, again and again.
# Expected: files of one size, because the header is of one recipient and the body is cut into pieces of fixed length:
# so the size of a sealed file can be told beforehand, compared, or written into a list.
# Behaviour: sizes differ from run to run, by up to some 150 bytes. The writer puts a stanza of random name and length
# beside the recipient's (age calls it grease), which readers ignore. Each of them opens to the same bytes.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env" && "$work/env/bin/pip" install --quiet pyrage==1.4.0 || exit 2
"$work/env/bin/python" - <<'EOF'
import sys
from importlib.metadata import version

from pyrage import decrypt, encrypt, x25519

print("pyrage", version("pyrage"))
identity = x25519.Identity.generate()
text = b"a statement of three pages" * 100
sealed = [encrypt(text, [identity.to_public()]) for _ in range(200)]
sizes = sorted({len(one) for one in sealed})
opened = all(decrypt(one, [identity]) == text for one in sealed)
print(len(text), "bytes became files of", len(sizes), "sizes, from", sizes[0], "to", sizes[-1], "bytes")
if not (opened and len(sizes) > 5):
    print("the behaviour has changed")
    sys.exit(1)
EOF
[ "$?" -eq 0 ] || exit 1
