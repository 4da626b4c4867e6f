import { readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { removeTree } from '@genai-devbench/files'
import { type ConfinedPlace, type PlaceOptions, openConfinedPlace } from './confined/confined-place.ts'
import type { EvaluatorOptions } from './evaluator.ts'
import { type Installation, NOTHING_INSTALLED, installProject } from './install/install-project.ts'
import { type ProjectState, removeOwn } from './project-state.ts'
import { type ChosenStart, chooseStart } from './start/choose-start.ts'
import { type Trial, type TrialOptions, brokenOff, notStarted, tryOut } from './trial.ts'

export interface Tried extends Trial {
  installation: Installation
  chosen: ChosenStart
  /** The limit that the project broke. */
  breach: string | null
}

type Checking = Pick<TrialOptions, 'steps' | 'known' | 'seed' | 'carrier' | 'isFirst'>

/** Installs, starts and checks copies of a project in a place of their own. */
export async function tryProject(
  state: ProjectState,
  { acceptance, checks: files, isolation, cacheDir }: EvaluatorOptions,
  places: PlaceOptions,
  checking: Checking,
): Promise<Tried> {
  if (await isEmpty(state)) return triedNothing(checking)
  await using place = await openConfinedPlace(places)
  const project = await copyInto(place, state, 'project')
  const checksCopy = await copyInto(place, state, 'checked')
  const installation = await installProject(place.outside(project), {
    cacheDir,
    isolation: isolation.mode,
    timeoutMs: acceptance.timeouts.install * 1000,
  })
  for (const copy of [project, checksCopy]) await link(installation, place.outside(copy))
  const chosen = await chooseStart(place.outside(project), acceptance.start, state.app)
  const work = {
    ...checking,
    place,
    isolation: isolation.mode,
    timeouts: acceptance.timeouts,
    files,
    project,
    checksCopy,
    installation,
    chosen,
    data: await dataDirectory(place, project, chosen.chosen_by === 'adapter' ? state.app?.data : undefined),
    isLast: state.isLast,
  }
  const trial = await tryOut(work).catch((error: unknown) => brokenOff(work, error))
  return { ...trial, installation, chosen, breach: place.breach() ?? null }
}

async function isEmpty({ project, notArtifacts }: ProjectState): Promise<boolean> {
  const names = await readdir(project)
  return names.every((name) => notArtifacts.includes(name))
}

/** A place to find out what an empty project does would cost more than many a step. */
async function triedNothing(checking: Checking): Promise<Tried> {
  const why = 'the project is empty'
  return {
    ...(await notStarted(checking, why)),
    installation: NOTHING_INSTALLED,
    chosen: { command: null, base_path: '', chosen_by: null, why },
    breach: null,
  }
}

/** Without what is the framework's own. */
async function copyInto(place: ConfinedPlace, state: ProjectState, name: string): Promise<string> {
  const copy = await place.bring(state.project, name)
  await removeOwn(state, place.outside(copy))
  return copy
}

async function link({ links }: Installation, copy: string): Promise<void> {
  for (const [name, target] of Object.entries(links)) {
    await removeTree(join(copy, name))
    await symlink(target, join(copy, name))
  }
}

/** Where the application keeps its data: a directory of the project that it is known to use, else one of its own. */
async function dataDirectory(
  place: ConfinedPlace,
  project: string,
  known: string | undefined,
): Promise<string> {
  const inProject = known === undefined ? undefined : join(project, known)
  return inProject === undefined || (await place.hasLink(inProject))
    ? join(place.directory, 'data')
    : inProject
}
