import { join } from 'node:path'

/** Every path of one state in a history, in one place. */
export function statePaths(history: string, step: number) {
  const root = join(history, `step_${String(step).padStart(3, '0')}`)
  return {
    history,
    root,
    record: join(root, 'state.json'),
    /** In mode full. */
    workspace: join(root, 'workspace'),
    /** In the other modes. */
    archive: join(root, 'workspace.tar.gz'),
  }
}
