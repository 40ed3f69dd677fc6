"""The rules of a style sheet that some pages can use, told by the classes in their selectors."""

import re
from collections.abc import Collection, Iterator

CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
# Commas between selectors, not those within :is(…) or :not(…).
COMMA = re.compile(r",(?![^()]*\))")
WORD = re.compile(r"[_a-zA-Z][\w-]*")


def used_rules(css: str, words: Collection[str]) -> str:
    """``css`` (without comments) less the selectors that name a class outside ``words``.

    Rules without a class stay, as do at-rules that hold any rule that stays. A class that a page
    puts together from parts is not seen: write it out where it is used.
    """
    return "".join(_kept(css, words))


def _kept(css, words) -> Iterator[str]:
    for head, body in _blocks(css):
        if body is None:
            yield head
        elif head.startswith(("@media", "@supports", "@layer", "@container")):
            inner = used_rules(body, words)
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        else:
            selectors = [s for s in COMMA.split(head) if set(CLASS.findall(s)) <= words]
            if selectors:
                yield f"{','.join(selectors)}{{{body}}}"


def _blocks(css) -> Iterator[tuple[str, str | None]]:
    """(head, body) of every block on the outermost level; statements such as @charset have none."""
    at = 0
    while match := re.compile(r"[^{;]*[{;]").match(css, at):
        head, at = match[0], match.end()
        if head.endswith(";"):
            yield head, None
            continue
        end = _end_of_block(css, at)
        yield head[:-1].strip(), css[at:end]
        at = end + 1


def _end_of_block(css, at):
    """The place of the brace that closes the block whose inside begins at ``at``."""
    depth = 1
    for match in re.compile(r"[{}]").finditer(css, at):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return match.start()
    raise ValueError("A block is not closed.")
