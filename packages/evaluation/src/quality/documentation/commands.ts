/** What a command in a README starts: a file or a module of the project, a script of its package.json, or containers. */
export type Started =
  | { kind: 'file'; path: string }
  | { kind: 'module'; name: string }
  | { kind: 'script'; name: string }
  | { kind: 'container' }

const INSTALL = [
  /^(sudo )?(pip3?|uv pip|python3? -m pip|py -m pip|pipx) install\b/,
  /^(npm|pnpm|yarn|bun) (install|ci|i|add)\b/,
  /^yarn$/,
  /^(poetry|pipenv) install\b/,
  /^uv sync\b/,
  /^docker(-compose| compose)? (build|up)\b/,
]
const PYTHON = /^(python3?(\.\d+)?|py)$/
const NODE = /^(node|tsx|ts-node|bun|deno)$/
const SHELL = /^(sh|bash)$/
const SERVER = /^(uvicorn|gunicorn|hypercorn|waitress-serve|daphne)$/
const PACKAGE_MANAGER = /^(npm|pnpm|yarn|bun)$/
/** Modules that `python -m` runs for something else than to start the project. */
const TOOLS = new Set(['pip', 'venv', 'virtualenv', 'unittest', 'pytest', 'coverage', 'json', 'compileall'])

export const isInstall = (command: string): boolean => INSTALL.some((pattern) => pattern.test(command))

/** The requirements files that an installation names. */
export const requirementsIn = (command: string): string[] =>
  [...command.matchAll(/(?:-r|--requirement)[ =](\S+)/g)].flatMap(([, path]) => path ?? [])

/** What a command starts; undefined for one that starts nothing of the project. */
export function startedBy(command: string): Started | undefined {
  // The last of several that are joined: `cd app && python main.py`; without variables set before it.
  const last = command.split(/&&|;/).at(-1) ?? ''
  const [program = '', ...args] = last
    .trim()
    .split(/\s+/)
    .filter((word) => !/^\w+=/.test(word))
  const plain = args.filter((word) => !word.startsWith('-'))
  if (PYTHON.test(program)) return startedByPython(args)
  if (SERVER.test(program)) return moduleOf(plain.find((word) => word.includes(':')))
  if (program === 'flask')
    return moduleOf(valueOf(args, '--app') ?? (args.includes('run') ? 'app' : undefined))
  if (program === 'fastapi') return fileOf(plain[1] ?? 'main.py')
  if (NODE.test(program)) return fileOf(plain.find((word) => /\.[cm]?[jt]s$/.test(word)))
  if (SHELL.test(program)) return fileOf(plain[0])
  if (PACKAGE_MANAGER.test(program)) return scriptOf(plain)
  if (/^docker(-compose)?$/.test(program) && (plain.includes('up') || plain[0] === 'run'))
    return { kind: 'container' }
  return program.startsWith('./') ? fileOf(program) : undefined
}

function startedByPython(args: readonly string[]): Started | undefined {
  const module = valueOf(args, '-m')
  if (module === undefined) return fileOf(args.find((word) => word.endsWith('.py')))
  if (TOOLS.has(module.split('.')[0] ?? '')) return undefined
  return startedBy([module, ...args.slice(args.indexOf('-m') + 2)].join(' ')) ?? moduleOf(module)
}

function scriptOf([first, second]: readonly string[]): Started | undefined {
  if (first === 'start' || first === 'dev' || first === 'serve') return { kind: 'script', name: first }
  return first === 'run' && second !== undefined && !/test|lint/.test(second)
    ? { kind: 'script', name: second }
    : undefined
}

const fileOf = (path: string | undefined): Started | undefined =>
  path === undefined ? undefined : { kind: 'file', path: path.replace(/^\.\//, '') }

const moduleOf = (name: string | undefined): Started | undefined =>
  name === undefined ? undefined : { kind: 'module', name: name.split(':')[0] ?? name }

function valueOf(args: readonly string[], option: string): string | undefined {
  const index = args.indexOf(option)
  return index === -1 ? undefined : args[index + 1]
}
