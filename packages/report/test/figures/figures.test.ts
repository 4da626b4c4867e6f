import { parse } from 'csv-parse/sync'
import { beforeAll, expect, test } from 'vitest'
import { buildDocument } from '../../src/document/build-document.ts'
import { type DrawnFigure, drawFigures, figuresOf } from '../../src/figures/draw-figures.ts'
import { drawnTexts, overlaps } from './drawn-texts.fixture.ts'
import { plausibleResults } from '../plausible-results.fixture.ts'

const results = plausibleResults({ runs: 16 })
let figures: DrawnFigure[]
beforeAll(async () => {
  figures = await drawFigures(results)
})

test('everything that the results hold has its figure', () => {
  expect(figures.map(({ id }) => id)).toEqual([
    'tokens_total',
    'wall_seconds',
    'api_calls',
    'success',
    'effects_ratio',
    'effects_api_calls',
    'effects_success',
    'cost_quality',
    'cumulative_tokens',
    'cumulative_cost',
    'quality_over_steps',
    'checks_direct',
    'checks_chatdev',
    'stopping_tokens_total',
    'stopping_success',
  ])
})

test('what is missing leaves its figure out, not a figure empty', () => {
  const { checks, steps, stopping, frameworks, comparisons, ...rest } = results
  const empty = frameworks.slice(0, 1).map((framework) => ({ ...framework, id: 'gpt-pilot', runs: 0 }))
  const unknown = comparisons.slice(1, 2).map((comparison) => ({ ...comparison, estimate: null }))
  const some = figuresOf({
    ...rest,
    frameworks: [...frameworks, ...empty],
    comparisons: [...comparisons.slice(0, 1), ...unknown],
    steps: steps.filter(({ execution_index }) => execution_index === 1),
    stopping: { ...stopping, path: [] },
  })
  expect(checks?.length).toBeGreaterThan(0)
  expect(new Set(some.map(({ section }) => section))).toEqual(
    new Set(['primary', 'pairwise', 'cost_quality']),
  )
  expect(some.find(({ id }) => id === 'effects_ratio')?.caption).toContain(
    'Without an estimate, so left out: 1.',
  )
  expect(some.find(({ id }) => id === 'cost_quality')?.caption).toContain('not shown: gpt-pilot.')
})

test('no text leaves its drawing or stands on another, on paper and on a phone', () => {
  for (const drawing of figures.flatMap(({ svg, narrow }) => [svg, narrow])) {
    const { width, height } = sizeOf(drawing)
    const texts = drawnTexts(drawing)
    expect(texts.length).toBeGreaterThan(3)
    const cut = texts.filter(
      ({ left, right, top, bottom }) => left < 0 || right > width || top < 0 || bottom > height,
    )
    expect(cut).toEqual([])
    expect(overlaps(texts)).toEqual([])
  }
})

test('no framework, check or pair is named in part, however narrow the page', () => {
  expect(figures.filter(({ svg, narrow }) => `${svg}${narrow}`.includes('…')).map(({ id }) => id)).toEqual([])
})

test('a check that always or never passes is counted, not drawn', () => {
  const [first] = results.checks ?? []
  const checks = results.checks?.map((check) => {
    if (check.framework !== first?.framework) return { ...check, passed: check.n, regressed: 0 }
    return check.step === 1 && check.title === first.title ? { ...check, passed: 0, regressed: 0 } : check
  })
  const drawn = figuresOf({ ...results, checks }).filter(({ section }) => section === 'checks')
  expect(drawn.map(({ id }) => id)).toEqual(['quality_over_steps', 'checks_direct'])
  expect(drawn[1]?.caption).toContain('1 of 24 checks pass in no run after any step.')
  const said = JSON.stringify(buildDocument({ ...results, checks }, []))
  expect(said).toContain(
    'chatdev: no figure, since runs and steps do not differ: 24 of 24 checks pass in every run',
  )
})

test('what stands in a check is text, never markup', () => {
  const drawn = figures.filter(({ section }) => section === 'checks')
  expect(
    drawn.flatMap(({ svg, wide, narrow }) => [svg, wide, narrow]).filter((svg) => svg.includes('<every')),
  ).toEqual([])
  expect(drawn.some(({ svg }) => svg.includes('&lt;every&gt;'))).toBe(true)
})

test('a drawing is as wide as its place in the page', () => {
  for (const { svg, narrow } of figures) {
    expect(sizeOf(svg).width).toBeGreaterThan(600)
    expect(sizeOf(svg).width).toBeLessThan(670)
    expect(sizeOf(narrow).width).toBeLessThan(358)
  }
})

test('every figure says in words what it shows, and has its values beside it', () => {
  for (const { alt, caption, data, csv, svg } of figures) {
    expect(alt.length).toBeGreaterThan(60)
    expect(caption.length).toBeGreaterThan(30)
    expect(svg).toContain('role="img" aria-label="')
    expect(data.groups.flatMap(({ rows }) => rows)).not.toEqual([])
    expect(parse(csv, { columns: true }).length).toBeGreaterThan(3)
  }
})

test('every image is a PNG of twice the size of its drawing', async () => {
  for (const { png, svg } of figures) {
    const bytes = Buffer.from(await png)
    const { width, height } = sizeOf(svg)
    expect(bytes.toString('latin1', 1, 4)).toBe('PNG')
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([2 * width, 2 * height])
  }
})

function sizeOf(svg: string): { width: number; height: number } {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []
  return { width: Number(width), height: Number(height) }
}
