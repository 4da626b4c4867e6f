import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { readInnerText } from '@genai-devbench/files'
import { type ConfigParts, scriptOf } from '@genai-devbench/schema'
import type { ExperimentPaths } from '../experiment/experiment-paths.ts'

/** What would keep the scripts of stages from being started. */
export async function stageScriptFaults(
  { config }: ExperimentPaths,
  stages: ConfigParts['stages'],
): Promise<{ index: number; message: string; hint: string }[]> {
  const faults = []
  for (const { index, part } of stages) {
    const script = scriptOf(part)
    const fault = script === undefined ? undefined : await faultOf(config, script)
    if (fault) faults.push({ index, message: `${script} ${fault.fault}`, hint: fault.hint })
  }
  return faults
}

async function faultOf(config: string, script: string): Promise<{ fault: string; hint: string } | undefined> {
  const read = readInnerText(config, script)
  if (!('text' in read)) return read
  if (!read.text.startsWith('#!'))
    return {
      fault: 'does not say what runs it.',
      hint: 'Begin it with a line such as #!/bin/sh or #!/usr/bin/env python3.',
    }
  try {
    await access(join(config, script), constants.X_OK)
    return undefined
  } catch {
    return { fault: 'is not executable.', hint: `Run: chmod +x ${join(config, script)}` }
  }
}
