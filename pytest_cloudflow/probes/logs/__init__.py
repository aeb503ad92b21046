"""What services write to their logs, as oslo.log formats it.

Only what a line says becomes an event. Each reader takes the lines of one kind of service.
"""

from ._line import Line, Lines
from ._readers import Reader, reader_of
from ._service import service_of

__all__ = ["Line", "Lines", "Reader", "reader_of", "service_of"]
