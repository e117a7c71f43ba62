"""Black-76 values at 50 digits, rounded correctly to double. Writes test/oracle/black76.csv.gz.

Run with Debian's own Python (packages python3, python3-mpmath): /usr/bin/python3 scripts/oracle/black76.py

Black (1976), discounted: V = e^(-rT) (w F N(w d1) - w K N(w d2)), w = +1 for a call and -1 for a put,
d1 = ln(F/K) / (v sqrt T) + v sqrt T / 2, d2 = d1 - v sqrt T. Inputs are drawn as short decimals; each is parsed to the
double that JavaScript parses from it too, time is seconds / 31,536,000 in double arithmetic, and the formulas are
evaluated at exactly these doubles. The closed forms of the sensitivities are checked against numerical derivatives of
the price on every run.
"""

import math
import random

import mpmath
from mpmath import mp, mpf

from oracle_file import write_oracle

SEED = 20261121
POINTS = 100_000
CHECKED_POINTS = 300
CROSS_EVERY = 10
SECONDS_PER_YEAR = 365 * 86_400
SHORTEST_SECONDS, LONGEST_SECONDS = 1_800, 3 * SECONDS_PER_YEAR
LOWEST_DELTA, HIGHEST_DELTA = 0.001, 0.999
# The sensitivities are held to 1e-9: eleven digits are twenty times finer and more, and keep the file small.
GREEK_DIGITS = 11
# Working digits: 50 after what the price of a half-hour option at 1 % loses by cancellation.
mp.dps = 64

FIGURES = ["price", "delta", "gamma", "vegaPerVolPoint", "thetaPerDay", "rhoPerRatePoint"]
CROSS_FIGURES = ["vannaPerVolPoint", "volgaPerVolPoint", "charmPerDay"]


def log_uniform(draw, low, high):
    return low * (high / low) ** draw.random()


def draw_delta(draw):
    """Uniform, and for three points in ten in the outermost two hundredths on either side."""
    if draw.random() < 0.7:
        return draw.uniform(LOWEST_DELTA, HIGHEST_DELTA)
    tail = log_uniform(draw, LOWEST_DELTA, 0.02)
    return tail if draw.random() < 0.5 else 1 - tail


def draw_point(draw):
    """right, forward, strike, seconds, rate, volatility as the texts that the file holds."""
    while True:
        seconds = round(log_uniform(draw, SHORTEST_SECONDS, LONGEST_SECONDS))
        volatility = f"{log_uniform(draw, 0.01, 3):.4f}"
        forward = f"{log_uniform(draw, 5, 10_000):.2f}"
        deviation = float(volatility) * math.sqrt(seconds / SECONDS_PER_YEAR)
        d1 = inverse_normal(draw_delta(draw))
        strike = f"{float(forward) * math.exp(deviation * (deviation / 2 - d1)):.4f}"
        rate = f"{draw.uniform(-0.01, 0.08):.4f}"
        right = "CP"[draw.random() < 0.5]
        # Rounding the strike moves the delta where a deviation is worth less than its last digits.
        if float(strike) > 0 and LOWEST_DELTA <= call_delta(float(forward), float(strike), deviation) <= HIGHEST_DELTA:
            return right, forward, strike, str(seconds), rate, volatility


def inverse_normal(probability):
    """To a few digits: it only places strikes."""
    low, high = -5.0, 5.0
    for _ in range(50):
        middle = (low + high) / 2
        if math.erfc(-middle / math.sqrt(2)) / 2 < probability:
            low = middle
        else:
            high = middle
    return low


def call_delta(forward, strike, deviation):
    return math.erfc(-(math.log(forward / strike) / deviation + deviation / 2) / math.sqrt(2)) / 2


def exact_inputs(point):
    right, forward, strike, seconds, rate, volatility = point
    time_years = int(seconds) / SECONDS_PER_YEAR
    return (1 if right == "C" else -1), *(mpf(x) for x in (float(forward), float(strike), time_years, float(rate), float(volatility)))


def normal_cdf(x):
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def price_of(sign, forward, strike, time_years, rate, volatility):
    deviation = volatility * mpmath.sqrt(time_years)
    d1 = mpmath.log(forward / strike) / deviation + deviation / 2
    return mpmath.exp(-rate * time_years) * sign * (forward * normal_cdf(sign * d1) - strike * normal_cdf(sign * (d1 - deviation)))


