"""What the proof costs, as a ratio: `python benchmarks/deep_check.py`.

`advisor check --deep` runs as a whole process, in turn with `advisor check`, which loads and checks
the same files; the ratio is the median of the pairs.
"""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
CHECK = (sys.executable, "-m", "advisor", "check")
ROUNDS = 15
TARGET = 2.0


def seconds(*options: str) -> float:
    start = time.perf_counter()
    subprocess.run((*CHECK, *options), cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> None:
    seconds("--deep"), seconds()
    pairs = [(seconds("--deep"), seconds()) for _ in range(ROUNDS)]
    deep = median(deep for deep, _ in pairs)
    ratio = median(deep / plain for deep, plain in pairs)
    print(f"check --deep {deep:5.2f} s (target < {TARGET:.0f} s)  {ratio:4.2f} x `check`")


if __name__ == "__main__":
    main()
