"""The table of texts that the cells point into."""

from . import limits
from .limits import Refused
from .xmlpart import local_name, parse


class TextGatherer:
    """Text of <si> or <is>: plain or in runs, without the reading aids for Chinese characters.

    Stops one past what a cell may hold, so that a long text is noticed without being kept.
    """

    def __init__(self):
        self.clear()

    def clear(self):
        self.pieces, self.length = [], 0
        self.in_text = self.in_phonetic = False

    def start(self, tag):
        if tag == "t":
            self.in_text = not self.in_phonetic
        elif tag == "rPh":
            self.in_phonetic = True

    def end(self, tag):
        if tag == "t":
            self.in_text = False
        elif tag == "rPh":
            self.in_phonetic = False

    def text(self, data):
        if self.in_text and self.length <= limits.TEXT_LENGTH:
            piece = data[: limits.TEXT_LENGTH + 1 - self.length]
            self.pieces.append(piece)
            self.length += len(piece)

    def joined(self):
        return "".join(self.pieces)


def shared_strings(archive, name):
    if not name:
        return []
    strings, gatherer, total = [], TextGatherer(), 0

    def start(tag, _attributes):
        tag = local_name(tag)
        if tag == "si":
            gatherer.clear()
        else:
            gatherer.start(tag)

    def end(tag):
        nonlocal total
        tag = local_name(tag)
        if tag != "si":
            return gatherer.end(tag)
        strings.append(gatherer.joined())
        total += gatherer.length
        if len(strings) > limits.CELLS:
            raise Refused("too_many_cells")
        if total > limits.SHARED_TEXT_LENGTH:
            raise Refused("too_much_text")

    parse(archive, name, start=start, end=end, text=gatherer.text)
    return strings
