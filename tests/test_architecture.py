"""Promises that hold for every file: layers, templates, migrations, strict CSP, no addresses."""

import ast
import importlib
import re
import subprocess
from enum import Enum
from functools import cache
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from q3plan.lib.icons import ICONS

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
PACKAGES = ("q3plan", "targets", "assignments", "reports")

# Imports run one way: a module may import from its own layer and from those before it.
LAYERS = (
    ("q3plan.lib", "q3plan.formats", "q3plan.templatetags", "q3plan.management"),
    ("q3plan.accounts", "q3plan.middleware"),
    ("targets",),
    ("assignments",),
    ("reports",),
    ("q3plan.urls", "q3plan.wsgi", "q3plan.settings"),
)

# Templates that Django and allauth look for themselves.
LOOKED_UP = re.compile(r"(4\d\d|500)\.html|(account|admin|allauth|django)/.*")


@cache
def files(suffix, *folders):
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob(f"*{suffix}"))
        if "__pycache__" not in path.parts
    ]


def sources():
    return files(".py", *PACKAGES)


@cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def shown(path, line=None):
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))


def report(problems, rule):
    assert not problems, f"{rule}\n" + "\n".join(problems)


def layer(module):
    for rank, prefixes in enumerate(LAYERS):
        if any(module == prefix or module.startswith(f"{prefix}.") for prefix in prefixes):
            return rank
    return None


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path):
    """(line, module) of every import of a file, inside functions too."""
    package = module_name(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            # `from q3plan import urls` names the module in the list.
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def test_imports_run_one_way():
    problems = [
        f"{shown(path, line)} imports {name}"
        for path in sources()
        if (own := layer(module_name(path))) is not None
        for line, name in imported(path)
        if (layer(name) or 0) > own
    ]
    report(problems, "Imports run q3plan.lib <- accounts <- targets <- assignments <- reports.")


# Inside reports, pure drawing and the records lie under every screen. What the model asks of the
# checks before a report is sent, and the totals that it keeps with what they count, are asked
# inside a function, from these files only.
FOUNDATIONS = {"models": {"models"}, "charts": {"charts"}, "posting": {"models", "posting"}}
ASK_THE_CHECKS = {"reports/models/completeness.py", "reports/models/round.py"}
KEEP_TOTALS = {"reports/models/review_steps.py", "reports/models/round.py"}


def test_the_records_know_no_screen():
    problems = []
    for path in sources():
        _app, _, part = module_name(path).partition("reports.")
        allowed = FOUNDATIONS.get(part.partition(".")[0])
        if allowed is None:
            continue
        for line, name in imported(path):
            _app, is_ours, other = name.partition("reports.")
            known = allowed | ({"checks"} if shown(path) in ASK_THE_CHECKS else set())
            known |= {"kept"} if shown(path) in KEEP_TOTALS else set()
            if is_ours and other.partition(".")[0] not in known:
                problems.append(f"{shown(path, line)} imports {name}")
    report(problems, "Inside reports, models, charts and posting import no screen.")


def test_migrations_depend_one_way():
    ranks = {"accounts": 1, "targets": 2, "assignments": 3, "reports": 4}
    problems = [
        f"{shown(path)} depends on {app}"
        for path in sources()
        if path.parent.name == "migrations" and path.name != "__init__.py"
        for app in re.findall(r'\(\s*"(\w+)",\s*"(?:\d{4}_\w+|__first__)"', path.read_text())
        if ranks.get(app, 0) > ranks[path.parent.parent.name]
    ]
    report(problems, "A migration depends only on its own layer and those before it.")


@cache
def strings():
    """(place, text) of every string in Python and every quoted name in a template's tags."""
    found = []
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append((shown(path, node.lineno), node.value))
    for path in files(".html", "templates"):
        for tag in re.findall(r"\{%.*?%\}", path.read_text(encoding="utf-8"), re.DOTALL):
            found += [(shown(path), name) for name in re.findall(r"""["']([^"']+)["']""", tag)]
    return found


def named_templates():
    for place, text in strings():
        if re.fullmatch(r"[\w/.-]+\.html(#[\w-]+)?", text):
            yield place, text


def test_every_template_is_used():
    used = {text.partition("#")[0] for _place, text in named_templates()}
    problems = [
        name
        for path in files(".html", "templates")
        if (name := path.relative_to(TEMPLATES).as_posix()) not in used
        and not LOOKED_UP.fullmatch(name)
    ]
    report(problems, "No view and no template names these templates.")


def test_every_named_template_exists():
    problems = []
    for place, name in named_templates():
        try:
            get_template(name)
        except TemplateDoesNotExist:
            problems.append(f"{place} names {name}")
    report(problems, "These templates do not exist.")


def test_every_icon_named_in_python_is_in_the_font():
    for path in sources():
        if "migrations" not in path.parts and "commands" not in path.parts:
            importlib.import_module(module_name(path))
    named = {
        (enum.__name__, member.shape)
        for enum in all_subclasses(Enum)
        if enum.__module__.startswith(PACKAGES)
        for member in enum
        if hasattr(member, "shape")
    }
    named |= {
        (shown(path, node.lineno), node.value.value)
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.keyword)
        and node.arg in {"icon", "shape"}
        and isinstance(node.value, ast.Constant)
    }
    problems = [f"{place}: {name}" for place, name in sorted(named) if name not in ICONS]
    report(problems, "Names missing from q3plan/lib/icons.py.")


