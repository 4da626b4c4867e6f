import { ExperimentConfig, formatProblem, parseYamlDocument } from '@genai-devbench/schema'

/** A config.yaml with nothing wrong in it. */
export const VALID = `name: my_test
model: gpt-4o-mini
seed: 1
frameworks: [direct, self-refine]
llm:
  provider: scripted
steps:
  - id: 1
    enabled: true
    name: Student CRUD
    prompt_file: prompts/01_student_crud.txt
  - id: 2
    enabled: false
    name: Course CRUD
    prompt_file: prompts/02_course_crud.txt
timeout:
  per_step: 60
  total: 600
stopping:
  mode: fixed
  max_runs: 5
metrics:
  primary: [success]
`

/** The same with a part replaced: one that is there once. */
export function changed(part: string, replacement: string, text = VALID): string {
  if (text.split(part).length !== 2) throw new Error(`not there once: ${part}`)
  return text.replace(part, () => replacement)
}

/** What a reader is told about a config.yaml. */
export function complaints(text: string): string[] {
  return parseYamlDocument(text, ExperimentConfig, 'config.yaml').problems.map(formatProblem)
}

export function parsedConfig(text: string): ExperimentConfig {
  const { value, problems } = parseYamlDocument(text, ExperimentConfig, 'config.yaml')
  if (!value) throw new Error(problems.map(formatProblem).join('\n'))
  return value
}
