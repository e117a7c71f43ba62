"""Writes an oracle file: gzip'd CSV with comment lines, the same bytes on every run."""

import gzip
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "test" / "oracle"


def write_oracle(name, comments, header, rows):
    lines = [f"# {comment}" for comment in comments]
    lines.append(",".join(header))
    lines.extend(",".join(row) for row in rows)
    text = "\n".join(lines) + "\n"
    path = FOLDER / name
    # No time and no name in the gzip header: the bytes depend on the values alone.
    with open(path, "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=9, mtime=0) as packed:
        packed.write(text.encode("ascii"))
    print(f"{path.name}: {len(rows)} rows, {path.stat().st_size / 1e6:.2f} MB")
