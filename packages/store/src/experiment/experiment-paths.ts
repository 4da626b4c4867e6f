import { join } from 'node:path'

/** Every path inside an experiment, in one place. `root` is absolute. */
export function experimentPaths(root: string) {
  const runs = join(root, 'runs')
  const meta = join(root, '.meta')
  const config = join(root, 'config')
  const runRoot = (framework: string, run: number): string => join(runs, framework, `run_${number3(run)}`)
  return {
    root,
    readme: join(root, 'README.md'),
    config,
    configFile: join(config, 'config.yaml'),
    configSchema: join(config, 'config.schema.json'),
    hitl: join(config, 'hitl'),
    runs,
    journal: join(runs, 'journal.jsonl'),
    manifest: join(runs, 'manifest.json'),
    /** What the evaluation of each run comes to. */
    evaluations: join(runs, 'evaluations.jsonl'),
    /** What happened above the single run, invocation by invocation. */
    events: join(runs, 'events.jsonl'),
    /** Which stages began and how they ended. */
    stages: join(runs, 'stages.jsonl'),
    stageLog: (stage: string, stream: 'out' | 'err') => join(root, 'logs', `stage_${stage}.${stream}.log`),
    /** Requests and answers of the model, where they are recorded or replayed. */
    recordings: join(root, 'recordings'),
    analysis: join(root, 'analysis'),
    meta,
    experimentFile: join(meta, 'experiment.json'),
    seal: join(meta, 'seal.json'),
    configHash: join(meta, 'config.hash'),
    /** Declared changes of the sealed configuration, in the order in which they were made. */
    amendments: join(meta, 'amendments.jsonl'),
    /** What the provider said of the usage, each time it was asked. */
    usageReadings: join(meta, 'usage_readings.jsonl'),
    archiveIndex: join(meta, 'archive.json'),
    lastEnding: join(meta, 'last_ending.json'),
    /** Who makes which run, where several runners share the experiment. */
    claims: join(meta, 'claims'),
    refusedCalls: join(meta, 'refused_calls.jsonl'),
    runRoot,
    run: (framework: string, run: number) => runPaths(runRoot(framework, run)),
  }
}
export type ExperimentPaths = ReturnType<typeof experimentPaths>

export function runPaths(root: string) {
  return {
    root,
    readme: join(root, 'README.md'),
    record: join(root, 'run.json'),
    events: join(root, 'events.jsonl'),
    llmCalls: join(root, 'llm_calls.jsonl'),
    /** Where llm.middleware has an audit_log. */
    audit: join(root, 'audit.jsonl'),
    auditBodies: join(root, 'audit_bodies'),
    /** Calls put down before they were sent; there only while the run is under way, or was cut off. */
    begunCalls: join(root, 'llm_calls_begun.jsonl'),
    logs: join(root, 'logs'),
    log: (stepId: number, stream: 'out' | 'err') =>
      join(root, 'logs', `step_${number3(stepId)}.${stream}.log`),
    artifacts: join(root, 'generated_artifacts'),
    workspace: join(root, 'workspace'),
    scratch: join(root, '.scratch'),
    /** What an interrupted run goes on from; there while the run is not finished. */
    snapshots: join(root, '.snapshots'),
    history: join(root, 'history'),
    /** What the evaluation of each step found. */
    evaluation: join(root, 'evaluation'),
    stepEvaluation: (stepId: number) => join(root, 'evaluation', `step_${number3(stepId)}.json`),
    attempts: join(root, 'attempts'),
  }
}
export type RunPaths = ReturnType<typeof runPaths>

const number3 = (n: number): string => String(n).padStart(3, '0')
