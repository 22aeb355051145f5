"""Known vulnerabilities of what the locks name, by pip-audit: `python -m eval.audit_dependencies PIP_AUDIT LOCK...`.

A vulnerability that a file of `docs/vex` declares as not affecting us is named and passes. Where the database of
vulnerabilities cannot be reached, that is said in one line and nothing fails: an audit that did not run is no finding.
The same where a package is audited and what is declared of it is not reported: such a service proves nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

VEX = Path(__file__).parents[1] / "docs" / "vex"
TIMEOUT_S = 120


def main(arguments: Sequence[str]) -> int:
    """0 if nothing new is known or the database cannot be reached, 1 if something is."""
    program, *locks = arguments
    declared = declared_harmless(VEX)
    worst = 0
    unreported: set[str] = set()
    for lock in locks:
        report = audited(program, Path(lock))
        if report is None:
            sys.stdout.write(f"{lock}: not audited, the database of vulnerabilities cannot be reached\n")
            break  # nor will it be for the next
        new, known = sorted_out(report, declared)
        lines = [f"{lock}: {len(report['dependencies'])} packages, {len(new)} known vulnerabilities"]
        lines += [f"  declared as not affecting us (docs/vex): {name}" for name in known]
        lines += [f"  {name}" for name in new]
        sys.stdout.write("\n".join(lines) + "\n")
        worst = max(worst, bool(new))
        unreported |= not_reported(report, declared)
    if unreported:
        names = ", ".join(sorted(unreported))
        sys.stdout.write(
            f"declared but not reported: {names}; the service knows no vulnerability data: nothing proven\n"
        )
    return worst


def audited(program: str, lock: Path) -> Mapping[str, Any] | None:
    """The report on one lock; None where none came."""
    command = [program, "-r", str(lock), "--disable-pip", "--no-deps", "--format", "json", "--progress-spinner", "off"]
    command += ["--timeout", "10"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)  # noqa: S603
        report = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return None
    return report if isinstance(report, dict) and "dependencies" in report else None


def declared_harmless(folder: Path) -> frozenset[str]:
    """`package CVE` of every statement `not_affected`."""
    found = set()
    for path in sorted(folder.glob("*.openvex.json")):
        for statement in json.loads(path.read_text(encoding="utf-8"))["statements"]:
            if statement["status"] == "not_affected":
                for product in statement["products"]:
                    for part in product.get("subcomponents", ()):
                        package = part["@id"].removeprefix("pkg:pypi/").split("@")[0]
                        found.add(f"{package} {statement['vulnerability']['name']}")
    return frozenset(found)


def not_reported(report: Mapping[str, Any], declared: frozenset[str]) -> set[str]:
    """`package CVE` that is declared, of an audited package, and that the report does not name."""
    found: set[str] = set()
    for package in report["dependencies"]:
        told = {name for v in package.get("vulns", ()) for name in (v["id"], *v.get("aliases", ()))}
        found |= {one for one in declared if one.split()[0] == package["name"] and one.split()[1] not in told}
    return found


def sorted_out(report: Mapping[str, Any], declared: frozenset[str]) -> tuple[list[str], list[str]]:
    """What is new and what is declared: `package version: id, mended in`."""
    new: list[str] = []
    known: list[str] = []
    for package in report["dependencies"]:
        for vulnerability in package.get("vulns", ()):
            names = [vulnerability["id"], *vulnerability.get("aliases", ())]
            mended = ", ".join(vulnerability.get("fix_versions", ())) or "no release"
            line = f"{package['name']} {package['version']}: {names[0]}, mended in {mended}"
            (known if any(f"{package['name']} {name}" in declared for name in names) else new).append(line)
    return new, known


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
