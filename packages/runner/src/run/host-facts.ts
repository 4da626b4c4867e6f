import { arch, cpus, platform, release, totalmem } from 'node:os'
import type { RunRecord } from '@genai-devbench/schema'

let facts: RunRecord['host'] | undefined

/** The machine a run was made on, as far as it bears on times. */
export function hostFacts(): RunRecord['host'] {
  facts ??= {
    platform: `${platform()} ${release()}`,
    arch: arch(),
    node: process.version,
    cpus: cpus().length,
    memory_bytes: totalmem(),
  }
  return facts
}
