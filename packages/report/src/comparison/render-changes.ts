import type { ExperimentComparison } from '@genai-devbench/schema'
import { tableAsText, wrap } from '../render/plain-text.ts'
import { comparisonWarnings } from './build-comparison-document.ts'
import { canInteract, changes, interactions } from './change-tables.ts'
import { differenceList } from './experiment-tables.ts'

const WIDTH = 100

/** Differences and what changed under the primary metrics, as text for a terminal. */
export function renderChanges(comparison: ExperimentComparison): string {
  const { differences } = comparison
  return [
    ...comparisonWarnings(comparison).flatMap((warning) => [wrap(`!! ${warning} !!`, WIDTH, '  '), '']),
    ...(differences.length === 0
      ? []
      : ['The experiments differ in:', '', tableAsText(differenceList(comparison)), '']),
    tableAsText(changes(comparison, 'primary')),
    ...(canInteract(comparison)
      ? ['', 'Did the frameworks change differently?', '', tableAsText(interactions(comparison, 'primary'))]
      : []),
  ].join('\n')
}
