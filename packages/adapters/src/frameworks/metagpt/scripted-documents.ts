export interface Facts {
  prompt: string
  words: string
  /** The files of the step. */
  paths: readonly string[]
  /** Those that the engineer is to write. */
  tasks: readonly string[]
}

type Value = string | readonly string[] | readonly (readonly string[])[]

/** What stands in a document under a heading. Headings of a later step begin with "Refined". */
const VALUES: Record<string, (facts: Facts, title: string) => Value> = {
  language: () => 'en_us',
  'programming language': ({ paths }) =>
    paths.some((path) => path.endsWith('.py')) ? 'Python' : 'JavaScript',
  'project name': () => 'project',
  'original requirements': ({ prompt }) => prompt,
  requirements: ({ prompt }) => prompt,
  'requirement pool': (_facts, title) => [['P0', title]],
  'competitive quadrant chart': (_facts, title) =>
    `quadrantChart\n    title "${title}"\n    "This project": [0.5, 0.6]`,
  'implementation approach': ({ words }, title) => `${title}: the standard library alone. ${words}`,
  'file list': ({ paths }) => paths,
  'data structures and interfaces': ({ paths }) =>
    ['classDiagram', ...paths.map((path) => `    class ${identifier(path)}`)].join('\n'),
  'program call flow': (_facts, title) =>
    `sequenceDiagram\n    Client->>Server: ${title}\n    Server-->>Client: JSON`,
  'required packages': () => [],
  'required other language third-party packages': () => ['No third-party dependencies required'],
  'logic analysis': ({ paths }, title) => paths.map((path) => [path, title]),
  'task list': ({ tasks }) => tasks,
  'full api spec': () => '',
  'development plan': ({ paths }, title) => paths.map((path) => `${title}: write ${path}`),
  'incremental change': ({ paths }) =>
    paths.map((path) => `\`\`\`diff\n--- Old/${path}\n+++ New/${path}\n\`\`\``),
  issue_type: () => 'REQUIREMENT',
  is_relative: () => 'YES',
}

/** An answer to a request that lists the headings of a document; undefined for any other. */
export function documentAnswer(request: string, facts: Facts): string | undefined {
  const nodes = headingsOf(request)
  if (nodes.length === 0) return undefined
  // MetaGPT goes on only where a document differs from the one of the step before: the title is in each.
  const title = (facts.prompt.trim().split('\n')[0] ?? '').replace(/^TASK: /, '').slice(0, 80)
  const values = nodes.map(({ heading, type }) => {
    const value =
      VALUES[heading.toLowerCase().replace(/^refined /, '')]?.(facts, title) ?? `${title}: ${facts.words}`
    return [heading, ofType(type, value)]
  })
  return `[CONTENT]\n${JSON.stringify(Object.fromEntries(values), null, 4)}\n[/CONTENT]`
}

interface Heading {
  heading: string
  /** As Python prints it: `<class 'str'>`, `typing.List[str]`. */
  type: string
}

function headingsOf(request: string): Heading[] {
  const start = request.lastIndexOf('\n## nodes: ')
  if (start === -1) return []
  const list = request.slice(start, request.indexOf('\n## constraint', start))
  return [...list.matchAll(/^- ([^:\n]+): (<class 'str'>|typing\.\S+) {2}#/gm)].map(
    ([, heading = '', type = '']) => ({ heading, type }),
  )
}

function ofType(type: string, value: Value): Value {
  if (!type.includes('List[')) return value
  return typeof value === 'string' ? [value] : value
}

const identifier = (path: string): string => path.replaceAll(/\W+/g, '_')
