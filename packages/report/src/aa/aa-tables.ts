import { type AaCheck, type FalsePositives, METRICS } from '@genai-devbench/schema'
import { formatP } from '../apa.ts'
import { Footnotes, type Table } from '../document/table.ts'
import { formatDecimals } from '../format-number.ts'
import { figureOrNone } from '../tables/estimate-cell.ts'
import { TEST, describeReason } from '../words.ts'

/** How often each test found a difference between arms that have none. */
export function falsePositiveTable({ sources, nominal, resamples }: AaCheck): Table {
  const notes = new Footnotes()
  const cells = (result: FalsePositives): string[] => rateCells(result, nominal, notes)
  return {
    columns: [
      { label: 'Metric' },
      { label: 'Test' },
      { label: 'Found', align: 'right' },
      { label: 'Rate [95% interval]', align: 'right' },
      { label: 'Nominal', align: 'right' },
    ],
    groups: sources.map((source) => ({
      heading: `${source.frameworks.join(' + ')}: ${resamples.toLocaleString('en')} random splits into ${source.sizes.join(' and ')} runs`,
      rows: [
        ...source.metrics.map(({ metric, role, test, false_positives, undetermined }) => {
          const mark =
            undetermined > 0 && false_positives.rate !== null
              ? notes.mark(
                  'Some splits allow no test, as when all values are the same; they count as no difference found.',
                )
              : ''
          return [
            `${METRICS[metric].label}${role === 'primary' ? ' (primary)' : ''}${mark}`,
            TEST[test],
            ...cells(false_positives),
          ]
        }),
        ['Any primary metric', 'Holm', ...cells(source.family)],
      ],
    })),
    notes: notes.notes,
  }
}

function rateCells(
  { rejections, rate, ci, reasons }: FalsePositives,
  nominal: number,
  notes: Footnotes,
): string[] {
  const expected = percent(nominal)
  if (rate === null || ci.lo === null || ci.hi === null)
    return ['', notes.none(describeReason(reasons['rate'])), expected]
  const mark = ci.lo > nominal ? notes.mark('The whole interval is above the nominal rate.') : ''
  return [String(rejections), `${percent(rate)} [${percent(ci.lo)}, ${percent(ci.hi)}]${mark}`, expected]
}

const percent = (share: number): string => `${formatDecimals(share * 100, 1)}%`

/** Entries that are the same, as they were run; undefined where there are none. */
export function observedTable({ sources }: AaCheck): Table | undefined {
  const observed = sources.flatMap((source) => source.observed)
  if (observed.length === 0) return undefined
  const notes = new Footnotes()
  return {
    columns: [
      { label: 'Metric' },
      { label: 'A' },
      { label: 'B' },
      { label: 'p, not adjusted', align: 'right' },
    ],
    groups: [
      {
        rows: observed.map(({ metric, role, a, b, ...figures }) => [
          `${METRICS[metric].label}${role === 'primary' ? ' (primary)' : ''}`,
          a,
          b,
          figureOrNone(figures, 'p', formatP, notes),
        ]),
      },
    ],
    notes: notes.notes,
  }
}
