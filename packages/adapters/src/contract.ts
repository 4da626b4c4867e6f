import type { Identity, ScriptedModel } from '@genai-devbench/schema'
import type * as z from 'zod'

/**
 * What a framework must bring to be compared: one folder under frameworks/ whose adapter.ts exports
 * `adapter = defineAdapter({...})`. The adapter owns how its framework is called and how success is recognised. It owns
 * no timeouts, retries, metering or file layout: those are the runner's.
 */
export interface Adapter<Options = unknown> {
  /** The folder's name, and what a config calls it. */
  id: string
  title: string
  description: string
  licence: string
  homepage: string
  /** Options of a config entry `{id, adapter, options}`; unknown keys must be refused (z.strictObject). */
  options: z.ZodType<Options>
  /** Absent when nothing has to be installed. */
  installation?: Installation
  /** Versions of the framework and of what it stands on, by name. Recorded with every run. */
  identity(place: InstalledPlace<Options>): Promise<Identity>
  /** Absolute paths outside its installation that its programs read; an isolated framework sees no others. */
  reads?(place: InstalledPlace<Options>): readonly string[]
  /** Carries out one step in `context.workspace`, which holds what the steps before it made. */
  runStep(context: StepContext<Options>): Promise<StepResult>
  /** Top-level names in the workspace that are the framework's own and not what it generated. */
  notArtifacts?: readonly string[]
  /** Fields of a model's message that the framework can take, where a new one would break it. Default: all. */
  messageFields?: readonly string[]
  /** How the applications are started that it generates; absent where the prompt decides it. */
  app?: GeneratedApp
  /** Replies of the offline model to this framework's requests. */
  scripted: ScriptedModel
}

/** An application as a framework generates it, whatever the prompt says. */
export interface GeneratedApp {
  /** What sh is given in the project directory; $PORT is the port to listen on, on 127.0.0.1. */
  command: string
  /** What stands before the paths of its routes, such as `/api`. */
  basePath: string
  /** A file of the project without which this does not hold. */
  file: string
  /** Directory of the project that holds its database, where it does not heed $DATABASE_PATH. */
  data?: string
}

export interface InstalledPlace<Options> {
  /** Directory of this adapter's installation; empty or missing when there is none. */
  installDir: string
  options: Options
}

export interface Installation {
  /** Set where the framework comes from a repository and not from a package registry: a local checkout may stand in. */
  checkout?: { repository: string; commit: string }
  /** The Python versions it runs on, as a user would read them: `3.9 to 3.11`. */
  python?: string
  /** Name and exact version of every part, as a user would look them up. */
  parts: readonly { name: string; version: string; source: string }[]
  /** Makes a complete installation in `dir` or throws a UserError. A half-made one is finished or made again. */
  install(dir: string, progress: InstallProgress): Promise<void>
  /** What keeps the installation in `dir` from working, in sentences; empty when it is sound. */
  check(dir: string): Promise<string[]>
}

export interface InstallProgress {
  /** Absolute path of a local checkout to install from in place of the repository. */
  from?: string
  report(message: string): void
  signal: AbortSignal
}

export interface StepContext<Options = unknown> extends InstalledPlace<Options> {
  prompt: string
  step: { id: number; name: string; executionIndex: number }
  /** Absolute path of the project directory. What is in it after the last step is the artifact. */
  workspace: string
  /** Absolute path of a directory of this run alone that lasts from step to step: HOME and caches of the framework. */
  scratch: string
  model: string
  temperature: number | undefined
  /** Seed of this run. */
  seed: number
  /**
   * The framework asks a person: records it as an intervention of the step and gives the experiment's fixed answer,
   * the text of hitl/<answer>.txt; undefined when there is none, or none can be given.
   */
  intervene(question: string, answer?: string): string | undefined
  /** Where the framework finds its model during a phase. Each phase is metered on its own. */
  endpoint(phase: string): Endpoint
  /**
   * Runs a program: its own process group, nobody at its stdin, output into the step's logs, environment clean but for
   * PATH, HOME (scratch), TMPDIR, LANG and what `env` adds. Ends with the step. Rejects when the step is aborted.
   */
  spawn(command: Command): Promise<CommandResult>
  /** Aborted when the step's time is up or the runner stops. */
  signal: AbortSignal
  /** Adds a line to the run's events. */
  note(message: string): void
}

export interface Endpoint {
  /** OpenAI-compatible base URL, ending in /v1. */
  baseUrl: string
  /** Good for this endpoint only; not the provider's key. */
  apiKey: string
}

export interface Command {
  file: string
  args: readonly string[]
  /** Default: the workspace. */
  cwd?: string
  env?: Readonly<Record<string, string>>
  /** What the program reads on its stdin before that ends. Default: nothing. */
  input?: string
}

export interface CommandResult {
  exitCode: number | null
  signal: NodeJS.Signals | null
  /** What this command printed; the last 1 MiB of each where it printed more. */
  stdout: string
  stderr: string
}

/** A framework that does not do its job is a result, not an exception. */
export type StepResult = { outcome: 'passed' } | { outcome: 'failed'; reason: string }

/** Keeps the type of the options while it is written; the registry holds all adapters as `Adapter`. */
export function defineAdapter<Options>(adapter: Adapter<Options>): Adapter<Options> {
  return adapter
}
