import { expect, test } from 'vitest'
import { routesOf } from '../../src/quality/documentation/declared-routes.ts'
import { publicNames } from '../../src/quality/documentation/docstrings.ts'
import { measureDocumentation } from '../../src/quality/documentation/measure-documentation.ts'
import { readSources } from '../../src/quality/sources/read-sources.ts'
import { SCRIPT_PROJECT } from './fixtures/script-project.ts'
import { PYTHON_PROJECT } from './fixtures/python-project.ts'
import { type Files, writeProject } from './write-project.ts'

async function documentation(files: Files, routes?: { method: string | null; path: string }[]) {
  await using project = await writeProject(files)
  const { score, details } = await measureDocumentation(await readSources(project.directory), {
    project: project.directory,
    ...(routes && { routes }),
  })
  const facts = details?.readme_facts.map(({ fact, value }) => [fact, value]) ?? []
  return { score, details, facts: Object.fromEntries(facts) as Record<string, number | null> }
}

test('a README that says all that can be checked', async () => {
  expect((await documentation(PYTHON_PROJECT)).facts).toEqual({
    text: 1,
    install: null,
    start: 1,
    routes_named: 1,
    routes_exist: 1,
    links: 1,
  })
  const { score, details, facts } = await documentation(SCRIPT_PROJECT)
  expect(facts).toMatchObject({ install: 1, start: 1, routes_named: 1, routes_exist: 1, links: null })
  expect([score.value, details?.public_names]).toEqual([1, 2])
})

test('an installation that is needed and not told, a script that is not there, a route of another method', async () => {
  const { facts } = await documentation({
    ...SCRIPT_PROJECT,
    'README.md':
      'Greets.\n\n    npm run serve\n\n`GET /hello/:name`, `DELETE /names`, `curl localhost:8000/hello/ada`\n',
  })
  expect(facts).toMatchObject({ text: 1, install: 0, start: 0, routes_named: 1 })
  expect(facts['routes_exist']).toBeCloseTo(2 / 3)
})

test('routes that are given are what counts', async () => {
  const { facts, details } = await documentation(PYTHON_PROJECT, [
    { method: 'GET', path: '/items' },
    { method: 'DELETE', path: '/items/{name}' },
    { method: 'GET', path: '/orders' },
  ])
  expect(details?.routes).toBe(3)
  expect(facts['routes_named']).toBeCloseTo(2 / 3)
  expect(facts['routes_exist']).toBeCloseTo(1 / 3)
})

test('without a README there is nothing for a reader; without public names the README counts alone', async () => {
  expect((await documentation({ 'a.py': 'print(1)\n' })).score).toEqual({ value: 0, reason: null })
  const { score, details } = await documentation({ 'README.md': 'Says\n\n    sh run.sh\n', 'run.sh': '' })
  expect(score).toEqual({ value: 1, reason: null })
  expect(details?.docstrings).toMatchObject({ value: null })
  expect((await documentation({})).score).toEqual({ value: null, reason: 'there is no file' })
})

test.for([
  [
    'FastAPI',
    'main.py',
    `router = APIRouter(prefix="/students")
@router.get("")
def all(): ...
@router.post("/", status_code=201)
def create(): ...
@router.put(f"/{ID}/x")
def put(): ...
app.include_router(router, prefix="/api")
requests.get("/elsewhere")
`,
    ['GET ', 'POST ', 'PUT /*/x'],
    ['/students', '/api'],
  ],
  [
    'Flask',
    'app.py',
    `@app.route("/items/<int:id>", methods=["GET", "DELETE"])
def item(id): ...
@bp.route("/all")
def all(): ...
bp = Blueprint("b", url_prefix="/b")
`,
    ['GET /items/*', 'DELETE /items/*', 'null /all'],
    ['/b'],
  ],
  [
    'Django',
    'urls.py',
    `urlpatterns = [path("items/<int:id>/", item), path("api/", include("a.urls"))]`,
    ['null /items/*'],
    ['/api'],
  ],
  [
    'Express',
    'server.js',
    `app.use('/v1', router)
router.get('/teachers/:id', (q, r) => {})
app.route('/books').get((q, r) => {})
axios.post('/remote', {})
new Map().get('/x')
`,
    ['GET /teachers/*', 'null /books'],
    ['/v1'],
  ],
  [
    'a plain server',
    'server.mjs',
    "if (path === '/hello') x()\nconst found = /^\\/items\\/(\\d+)$/.exec(path)\nif (a === 'b/c') y()\n",
    ['null /hello', 'null /items/*'],
    [],
  ],
] as const)('the routes of %s', async ([, path, text, routes, prefixes]) => {
  const language = path.endsWith('.py') ? 'python' : 'javascript'
  const found = await routesOf([{ path, language, text }])
  expect(found.routes.map((route) => `${route.method} ${route.path}`)).toEqual(routes)
  expect(found.prefixes).toEqual(prefixes)
})

test.for([
  [
    'python',
    `"""Module."""
class Shop:
    """Sells."""
    def __init__(self): ...
    def sell(self):
        "Sell."
    def _count(self): ...
    @property
    def size(self): ...
def helper():
    def inner(): ...
async def wait():
    # not one
    """Waits."""
`,
    [
      ['Shop', true],
      ['sell', true],
      ['size', false],
      ['helper', false],
      ['wait', true],
    ],
  ],
  [
    'typescript',
    `/** Doc. */
export const f = (x: number) => x
// no doc
export function g() {}
/** Doc. */
export default class K {
  constructor() {}
  /** Doc. */
  m() {}
  n() {}
  #o() {}
}
const value = 1
`,
    [
      ['f', true],
      ['g', false],
      ['K', true],
      ['m', true],
      ['n', false],
    ],
  ],
] as const)('public names and their docstrings in %s', async ([language, text, expected]) => {
  const names = await publicNames({ path: 'a', language, text })
  expect(names.map(({ name, hasDocstring }) => [name, hasDocstring])).toEqual(expected)
})
