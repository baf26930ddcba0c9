/** The standard normal distribution. */

/** Terms after which the series has long stopped changing. */
const TERMS_MAX = 200
/** Beyond this many deviations the probability is 0 or 1 to double precision. */
const TAIL = 8.3

/** P(Z ≤ x), by the series of Marsaglia (2004), to about 1e-15. */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  if (x < -TAIL) return 0
  if (x > TAIL) return 1
  let sum = x
  let term = x
  for (let odd = 3, last = Number.NaN; sum !== last && odd < 2 * TERMS_MAX; odd += 2) {
    last = sum
    term *= (x * x) / odd
    sum += term
  }
  return 0.5 + sum * Math.exp(-0.5 * x * x - 0.9189385332046728)
}

const polynomial = (x: number, coefficients: readonly number[]): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0)

/** Coefficients of AS 241 (Wichura 1988), routine PPND16: numerator and denominator by region. */
const CENTRE = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852546,
  ],
] as const
const MIDDLE = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
] as const
const FAR = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
] as const

/** The x with P(Z ≤ x) = p, by AS 241; ±infinity for 1 and 0, NaN outside. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN
  if (p === 0) return Number.NEGATIVE_INFINITY
  if (p === 1) return Number.POSITIVE_INFINITY
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (q * polynomial(r, CENTRE[0])) / polynomial(r, CENTRE[1])
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p))
  const [at, [above, below]] = r <= 5 ? [r - 1.6, MIDDLE] : [r - 5, FAR]
  return (Math.sign(q) * polynomial(at, above)) / polynomial(at, below)
}
