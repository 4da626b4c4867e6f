/** n over k as a double; exact while it is a safe integer. */
export function choose(n: number, k: number): number {
  let ways = 1
  for (let i = 1; i <= Math.min(k, n - k); i++) ways = Math.round((ways * (n - i + 1)) / i)
  return ways
}

/** Every choice of k of the indices 0..n-1, in lexicographic order; the array is used again for the next. */
export function* combinations(n: number, k: number): Generator<readonly number[]> {
  const chosen = Array.from({ length: k }, (_, index) => index)
  for (;;) {
    yield chosen
    let last = k - 1
    while (last >= 0 && chosen[last] === n - k + last) last--
    if (last < 0) return
    const next = (chosen[last] ?? 0) + 1
    for (let i = last; i < k; i++) chosen[i] = next + i - last
  }
}
