"""Large uploads while a request reads them: sealed in the temporary folder, under a key that is nowhere but in memory.

Django's own handler leaves a named file there in clear, which stays when the process is killed. This one has no name,
and whoever takes the disk while it is open finds ciphertext. Small ones (FILE_UPLOAD_MAX_MEMORY_SIZE) stay in memory.
"""

from __future__ import annotations

import os
import tempfile
import uuid
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from carisecure.access.vault.files import SealingStream, reader
from carisecure.access.vault.keyring import KEY_BYTES


class SealedUploadHandler(FileUploadHandler):
    """Takes every upload that the handler for memory has left."""

    _raw: IO[bytes] | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._id, self._key = uuid.uuid4(), os.urandom(KEY_BYTES)
        self._raw = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the request's files)
        self._sealing = SealingStream(self._raw, file_id=self._id, key=self._key)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._sealing.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:  # type: ignore[type-arg]  # takes a parameter for mypy only
        if self._raw is None:
            return None
        self._sealing.finish()
        self._raw.flush()
        return UploadedFile(
            file=reader(self._raw, key=self._key, file_id=self._id), name=self.file_name,
            content_type=self.content_type, size=file_size, charset=self.charset,
            content_type_extra=self.content_type_extra,
        )  # fmt: skip

    def upload_interrupted(self) -> None:
        if self._raw is not None:
            self._raw.close()
