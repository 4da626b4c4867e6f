import * as z from 'zod'
import { HistoryMode } from '../../config/history-mode.ts'
import { Sha256, Timestamp } from '../../names.ts'
import { RunRecord, StepOutcome } from './run-record.ts'

/** Inside its tree, with forward slashes; anything else a file system allows in a name may be in it. */
const path = z
  .string()
  .min(1)
  .refine((text) => text.split('/').every((part) => part !== '' && part !== '.' && part !== '..'))
const mode = z.int().min(0).max(0o7777)

/** One thing in a tree of files. Of a link, where it leads to is the content. */
export const TreeEntry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path, mode, size: z.int().min(0), sha256: Sha256 }),
  z.strictObject({ kind: z.literal('directory'), path, mode }),
  z.strictObject({ kind: z.literal('link'), path, target: z.string() }),
])
export type TreeEntry = z.infer<typeof TreeEntry>
export type FileEntry = Extract<TreeEntry, { kind: 'file' }>

/** runs/<framework>/run_NNN/history/step_NNN/state.json: the workspace as a step left it. */
export const WorkspaceState = z.strictObject({
  schema_version: z.literal(1),
  mode: HistoryMode,
  step: z.int().positive(),
  name: z.string(),
  execution_index: z.int().positive(),
  outcome: StepOutcome,
  kept_at: Timestamp,
  /** Of the whole workspace. */
  files: z.int().min(0),
  bytes: z.int().min(0),
  /** The step on whose state this one builds; null when it is complete in itself. */
  base: z.int().positive().nullable(),
  /** What is added or changed against the base; with no base, everything. */
  entries: z.array(TreeEntry),
  /** Paths of the base that are gone. */
  removed: z.array(path),
})
export type WorkspaceState = z.infer<typeof WorkspaceState>

/** runs/<framework>/run_NNN/.snapshots/step_NNN/snapshot.json: all that an interrupted run needs to go on after a step. */
export const Snapshot = z.strictObject({
  schema_version: z.literal(1),
  /** Directory of the run: what a framework keeps may hold its path. */
  run_dir: z.string(),
  /** As it stood after the step. */
  record: RunRecord,
  /** Lengths of llm_calls.jsonl and events.jsonl after the step. */
  llm_calls_bytes: z.int().min(0),
  events_bytes: z.int().min(0),
  /** Of audit.jsonl; 0 without one. */
  audit_bytes: z.int().min(0).default(0),
  workspace: z.array(TreeEntry),
  scratch: z.array(TreeEntry),
})
export type Snapshot = z.infer<typeof Snapshot>
