"""glance: images. What an image is (its metadata), and its data.

An image is first entered, which gives it an id (`queued`), and then its data are uploaded (`active`). nova-compute asks
for the metadata and fetches the data when it builds a server (steps 19 and 21).

`model` has the images, `data` keeps what is uploaded, `rest` is the API v2 over them.
"""

from .data import Data
from .model import Image, Images
from .service import NAME, Glance
from .shows import IMAGE_FILE, SHOW_IMAGE

__all__ = ["IMAGE_FILE", "NAME", "SHOW_IMAGE", "Data", "Glance", "Image", "Images"]
