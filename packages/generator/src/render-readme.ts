import type { ExperimentConfig, ExperimentMeta } from '@genai-devbench/schema'

export interface ReadmeSubject {
  name: string
  description: string
  origin: ExperimentMeta['config_set']
  provider: ExperimentConfig['llm']['provider']
  steps: ExperimentConfig['steps']
}

/** README.md of an experiment, for a reader who has only this directory. */
export function renderReadme(
  { name, description, origin, provider, steps }: ReadmeSubject,
  createdAt: Date,
): string {
  const rows = steps
    .map((step) => `| ${step.id} | ${step.name} | [${step.prompt_file}](config/${step.prompt_file}) |`)
    .join('\n')
  const offline =
    provider === 'scripted'
      ? '\n> This experiment answers with the **scripted model**, an offline stand-in. Its results show how the toolkit works; they are not evidence about frameworks.\n'
      : provider === 'replay'
        ? '\n> This experiment **replays** recorded answers of the model. It shows again what was found when they were recorded; its times are not measurements.\n'
        : ''
  return `# ${name}

${description}

An experiment of genai-devbench: it gives the same prompts to several GenAI development frameworks, many times each, and measures every run.
Made on ${createdAt.toISOString().slice(0, 10)} from the config set \`${origin.name}\` ${origin.version}, of which it holds a full copy.
${offline}
## Use

1. Review [config/config.yaml](config/config.yaml): frameworks, model, steps, number of runs. Its keys are documented in [config/config.schema.json](config/config.schema.json), which editors with YAML support read by themselves.
2. Customise the prompts under config/prompts/. Steps can be disabled, reordered and rewritten; their ids stay with them.
3. \`run-experiment ${name}\` runs it. Interrupted, it goes on where it stopped when called again. The first run seals config/: later changes are refused, unless they are declared (\`--amend "reason"\`).
4. \`analyze ${name}\` writes analysis/report.html.

## Steps as generated

| id | step | prompt |
|---|---|---|
${rows}

## What is where

| path | content |
|---|---|
| config/ | everything that defines the experiment |
| config/acceptance/ | black-box checks for what each step asks for (\`node --test\` files) |
| config/hitl/ | what a person would answer when a framework asks |
| runs/events.jsonl | what happened above the single run: each start, what was made again and why, each look of the stopping rule |
| runs/journal.jsonl | one line per finished run: its record, steps inside |
| runs/manifest.json | index of the finished runs |
| runs/stages.jsonl | which stages began and how they ended |
| runs/\\<framework\\>/run_NNN/ | one run: run.json (record), llm_calls.jsonl (every model call), events.jsonl, logs/, generated_artifacts/ (what the framework made), history/ (its state after each step, with history.preserve), attempts/ (what was tried and does not count); audit.jsonl and audit_bodies/ where llm.middleware has an audit_log |
| logs/ | what the scripts of stages printed |
| recordings/ | with llm.record: every request to the model and its answer, to be replayed |
| analysis/ | results.json, report.md, report.html, figures/ |
| .meta/ | where the experiment came from, the seal of its configuration, and declared changes of it |
`
}
