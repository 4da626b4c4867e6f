/** Mean and variance of values that come one by one, in constant space. Welford (1962), Technometrics 4(3), 419-420. */
export class RunningMoments {
  n = 0
  mean = 0
  #squares = 0

  add(value: number): void {
    this.n += 1
    const before = value - this.mean
    this.mean += before / this.n
    this.#squares += before * (value - this.mean)
  }

  /** Of the sample (n - 1); null below two values. */
  get variance(): number | null {
    return this.n < 2 ? null : this.#squares / (this.n - 1)
  }
}
