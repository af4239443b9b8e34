"""Figures onto the screen and into their section of docs/performance.md."""

import datetime as dt
import os
import platform
import re
from pathlib import Path

import psutil

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"


def machine() -> str:
    """Cores, memory and versions: a figure without its machine says nothing."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists() and (match := re.search(r"model name\s*:\s*(.+)", cpuinfo.read_text())):
        model = match[1]
    memory = psutil.virtual_memory().total / 2**30
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, Python {platform.python_version()}"


def write(title: str, command: str, head: list[str], lines: list[list[str]]) -> None:
    """Print the table and replace the section with that title, or add it at the end."""
    table = [head, ["---"] * len(head), *lines]
    body = "\n".join(f"| {' | '.join(line)} |" for line in table)
    today = dt.datetime.now(dt.UTC).astimezone()
    section = f"## {title}\n\n`{command}` · {today:%Y-%m-%d} · {machine()}\n\n{body}\n"
    print(section)
    page = (
        PAGE.read_text()
        if PAGE.exists()
        else "# Performance\n\nSections with a command are written by `python -m bench`, with day and machine.\n"
    )
    start = page.find(f"## {title}\n")
    end = page.find("\n## ", start + 1) if start >= 0 else -1
    if start >= 0:
        page = page[:start] + section + (page[end:] if end >= 0 else "")
    else:
        page = page.rstrip("\n") + "\n\n" + section
    PAGE.write_text(page)
