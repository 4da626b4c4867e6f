/**
 * How to call another command from where this one was called: with `pnpm`, or the npx that fetched it, in front where
 * this one was a script of the workspace, and with the same experiments directory.
 */
export function nextCommand(command: string, experiment: string, experimentsDir: string | undefined): string {
  const where = experimentsDir === undefined ? [] : ['--experiments-dir', experimentsDir]
  return [...packageManager(process.env), ...command.split(' '), experiment, ...where].map(quoted).join(' ')
}

function packageManager(env: NodeJS.ProcessEnv): string[] {
  const isScript =
    env['npm_lifecycle_event'] !== undefined && env['npm_config_user_agent']?.startsWith('pnpm/')
  if (!isScript) return []
  // Where npx keeps what it fetches; such a pnpm is in no PATH.
  return env['npm_execpath']?.includes('_npx') ? ['npx', '-y', 'pnpm@10'] : ['pnpm']
}

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
