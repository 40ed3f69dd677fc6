"""Uploads on their way in: to a private temporary file, never more than one file may hold.

The handler serves every page. Django reads a post before any view can choose another one: the
token against forged requests stands in it.
"""

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

from .limits import FILE_BYTES, REQUEST_BYTES


class CutFile(UploadedFile):
    """A file that is not kept: its name and true size are known, its content is not."""

    def __init__(self, name, content_type, size):
        super().__init__(file=None, name=name, content_type=content_type, size=size)

    def chunks(self, chunk_size=None):
        return iter(())

    def read(self, *_size):
        return b""

    def close(self):
        """Nothing is open."""


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Stores up to ``FILE_BYTES`` of a file and nothing from people who are not signed in.

    A larger file comes to the view as a ``CutFile`` that tells its size. Of a post that is larger
    than everything a report may hold nothing is read; ``request.is_upload_stopped`` says so.
    Temporary files belong to the server alone (mode 0600).
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.is_too_much = content_length > REQUEST_BYTES

    def new_file(self, *arguments, **options):
        if self.is_too_much:
            self.request.is_upload_stopped = True
            raise StopUpload(connection_reset=True)
        super().new_file(*arguments, **options)
        user = getattr(self.request, "user", None)
        self.is_cut = user is not None and not user.is_authenticated

    def receive_data_chunk(self, raw_data, start):
        self.is_cut = self.is_cut or start + len(raw_data) > FILE_BYTES
        if not self.is_cut:
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size):
        if not self.is_cut:
            return super().file_complete(file_size)
        self.file.close()
        return CutFile(self.file_name, self.content_type, file_size)
