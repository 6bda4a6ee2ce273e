"""Django's upload hook: the network's chunks go straight into staging, and a refusal is kept for the view to show."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from ..refusal import Refusal
from .staging import Staged


class StagedUpload(UploadedFile):  # type: ignore[type-arg]  # no type argument at run time
    """What a form's file field holds: a finished `staged` file, or the `refusal` that stopped it."""

    def __init__(self, file_name: str, staged: Staged | None, refusal: Refusal | None) -> None:
        super().__init__(None, file_name, size=staged.size if staged else 0)
        self.staged = staged
        self.refusal = refusal

    def take(self) -> Staged:
        """The staged file, or the refusal raised."""
        if self.refusal:
            raise self.refusal
        assert self.staged is not None
        return self.staged

    def close(self) -> None:
        """Called by Django when the request ends: what was not kept is removed."""
        if self.staged:
            self.staged.discard()


class StagingHandler(FileUploadHandler):
    """Streams each file of a form into staging. A refused file is read past, so that the rest of the form survives."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._staged: Staged | None = None
        self._refusal: Refusal | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._staged = self._refusal = None
        if not self.file_name:
            raise SkipFile
        try:
            self._staged = Staged(self.file_name)
        except Refusal as refusal:
            self._refusal = refusal

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._staged and not self._refusal:
            try:
                self._staged.write(raw_data)
            except Refusal as refusal:
                self._refusal = refusal

    def file_complete(self, file_size: int) -> StagedUpload:
        staged, refusal = self._staged, self._refusal
        self._staged = None
        if staged and not refusal:
            try:
                staged.finish()
            except Refusal as late:
                refusal = late
        return StagedUpload(self.file_name or "", None if refusal else staged, refusal)

    def upload_interrupted(self) -> None:
        if self._staged:
            self._staged.discard()
            self._staged = None