def figures_of(sign, forward, strike, time_years, rate, volatility):
    """Price and first sensitivities, then vanna, volga and charm, in the order of the file's columns."""
    root = mpmath.sqrt(time_years)
    deviation = volatility * root
    d1 = mpmath.log(forward / strike) / deviation + deviation / 2
    d2 = d1 - deviation
    discount = mpmath.exp(-rate * time_years)
    density = discount * mpmath.exp(-d1 * d1 / 2) / mpmath.sqrt(2 * mpmath.pi)
    delta = discount * sign * normal_cdf(sign * d1)
    price = forward * delta - strike * discount * sign * normal_cdf(sign * d2)
    first = [
        price,
        delta,
        density / (forward * deviation),
        forward * density * root / 100,
        (rate * price - forward * density * volatility / (2 * root)) / 365,
        -time_years * price / 100,
    ]
    cross = [
        -density * d2 / volatility / 100,
        forward * density * root * d1 * d2 / volatility / 10_000,
        (rate * delta + density * d2 / (2 * time_years)) / 365,
    ]
    return first, cross


def differentiated_figures(inputs):
    """The same sensitivities as numerical derivatives of the price alone; time passes when time to expiry shrinks."""
    FORWARD, TIME, RATE, VOLATILITY = 0, 2, 3, 4
    sign, *base = inputs

    def derivative(orders):
        def moved(*changes):
            arguments = list(base)
            for position, change in zip(orders, changes):
                arguments[position] *= 1 + change
            return price_of(sign, *arguments)

        # Relative changes keep the step in proportion to every input; a rate of zero is moved absolutely.
        scale = math.prod(base[position] ** order for position, order in orders.items())
        return mpmath.diff(moved, (0,) * len(orders), tuple(orders.values())) / scale

    def rate_derivative():
        return mpmath.diff(lambda rate: price_of(sign, *base[:RATE], rate, base[VOLATILITY]), base[RATE])

    first = [
        price_of(*inputs),
        derivative({FORWARD: 1}),
        derivative({FORWARD: 2}),
        derivative({VOLATILITY: 1}) / 100,
        -derivative({TIME: 1}) / 365,
        rate_derivative() / 100,
    ]
    cross = [
        derivative({FORWARD: 1, VOLATILITY: 1}) / 100,
        derivative({VOLATILITY: 2}) / 10_000,
        -derivative({FORWARD: 1, TIME: 1}) / 365,
    ]
    return first + cross


def check_closed_forms(points):
    for point in points:
        inputs = exact_inputs(point)
        first, cross = figures_of(*inputs)
        for name, closed, differentiated in zip(FIGURES + CROSS_FIGURES, first + cross, differentiated_figures(inputs)):
            error = abs(closed - differentiated) / max(abs(closed), mpf("1e-6"))
            assert error < mpf("1e-15"), f"{name} at {point}: {closed} against {differentiated}"


def nearest_double(value):
    """Correctly rounded: Python divides integers to the nearest double."""
    numerator, exponent = value.man * (-1 if value < 0 else 1), value.exp
    return float(numerator << exponent) if exponent >= 0 else numerator / (1 << -exponent)


def row_of(index, point):
    first, cross = figures_of(*exact_inputs(point))
    greeks = [mpmath.nstr(value, GREEK_DIGITS) for value in first[1:]]
    crosses = [mpmath.nstr(value, GREEK_DIGITS) for value in cross] if index % CROSS_EVERY == 0 else [""] * len(cross)
    return [*point, repr(nearest_double(first[0])), *greeks, *crosses]


def main():
    draw = random.Random(SEED)
    points = [draw_point(draw) for _ in range(POINTS)]
    check_closed_forms(points[:: POINTS // CHECKED_POINTS])
    rows = [row_of(index, point) for index, point in enumerate(points)]
    comments = [
        f"mpmath {mpmath.__version__}, {mp.dps} working digits; seed {SEED}",
        "timeYears = seconds / 31536000 in double arithmetic; rate continuously compounded; 0.20 = 20 %",
        f"price: the nearest double; sensitivities: {GREEK_DIGITS} digits; the last three for every tenth row",
    ]
    header = ["right", "forward", "strike", "seconds", "rate", "volatility", *FIGURES, *CROSS_FIGURES]
    write_oracle("black76.csv.gz", comments, header, rows)


main()
