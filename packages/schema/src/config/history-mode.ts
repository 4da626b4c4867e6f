import * as z from 'zod'

/**
 * `full`: a plain copy. `compressed`: one tar.gz. `diff`: a tar.gz of the contents that no state before it holds, and what was
 * taken away.
 */
export const HISTORY_MODES = ['full', 'compressed', 'diff'] as const
export const HistoryMode = z.enum(HISTORY_MODES)
export type HistoryMode = z.infer<typeof HistoryMode>
