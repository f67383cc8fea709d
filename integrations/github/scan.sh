#!/usr/bin/env bash
# Scan for the action: reports into a folder, the summary onto the job's page, annotations onto the change, figures into outputs.
# What the user chose comes in FOLDER, CONFIG and BASELINE; no input is ever a part of a command's text.
set -euo pipefail
out=$1
mkdir -p "$out"

arguments=()
[ -z "${CONFIG:-}" ] || arguments+=(--config "$CONFIG")
[ -z "${BASELINE:-}" ] || arguments+=(--baseline "$BASELINE")

# The gate is a step of its own, so that a broken one hides no report.
readiness scan "${FOLDER:-.}" ${arguments[@]+"${arguments[@]}"} --exit-zero \
  --output "$out/assessment.json" --output "$out/readiness.sarif" --output "$out/report.html" --output "markdown:$out/comment.md"

cat "$out/comment.md" >> "$GITHUB_STEP_SUMMARY"
readiness report "$out/assessment.json" --format github
readiness report "$out/assessment.json" --format openmetrics > "$out/readiness.prom"

python - "$out/assessment.json" >> "$GITHUB_OUTPUT" <<'PYTHON'
import json
import sys
from fractions import Fraction
from math import floor

with open(sys.argv[1], encoding="utf-8") as file:
    assessment = json.load(file)
score, gate = assessment["score"], assessment["gate"]
standing = next((each for each in score["environments"] if each["environment"] == score["overall"]), {})
points = standing.get("score")
print(f"score={'' if points is None else floor(Fraction(points) * 10) / 10}")
print(f"level={standing.get('level') or ''}")
print(f"passed={str(gate['passed']).lower() if gate['asked'] else ''}")
print(f"assessment={sys.argv[1]}")
PYTHON
