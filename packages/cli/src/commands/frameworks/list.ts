import { type Adapter, adapterIds, installDir, loadAdapter } from '@genai-devbench/adapters'
import Table from 'cli-table3'

export async function listFrameworksCommand({ json }: { json?: true }): Promise<number> {
  const rows = await Promise.all(adapterIds().map(async (id) => describe(await loadAdapter(id))))
  process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : `${asTable(rows)}\n`)
  return 0
}

type Row = Awaited<ReturnType<typeof describe>>

async function describe({ id, title, description, licence, homepage, installation }: Adapter) {
  const faults = (await installation?.check(installDir(id))) ?? []
  const installed = installation === undefined ? 'built in' : faults.length === 0 ? 'yes' : 'no'
  return {
    id,
    title,
    description,
    licence,
    homepage,
    installed,
    python: installation?.python ?? null,
    parts: installation?.parts ?? [],
  }
}

function asTable(rows: readonly Row[]): string {
  const table = new Table({
    head: ['id', 'installed', 'versions, licence', 'what it is'],
    // With its lines as wide as the terminal, from 80 columns on.
    colWidths: [13, 11, 24, Math.max(27, (process.stdout.columns || 120) - 53)],
    wordWrap: true,
    style: { head: [], border: [] },
  })
  for (const { id, installed, parts, python, licence, description } of rows) {
    const versions = [
      ...parts.map(({ name, version }) => `${name} ${version.slice(0, 12)}`),
      ...(python === null ? [] : [`Python ${python}`]),
    ]
    table.push([id, installed, [...versions, licence].join('\n'), description])
  }
  return table.toString()
}
