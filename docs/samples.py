"""Writes the sample reports into `docs/samples/`, as if each sample were read on a day of its own: `make samples`."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "samples"
SAMPLES = {"pilot": "2026-08-17T09:00:00Z", "production": "2026-11-16T09:00:00Z"}
"""The samples, and when each is read, so that the same sample gives the same report on any day."""


def judged(sample: str, folder: Path) -> Path:
    """The assessment of a sample, as a file in a folder."""
    snapshot, assessment = folder / f"{sample}-snapshot.json", folder / f"{sample}.json"
    source = ROOT / "sample_configs" / sample
    readiness("collect", source, "--output", snapshot, "--quiet")
    document = json.loads(snapshot.read_text(encoding="utf-8"))
    snapshot.write_text(json.dumps(document | {"taken": SAMPLES[sample]}), encoding="utf-8")
    readiness("assess", snapshot, "--config", source / "readiness.yaml", "--output", assessment, "--exit-zero")
    return assessment


def written(folder: Path, formats: tuple[str, ...]) -> list[Path]:
    """Reports of both samples in some formats; production's compares with the pilot's."""
    assessments = {sample: judged(sample, folder) for sample in SAMPLES}
    made = []
    for sample, assessment in assessments.items():
        earlier = ("--previous", assessments["pilot"]) if sample != "pilot" else ()
        for format_ in formats:
            out = folder / f"{sample}.{format_}"
            readiness("report", assessment, *earlier, "--output", out)
            made.append(out)
    return made


def readiness(*arguments: str | Path) -> None:
    """Run the program; what it says is shown when it fails."""
    command = [sys.executable, "-m", "readiness", *(str(each) for each in arguments)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - this program, with paths of this repository
    if ended.returncode:
        sys.exit(ended.stderr or f"{' '.join(command)} ended with {ended.returncode}")


def main() -> None:
    """Write them all."""
    with tempfile.TemporaryDirectory() as folder:
        OUT.mkdir(exist_ok=True)
        for path in written(Path(folder), ("html", "pdf")):
            (OUT / path.name).write_bytes(path.read_bytes())


if __name__ == "__main__":
    main()
