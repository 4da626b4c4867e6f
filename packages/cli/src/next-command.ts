/**
 * How to call another command from where this one was called: with `pnpm` in front where this one was a script of the
 * workspace, and with the same experiments directory.
 */
export function nextCommand(command: string, experiment: string, experimentsDir: string | undefined): string {
  const isScript =
    process.env['npm_lifecycle_event'] !== undefined &&
    process.env['npm_config_user_agent']?.startsWith('pnpm/')
  const where = experimentsDir === undefined ? [] : ['--experiments-dir', experimentsDir]
  return [...(isScript ? ['pnpm'] : []), ...command.split(' '), experiment, ...where].map(quoted).join(' ')
}

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
