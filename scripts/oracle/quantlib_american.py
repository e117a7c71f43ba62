"""American option values by QuantLib's QD+ fixed-point engine, high-precision scheme. Writes test/oracle/american.csv.gz.

Run with Debian's own Python (packages python3, quantlib-python): /usr/bin/python3 scripts/oracle/quantlib_american.py

Andersen, Lake, Offengenden, "High performance American option pricing" (2016) is the engine's method. Every price is
computed by both forms of its fixed-point equation; a point at which they differ by more than AGREEMENT is dropped,
because there the oracle does not know either.
"""

import random
import sys

import QuantLib as ql

from oracle_file import write_oracle

SEED = 20261121
POINTS = 2_600
AGREEMENT = 1e-6
# Of the standard deviation of the spot at expiry, so that a day and a year are bumped alike.
BUMP = 1e-3
TODAY = ql.Date(2, 1, 2026)
DAY_COUNT = ql.Actual365Fixed()


def draw_cases():
    """SPY-like inputs as the decimals that are written to the file: what is read back is what was priced."""
    draw = random.Random(SEED)
    cases = []
    for index in range(POINTS):
        spot = round(draw.uniform(300, 900), 2)
        # A third close to the money, where a hedger trades; the rest over the whole range.
        moneyness = draw.uniform(0.95, 1.05) if index % 3 == 0 else draw.uniform(0.7, 1.3)
        days = round(365 ** draw.random())
        volatility = round(0.05 * (1.20 / 0.05) ** draw.random(), 4)
        rate = round(draw.uniform(0, 0.06), 4)
        dividend_yield = round(draw.uniform(0, 0.03), 4)
        special = index % 13
        if special == 0:
            rate = 0.0
        elif special == 1:
            dividend_yield = 0.0
        elif special == 2:
            rate, dividend_yield = 0.0, 0.0
        elif special == 3:
            dividend_yield = rate = round(draw.uniform(0, 0.03), 4)
        elif special == 4:
            rate = round(draw.uniform(0, dividend_yield), 4)
        cases.append(("CP"[index % 2], spot, round(spot * moneyness), days, volatility, rate, dividend_yield))
    return cases


class Pricer:
    """One option whose spot can be moved."""

    def __init__(self, right, spot, strike, days, volatility, rate, dividend_yield):
        self.spot = ql.SimpleQuote(spot)
        flat = lambda level: ql.YieldTermStructureHandle(ql.FlatForward(TODAY, level, DAY_COUNT))
        surface = ql.BlackVolTermStructureHandle(ql.BlackConstantVol(TODAY, ql.NullCalendar(), volatility, DAY_COUNT))
        self.process = ql.BlackScholesMertonProcess(ql.QuoteHandle(self.spot), flat(dividend_yield), flat(rate), surface)
        payoff = ql.PlainVanillaPayoff(ql.Option.Call if right == "C" else ql.Option.Put, strike)
        expiry = TODAY + days
        self.american = ql.VanillaOption(payoff, ql.AmericanExercise(TODAY, expiry))
        self.european = ql.VanillaOption(payoff, ql.EuropeanExercise(expiry))
        self.european.setPricingEngine(ql.AnalyticEuropeanEngine(self.process))

    def price(self, equation=ql.QdFpAmericanEngine.Auto):
        scheme = ql.QdFpAmericanEngine.highPrecisionScheme()
        self.american.setPricingEngine(ql.QdFpAmericanEngine(self.process, scheme, equation))
        return self.american.NPV()

    def delta(self, bump):
        spot = self.spot.value()
        self.spot.setValue(spot + bump)
        above = self.price()
        self.spot.setValue(spot - bump)
        below = self.price()
        self.spot.setValue(spot)
        return (above - below) / (2 * bump)


def value_case(case):
    """The row of a case, or None where the engine does not agree with itself."""
    right, spot, strike, days, volatility, rate, dividend_yield = case
    pricer = Pricer(*case)
    price = pricer.price()
    forms = [pricer.price(form) for form in (ql.QdFpAmericanEngine.FP_A, ql.QdFpAmericanEngine.FP_B)]
    european = pricer.european.NPV()
    if max(abs(form - price) for form in forms) > AGREEMENT or price < european - AGREEMENT:
        print("dropped", case, price, forms, european, file=sys.stderr)
        return None
    delta = pricer.delta(BUMP * spot * volatility * (days / 365) ** 0.5)
    inputs = [right, f"{spot:.2f}", f"{strike}", f"{days}", f"{volatility:.4f}", f"{rate:.4f}", f"{dividend_yield:.4f}"]
    return inputs + [f"{european:.10f}", f"{price:.10f}", f"{delta:.8f}"]


def main():
    ql.Settings.instance().evaluationDate = TODAY
    rows = [row for row in map(value_case, draw_cases()) if row is not None]
    comments = [
        f"QuantLib {ql.__version__}, QdFpAmericanEngine, highPrecisionScheme; seed {SEED}",
        "timeYears = days / 365; volatility, rate and dividendYield per year, continuously compounded, 0.05 = 5 %",
        "price and european in dollars per share; european by AnalyticEuropeanEngine",
        f"delta to spot: central difference, spot -/+ {BUMP} x spot x volatility x sqrt(timeYears)",
    ]
    header = ["right", "spot", "strike", "days", "volatility", "rate", "dividendYield", "european", "price", "delta"]
    write_oracle("american.csv.gz", comments, header, rows)


main()
