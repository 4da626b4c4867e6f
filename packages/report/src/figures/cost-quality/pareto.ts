/** Those that no other one beats: none costs less or the same for the same or more quality, and differs. By rising cost. */
export function paretoFront<T extends { cost: number; quality: number }>(points: readonly T[]): T[] {
  return points
    .filter((point) => !points.some((other) => dominates(other, point)))
    .toSorted((a, b) => a.cost - b.cost || a.quality - b.quality)
}

const dominates = (a: { cost: number; quality: number }, b: { cost: number; quality: number }): boolean =>
  a.cost <= b.cost && a.quality >= b.quality && (a.cost < b.cost || a.quality > b.quality)