def all_subclasses(cls):
    for subclass in cls.__subclasses__():
        yield subclass
        yield from all_subclasses(subclass)


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


# What our content security policy refuses, or what would switch escaping off.
FORBIDDEN_IN_TEMPLATES = {
    "inline script": r"<script(?![^>]*\bsrc=)(?![^>]*type=.application/json)[^>]*>",
    "style element": r"<style\b",
    "style attribute": r"\sstyle\s*=",
    "event attribute": r"<[^>]*\son[a-z]+\s*=",
    "htmx event attribute": r"\bhx-on\b",
    "htmx evaluated value": r"""\bhx-(vals|headers)\s*=\s*["']js:""",
    "htmx trigger filter": r"""\bhx-trigger\s*=\s*["'][^"']*\[""",
    "javascript address": r"javascript:",
    "safe filter": r"\|\s*(safe|safeseq)\b",
    "escaping switched off": r"\{%\s*autoescape\s+off",
    "address of another host": r"""\b(src|href|action)\s*=\s*["'](https?:)?//""",
}
FORBIDDEN_NAMES = {"mark_safe", "SafeString", "SafeText", "csrf_exempt", "xframe_options_exempt"}


# Mail programs read no style sheet; these pages are no pages of the site.
ALLOWED_IN = {"style attribute": ("templates/mail/",)}


def test_templates_hold_nothing_inline_or_unescaped():
    problems = []
    for path in files(".html", "templates"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", "", text, flags=re.DOTALL)
        problems += [
            f"{shown(path)}: {what}: {match[0].strip()[:60]}"
            for what, pattern in FORBIDDEN_IN_TEMPLATES.items()
            if not shown(path).startswith(ALLOWED_IN.get(what, ("-",)))
            for match in re.finditer(pattern, text)
        ]
    report(problems, "The page must stand under the strict content security policy.")


def test_python_never_declares_text_safe():
    problems = []
    for path in sources():
        for node in ast.walk(tree(path)):
            name = getattr(node, "id", None) or getattr(node, "attr", None)
            if isinstance(node, ast.alias):
                name = node.name
            if name in FORBIDDEN_NAMES:
                problems.append(f"{shown(path, getattr(node, 'lineno', None))}: {name}")
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "format_html"
                and node.args
                and isinstance(node.args[0], ast.JoinedStr)
            ):
                problems.append(f"{shown(path, node.lineno)}: format_html of an f-string")
            if isinstance(node, ast.Constant) and re.search(
                r"<(script|style)\b|<[a-z]+\s[^>]*\bstyle=", str(node.value)
            ):
                problems.append(f"{shown(path, node.lineno)}: inline script or style")
    report(
        problems, "Text goes onto the page escaped (format_html), scripts and styles from files."
    )


def test_scripts_evaluate_nothing():
    pattern = re.compile(r"\beval\(|new Function\(|\bdocument\.write\(|setAttribute\(.style.")
    problems = [
        f"{shown(path)}: {match[0]}"
        for path in files(".js", "static")
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
    report(problems, "Our scripts stand under the strict content security policy.")


@cache
def committed():
    """Text of the files that belong to the repository, whether committed yet or not."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git work tree")
    texts = {}
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file():
            texts[name] = path.read_bytes().decode("utf-8", errors="ignore")
    return texts


def test_no_file_names_a_package_registry_or_a_machine_path():
    # Composed here, so that this file does not name them itself.
    hosts = ["pypi" + ".org", "python" + "hosted", "npm" + "js.", "debian" + ".org", "yarn" + "pkg"]
    hosts += ["jsdel" + "ivr", "un" + "pkg.com", "googleapis" + ".com"]
    folders = ["work", "root", "tmp/team", "opt", "home"]
    pattern = re.compile(
        "|".join(map(re.escape, hosts)) + rf"|(?<![\w.*~-])/({'|'.join(folders)})/\w"
    )
    problems = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for name, text in committed().items()
        for match in pattern.finditer(text)
    ]
    report(problems, "No address of a registry, no path of one machine.")


def test_locks_hold_hashes_and_no_addresses():
    texts = committed()
    locks = [name for name in texts if re.fullmatch(r"requirements.*\.txt", name)]
    assert locks
    for name in locks:
        assert not re.search(r"^\s*--(?!hash=sha256:)", texts[name], re.MULTILINE), name
        assert "://" not in texts[name], name
        pins = re.findall(r"^([\w.\[\],-]+)==\S+ \\\n\s+--hash=", texts[name], re.MULTILINE)
        assert len(pins) == len(re.findall(r"^[a-z]", texts[name], re.MULTILINE)), name
    packages = texts["package-lock.json"]
    assert '"resolved"' not in packages
    assert packages.count('"integrity"') == packages.count('"node_modules/')
