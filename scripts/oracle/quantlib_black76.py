"""Black-76 prices by QuantLib's blackFormula at the first rows of test/oracle/black76.csv.gz. Writes test/oracle/black76QuantLib.csv.gz.

Run after black76.py with Debian's own Python (packages python3, quantlib-python):
/usr/bin/python3 scripts/oracle/quantlib_black76.py
"""

import csv
import gzip
import math

import QuantLib as ql

from oracle_file import FOLDER, write_oracle

ROWS = 25_000
SECONDS_PER_YEAR = 365 * 86_400


def price_of(row):
    time_years = int(row["seconds"]) / SECONDS_PER_YEAR
    deviation = float(row["volatility"]) * math.sqrt(time_years)
    discount = math.exp(-float(row["rate"]) * time_years)
    kind = ql.Option.Call if row["right"] == "C" else ql.Option.Put
    return ql.blackFormula(kind, float(row["strike"]), float(row["forward"]), deviation, discount)


def main():
    with gzip.open(FOLDER / "black76.csv.gz", "rt") as lines:
        points = list(csv.DictReader(line for line in lines if not line.startswith("#")))[:ROWS]
    comments = [
        f"QuantLib {ql.__version__}, blackFormula(right, strike, forward, volatility * sqrt(timeYears), exp(-rate * timeYears))",
        "row n is row n of black76.csv.gz",
    ]
    write_oracle("black76QuantLib.csv.gz", comments, ["price"], [[repr(price_of(point))] for point in points])


main()
