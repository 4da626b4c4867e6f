import { readJsonLines } from '@genai-devbench/files'
import { UsageReading } from '@genai-devbench/schema'
import type { ExperimentPaths } from '@genai-devbench/store'

/** All readings so far, in order of time. Lines that a crash cut off are passed over. */
export async function readUsageReadings({ usageReadings }: ExperimentPaths): Promise<UsageReading[]> {
  const readings: UsageReading[] = []
  for await (const line of readJsonLines(usageReadings)) {
    const { data } = UsageReading.safeParse(line)
    if (data !== undefined) readings.push(data)
  }
  return readings.toSorted((a, b) => Date.parse(a.read_at) - Date.parse(b.read_at))
}
