import { join } from 'node:path'

/** What is MetaGPT's own in a run. */
export interface Place {
  home: string
  /** Its logs and its state. */
  root: string
}

export const placeIn = (scratch: string): Place => ({
  home: join(scratch, 'home'),
  root: join(scratch, 'metagpt'),
})

export const environmentOf = ({ home, root }: Place): Record<string, string> => ({
  HOME: home,
  METAGPT_PROJECT_ROOT: root,
  PYTHONDONTWRITEBYTECODE: '1',
  // For its commits: who runs this, and how git is set up here, is not the project's.
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'MetaGPT',
  GIT_AUTHOR_EMAIL: 'metagpt@localhost',
  GIT_COMMITTER_NAME: 'MetaGPT',
  GIT_COMMITTER_EMAIL: 'metagpt@localhost',
})
