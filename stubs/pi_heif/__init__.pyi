# The part of pi-heif that is used here; the package brings no types of its own.

from typing import BinaryIO

from PIL.Image import Image

class HeifFile:
    @property
    def size(self) -> tuple[int, int]: ...
    def to_pillow(self) -> Image: ...

def open_heif(fp: BinaryIO) -> HeifFile: ...
