"""Shorten what ``cyclonedx-py environment`` writes to the locked packages, one a line with licence.

What only the checks need is ``excluded``; what is locked for other systems alone is left out.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

#: What lies within the site or a package under a licence of its own.
WITHIN = {
    "Libertinus Serif, in theme/fonts": "OFL-1.1",
    "DejaVu Sans, in theme/fonts": "Bitstream-Vera",
    "Pandoc, in pypandoc_binary": "GPL-2.0-or-later",
}
UNNAMED = [{"license": {"name": "in the LICENSE file of the package"}}]


def locked(name: str) -> set[str]:
    """Return the names of the packages in a lock file."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return set(re.findall(r"^([\w.-]+)==", lines, flags=re.MULTILINE))


def licences(part: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the licences of a component: an expression, else identifiers, else names."""
    stated = [each.get("license", each) for each in part.get("licenses", [])]
    for key in ("expression", "id", "name"):
        found = [{key: each[key]} for each in stated if key in each]
        if found:
            return found if key == "expression" else [{"license": each} for each in found]
    return UNNAMED


def main() -> None:
    """Write the bill to standard output."""
    site, every = locked("site.lock"), locked("test.lock")
    bill = json.load(sys.stdin)
    bill["metadata"] = {"component": bill["metadata"]["component"]}
    head = ("bomFormat", "specVersion", "version", "metadata")
    rows: list[dict[str, Any]] = [
        {"type": "library", "name": name, "licenses": [{"license": {"id": licence}}]}
        for name, licence in WITHIN.items()
    ]
    for part in bill["components"]:
        name = re.sub(r"[._-]+", "-", part["name"]).lower()
        if name in every:
            row = {key: part[key] for key in ("type", "name", "version", "purl")}
            row["scope"] = "required" if name in site else "excluded"
            rows.append(row | {"licenses": licences(part)})
    rest = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
    start = json.dumps({key: bill[key] for key in head}, indent=1).removesuffix("\n}")
    print(f'{start},\n "components": [\n{rest}\n ]\n}}')


if __name__ == "__main__":
    main()
