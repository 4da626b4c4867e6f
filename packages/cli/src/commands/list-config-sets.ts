import { type ConfigSetListing, listConfigSets } from '@genai-devbench/config-sets'
import { formatProblem } from '@genai-devbench/schema/problem'
import { configSetsDir } from '../toolkit-paths.ts'

interface Options {
  verbose?: true
  json?: true
  configSetsDir?: string
}

/** Exit code 0 also when a set is broken: the list itself is complete. */
export async function listConfigSetsCommand(options: Options): Promise<number> {
  const dir = configSetsDir(options.configSetsDir)
  const listings = await listConfigSets(dir)
  if (options.json) process.stdout.write(`${JSON.stringify(listings.map(asJson), null, 2)}\n`)
  else if (listings.length === 0) process.stdout.write(`No config sets in ${dir}.\n`)
  else
    process.stdout.write(
      `${listings.map((listing) => asText(listing, options.verbose ?? false)).join('\n\n')}\n`,
    )
  return 0
}

function asJson(listing: ConfigSetListing): object {
  if ('error' in listing)
    return { name: listing.name, error: listing.error.message, problems: listing.error.problems }
  const { name, version, description, available_steps: steps } = listing.set.metadata
  return { name, version, description, step_count: steps.length, steps }
}

function asText(listing: ConfigSetListing, verbose: boolean): string {
  if ('error' in listing) {
    const [first, ...more] = listing.error.problems
    const rest = more.length === 0 || verbose ? '' : ` (and ${more.length} more; --verbose shows all)`
    const others = verbose ? more.map((problem) => `\n  [ERROR: ${formatProblem(problem)}]`).join('') : ''
    return `${listing.name}  [ERROR: ${first ? formatProblem(first) : listing.error.message}${rest}]${others}`
  }
  const { name, version, description, available_steps: steps } = listing.set.metadata
  const head = `${name}  ${version}  ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}\n  ${description}`
  if (!verbose) return head
  return `${head}\n${steps.map((step) => `\n  ${step.id}. ${step.name}  (${step.prompt_file})\n     ${step.description}`).join('')}`
}
