/** More dots of one framework than this lie on top of each other, and would make up most of a report. */
export const MOST_POINTS = 300

/** Of many points those at evenly spaced ranks of their values, the lowest and the highest among them, in the order given. */
export function thinned<Point extends { value: number }>(points: readonly Point[]): readonly Point[] {
  if (points.length <= MOST_POINTS) return points
  const ranked = points.toSorted((a, b) => a.value - b.value)
  const stride = (points.length - 1) / (MOST_POINTS - 1)
  const shown = new Set(Array.from({ length: MOST_POINTS }, (_, index) => ranked[Math.round(index * stride)]))
  return points.filter((point) => shown.has(point))
}
