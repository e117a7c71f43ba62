"""Writes an oracle file: gzip'd CSV with comment lines, the same bytes on every run."""

import zlib
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "test" / "oracle"
GZIP_FORMAT = 31


def write_oracle(name, comments, header, rows):
    lines = [f"# {comment}" for comment in comments]
    lines.append(",".join(header))
    lines.extend(",".join(row) for row in rows)
    text = "\n".join(lines) + "\n"
    # zlib leaves time and name out of the gzip header: the bytes depend on the values alone. The filtered strategy
    # packs digits a tenth tighter than the default one, which spends bits on chance repeats of three digits.
    packer = zlib.compressobj(9, zlib.DEFLATED, GZIP_FORMAT, 9, zlib.Z_FILTERED)
    path = FOLDER / name
    path.write_bytes(packer.compress(text.encode("ascii")) + packer.flush())
    print(f"{path.name}: {len(rows)} rows, {path.stat().st_size / 1e6:.2f} MB")
