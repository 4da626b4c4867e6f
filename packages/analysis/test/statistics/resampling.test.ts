import { xoshiro128 } from '@genai-devbench/analysis'
import { expect, test } from 'vitest'

// A prime near the largest size that is told by 32 bits: of a million draws some are too many and made again.
test.each([1, 2, 100, 32_749, 2 ** 15, 2 ** 15 + 1])(
  'a sample of %i is drawn from at the places that single draws give, and the generator goes on from there',
  (size) => {
    const sample = Float64Array.from({ length: size }, (_, place) => place)
    const [all, single] = [xoshiro128(5), xoshiro128(5)]
    const drawn = new Float64Array(size === 32_749 ? 1e6 : 1000)
    all.resample(sample, drawn)
    expect(drawn.every((value) => value === single(size))).toBe(true)
    expect(all(1000)).toBe(single(1000))
  },
)
