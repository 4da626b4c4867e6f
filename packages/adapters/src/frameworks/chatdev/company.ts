import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { StepContext } from '../../contract.ts'
import { layoutOf } from '../../python/python-framework.ts'
import { RUN_PATHS } from './framework.ts'
import type { ChatDevOptions } from './options.ts'

/** Names of ChatDev's own configurations: for a first version, and for work on what is there. */
export type Chain = 'Default' | 'Incremental'

/** A copy of the source for one step: ChatDev puts what it makes into its source, under names that last a second. */
export interface Company {
  root: string
  /** What to give as --config. */
  config: string
}

export async function openCompany(
  { scratch, installDir, step, options }: StepContext<ChatDevOptions>,
  chain: Chain,
): Promise<Company> {
  const root = join(scratch, 'chatdev', `step_${step.executionIndex}`)
  await rm(root, { recursive: true, force: true })
  for (const path of RUN_PATHS)
    await cp(join(layoutOf(installDir).source, path), join(root, path), { recursive: true })
  await mkdir(join(root, 'WareHouse'))
  const config = `Devbench${chain}`
  await setUp(join(root, 'CompanyConfig'), chain, config, options)
  return { root, config }
}

/** A configuration is a directory; files that it does not have are taken from Default. */
async function setUp(
  configs: string,
  chain: Chain,
  name: string,
  { gui_design }: ChatDevOptions,
): Promise<void> {
  const file = 'ChatChainConfig.json'
  const own = z.looseObject({}).parse(JSON.parse(await readFile(join(configs, chain, file), 'utf8')))
  await mkdir(join(configs, name))
  const settings = { ...own, gui_design: gui_design ? 'True' : 'False' }
  await writeFile(join(configs, name, file), JSON.stringify(settings, null, 2))
}

export interface WareHouse {
  /** The directories of programs; one, unless ChatDev ended before. */
  programs: string[]
  /** Logs stay here until a program is finished. */
  unfinished: string[]
}

export async function wareHouseOf({ root }: Company): Promise<WareHouse> {
  const directory = join(root, 'WareHouse')
  const entries = await readdir(directory, { withFileTypes: true })
  return {
    programs: entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(directory, name)),
    unfinished: entries.filter(({ name }) => name.endsWith('.log')).map(({ name }) => name),
  }
}
