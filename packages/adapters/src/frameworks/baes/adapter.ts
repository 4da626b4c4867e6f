import { type StepContext, type StepResult, defineAdapter } from '../../contract.ts'
import { identityOf } from '../../install/installed-lock.ts'
import { installationOf } from '../../python/python-framework.ts'
import { BAES } from './framework.ts'
import { BaesOptions } from './options.ts'
import { request } from './request.ts'
import { routerFault, routersOf } from './routers.ts'
import { scripted } from './scripted.ts'

export const adapter = defineAdapter({
  id: 'baes',
  title: 'BAeS',
  description:
    'Business Autonomous Entities: an agent for each business entity has others make its table, its FastAPI routes and its page.',
  licence: 'MIT',
  homepage: BAES.source.repository,
  options: BaesOptions,
  installation: installationOf(BAES),
  identity: ({ installDir }) => identityOf(installDir),
  runStep,
  app: {
    command: 'exec python3 -m uvicorn app.main:app --host 127.0.0.1 --port "$PORT"',
    basePath: '/api',
    file: 'app/main.py',
    data: 'app/database',
  },
  scripted,
})

async function runStep(context: StepContext<BaesOptions>): Promise<StepResult> {
  const before = await routersOf(context.workspace)
  const { failure, forced } = await request(context)
  if (forced.length > 0)
    context.note(`BAeS took work that its own reviewer had refused: ${forced.join(', ')}`)
  const reason = failure ?? (await routerFault(context, before))
  return reason === undefined ? { outcome: 'passed' } : { outcome: 'failed', reason }
}
