"""Prints what a user waits for: a scan of the samples, and a large folder. Run it with the interpreter that has `readiness`.

python benchmarks/folder.py
"""

from __future__ import annotations

import compileall
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = Path(sys.executable).with_name("readiness")

MANIFEST = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: service-{n}
  namespace: assistant-production
spec:
  replicas: 2
  selector:
    matchLabels: {{app: service-{n}}}
  template:
    metadata:
      labels: {{app: service-{n}}}
    spec:
      containers:
        - name: app
          image: registry.example.com/team/service-{n}:1.{n}.0
          env:
            - name: OPENAI_API_KEY
              valueFrom: {{secretKeyRef: {{name: keys, key: openai}}}}
            - name: LOG_LEVEL
              value: info
          resources:
            requests: {{cpu: 100m, memory: 128Mi}}
            limits: {{memory: 256Mi}}
          readinessProbe:
            httpGet: {{path: /health, port: 8080}}
"""
PLAIN = "# settings of service {n}\nname: service-{n}\nfeatures: [search, summaries]\nlimits:\n  requests_per_minute: {n}\n"


PYTHON = """\
\"\"\"Service {n}.\"\"\"

import logging
from dataclasses import dataclass

logger = logging.getLogger(__name__)


@dataclass
class Order:
    number: int = {n}
    total: float = 0.0

    def add(self, price: float, quantity: int = 1) -> float:
        self.total += price * quantity
        logger.info("order %s is worth %s", self.number, self.total)
        return self.total
"""
ASKS = """\
from openai import OpenAI

client = OpenAI(timeout=30)


def answer(question: str) -> str:
    reply = client.chat.completions.create(model="gpt-4.1-2025-04-14", messages=[{{"role": "user", "content": question}}], max_tokens={n})
    return reply.choices[0].message.content or ""
"""
TYPESCRIPT = """\
export interface Order {{ number: number; total: number }}

export function total(orders: Order[]): number {{
  return orders.filter((each) => each.number > {n}).reduce((sum, each) => sum + each.total, 0);
}}
"""
CHATS = """\
import OpenAI from "openai";

const client = new OpenAI({{ timeout: 30_000 }});

export async function answer(question: string) {{
  const messages = [{{ role: "user", content: question }}];
  return client.chat.completions.create({{ model: "gpt-4.1-2025-04-14", messages, max_tokens: {n} }});
}}
"""
TERRAFORM = """\
resource "aws_s3_bucket" "documents_{n}" {{
  bucket = "documents-{n}"
  tags   = {{ environment = "production" }}
}}
"""
JSON_FILE = '{{"name": "service-{n}", "items": [1, 2, 3], "nested": {{"key": "value"}}}}\n'
TEXT = "# Service {n}\n\nWhat it does, in a few words, and how to run it.\n"

MIXED = (
    *[("py", PYTHON)] * 28,
    *[("py", ASKS)] * 2,
    *[("ts", TYPESCRIPT)] * 23,
    *[("tsx", CHATS)] * 2,
    *[("yaml", PLAIN)] * 14,
    *[("yaml", MANIFEST)] * 2,
    *[("tf", TERRAFORM)] * 3,
    *[("json", JSON_FILE)] * 12,
    *[("md", TEXT)] * 14,
)
"""A hundred files as large repositories have them: few of them speak of AI."""


def measured(*command: str | Path, repeat: int = 1) -> tuple[float, float, int]:
    """Least CPU seconds, least wall seconds and most MiB of a command's process over some runs."""
    best_cpu, best_wall, most = float("inf"), float("inf"), 0
    for _ in range(repeat):
        began = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        best_wall = min(best_wall, time.perf_counter() - began)
        best_cpu = min(best_cpu, usage.ru_utime + usage.ru_stime)
        most = max(most, usage.ru_maxrss // 1024)
    return best_cpu, best_wall, most


def tell(what: str, asked: str, figures: tuple[float, float, int]) -> None:
    """One line of the table."""
    cpu, wall, memory = figures
    print(f"{what:<46}{asked:>22}{cpu:>9.2f} s{wall:>9.2f} s{memory:>8} MiB")


def large_folder(folder: Path, files: int, text: str) -> Path:
    """Write many small YAML files, a hundred to a folder."""
    for number in range(files):
        path = folder / f"group-{number // 100:03}" / f"service-{number}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(n=number))
    return folder


def large_repository(folder: Path, files: int) -> Path:
    """Write a nested repository of many kinds of files."""
    for number in range(files):
        suffix, text = MIXED[number % len(MIXED)]
        path = (
            folder
            / f"team-{number // 5000}"
            / f"area-{number // 500 % 10}"
            / f"package-{number // 50 % 10}"
            / "src"
            / f"file-{number}.{suffix}"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(n=number))
    return folder


def main() -> None:
    """Measure and print."""
    for each in ("readiness", "checks"):
        compileall.compile_dir(ROOT / each, quiet=1)  # as an installed package is, whatever the environment says of bytecode
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    print(f"{'':<46}{'asked':>22}{'CPU':>11}{'wall':>11}{'memory':>12}")
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary)
        for sample in ("pilot", "production"):
            scan = (COMMAND, "scan", ROOT / "sample_configs" / sample, "-o", out / "r.html", "-o", out / "r.json", "--exit-zero")
            tell(f"scan of sample {sample}, HTML and JSON", "2 s CPU", measured(*scan, repeat=3))
            tell(f"scan of sample {sample}, PDF", "–", measured(COMMAND, "report", out / "r.json", "-o", out / "r.pdf"))
        for name, text, asked in (("5,000 manifests", MANIFEST, "20 s, 300 MiB"), ("5,000 plain files", PLAIN, "20 s, 300 MiB")):
            folder = large_folder(out / name.replace(" ", "-"), 5000, text)
            tell(f"scan of {name}", asked, measured(COMMAND, "scan", folder, "-o", out / "large.json", "--exit-zero"))
            findings = len(json.loads((out / "large.json").read_text())["findings"])
            print(f"{'':<46}{findings:,} findings")
        folder = large_folder(out / "twice", 10000, PLAIN)
        repository = large_repository(out / "repository", 50_000)
        tell(
            "scan of a repository of 50,000 files",
            "60 s, 400 MiB",
            measured(COMMAND, "scan", repository, "-o", out / "l.json", "--exit-zero"),
        )
        tell("scan of 10,000 plain files", "memory as above", measured(COMMAND, "scan", folder, "-o", out / "l.json", "--exit-zero"))


if __name__ == "__main__":
    main()
