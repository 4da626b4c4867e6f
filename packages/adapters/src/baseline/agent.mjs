// The built-in baselines' program: a real subprocess that turns a prompt into files with nothing but a model.
// Plain JavaScript, so that Node runs it as it is. Usage: node agent.mjs <task.json>
//   task.json: {prompt, model, temperature?, seed, workspace, phases: {generate, review?, revise?}: {baseUrl, apiKey}}
// Exit code 0: files were written. 3: the model's answer held no file. 4: the model could not be asked.
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'

const FORMAT = `Answer with every file you add or change, complete, each as
<file path="relative/path">
content
</file>
Leave out files that stay as they are.`

const MAX_CONTEXT_CHARS = 200_000
const SKIPPED = new Set(['.git', 'node_modules', '__pycache__', '.venv', 'data'])

const task = JSON.parse(await readFile(process.argv[2], 'utf8'))

const project = await describeProject(task.workspace)
const request = `${task.prompt}\n\n${project}`
const draft = await ask('generate', [
  { role: 'system', content: `You are an expert software engineer. Build what is asked.\n${FORMAT}` },
  { role: 'user', content: request },
])

let answer = draft
if (task.phases.review) {
  const review = await ask('review', [
    {
      role: 'system',
      content: 'You are a strict code reviewer. List what is wrong or missing, most serious first.',
    },
    { role: 'user', content: `The task:\n${request}\n\nThe proposed change:\n${draft}` },
  ])
  answer = await ask('revise', [
    {
      role: 'system',
      content: `You are an expert software engineer. Revise your change according to the review.\n${FORMAT}`,
    },
    { role: 'user', content: request },
    { role: 'assistant', content: draft },
    { role: 'user', content: `The review:\n${review}\n\nAnswer with the complete revised change.` },
  ])
}

const files = filesIn(answer)
if (files.length === 0) {
  console.error('the answer holds no <file path="...">')
  process.exit(3)
}
for (const { path, content } of files) {
  const target = resolve(task.workspace, path)
  if (!target.startsWith(task.workspace + sep)) {
    console.error(`refused to write outside the project: ${path}`)
    process.exit(3)
  }
  await mkdir(dirname(target), { recursive: true })
  await writeFile(target, content)
  console.log(`wrote ${path}`)
}

async function ask(phase, messages) {
  const { baseUrl, apiKey } = task.phases[phase]
  const body = { model: task.model, messages, seed: task.seed }
  if (task.temperature !== undefined) body.temperature = task.temperature
  let response, text
  try {
    response = await fetch(`${baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
      body: JSON.stringify(body),
    })
    text = await response.text()
  } catch (error) {
    console.error(`${phase}: the model could not be reached: ${error.cause?.message ?? error.message}`)
    process.exit(4)
  }
  if (!response.ok) {
    console.error(`${phase}: the model answered ${response.status}: ${text.slice(0, 2000)}`)
    process.exit(4)
  }
  const content = JSON.parse(text).choices?.[0]?.message?.content ?? ''
  console.log(`--- ${phase}\n${content}\n`)
  return content
}

function filesIn(text) {
  const pattern = /<file path="([^"\n]+)">\n([\s\S]*?)\n?<\/file>/g
  return [...text.matchAll(pattern)].map(([, path, content]) => ({ path, content: `${content}\n` }))
}

async function describeProject(root) {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split(sep).some((part) => SKIPPED.has(part)))
    .toSorted()
  if (paths.length === 0) return 'The project directory is empty.'
  let text = 'The project so far:\n'
  for (const path of paths) {
    const content = await readFile(join(root, path))
    // Binary files have no place in a prompt.
    if (content.includes(0)) continue
    const part = `<file path="${path.replaceAll(sep, '/')}">\n${content.toString()}</file>\n`
    if (text.length + part.length > MAX_CONTEXT_CHARS) text += `(${path} left out: too long)\n`
    else text += part
  }
  return text
}
