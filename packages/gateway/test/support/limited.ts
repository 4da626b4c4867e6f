import { type Clock, forwardProvider, limitedProvider } from '../../src/index.ts'
import { REAL_KEY } from './gateway.ts'

type Limits = Omit<Parameters<typeof limitedProvider>[1], 'retry'>
type Retry = Partial<Parameters<typeof limitedProvider>[1]['retry']>

/** A provider on loopback within limits, with a clock of the test's own and the longest waits that jitter allows. */
export const limited = (
  baseUrl: string,
  clock: Clock,
  { retry, ...limits }: Partial<Limits> & { retry?: Retry } = {},
) =>
  limitedProvider(
    forwardProvider({ id: 'openai-compatible', baseUrl, apiKey: REAL_KEY }),
    {
      rate_limit: undefined,
      max_concurrency: undefined,
      ...limits,
      retry: { max_attempts: 1, base_delay: 1, max_delay: 60, ...retry },
    },
    { clock, random: () => 1 },
  )
