import { type Adapter, installDir, loadAdapter } from '@genai-devbench/adapters'
import { type Framework, type Problem, UserError, checkValue } from '@genai-devbench/schema'
import type { LoadedConfig } from '@genai-devbench/store'
import type { Arm } from '../plan.ts'

/** Loads the adapter of a framework and looks at its options and its installation. */
export async function checkFramework(
  framework: Framework,
  index: number,
  problemAt: LoadedConfig['problemAt'],
  env: NodeJS.ProcessEnv,
): Promise<{ arm?: Arm; problems: Problem[] }> {
  const at = ['frameworks', index]
  let adapter: Adapter
  try {
    adapter = await loadAdapter(framework.adapter)
  } catch (error) {
    if (error instanceof UserError) return { problems: [problemAt(at, error.message, error.hint)] }
    throw error
  }
  const problems: Problem[] = []
  const options = checkValue(framework.options, adapter.options)
  if ('faults' in options) {
    const where = `See the options of ${adapter.id} in docs/frameworks.md.`
    problems.push(
      ...options.faults.map(({ path, message, hint }) =>
        problemAt([...at, 'options', ...path], message, hint ?? where),
      ),
    )
  }
  const dir = installDir(adapter.id, env)
  const faults = (await adapter.installation?.check(dir)) ?? []
  problems.push(
    ...faults.map((fault) => problemAt(at, fault, `Run: devbench frameworks install ${adapter.id}`)),
  )
  if ('faults' in options || problems.length > 0) return { problems }
  return {
    arm: {
      ...framework,
      options: options.parsed as Record<string, unknown>,
      loaded: adapter,
      installDir: dir,
    },
    problems,
  }
}
