import { expect, test } from 'vitest'
import { chooseStart } from '../src/start/choose-start.ts'
import { directory } from './evaluation.fixture.ts'

const FASTAPI = 'from fastapi import FastAPI\napp = FastAPI()\n'
const FLASK = 'from flask import Flask\napp = Flask(__name__)\n'
const FACTORY = `from fastapi import FastAPI

def create_app(
    title: str = "School (beta)",
    *, routers=(),
) -> FastAPI:
    # Nothing is asked for.
    app = FastAPI(title=title)

    return app
`
const MANAGE = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'school.settings')\n"
const DJANGO =
  'python3 manage.py migrate --noinput && exec python3 manage.py runserver --noreload "127.0.0.1:$PORT"'
const uvicorn = (target: string): string =>
  `exec python3 -m uvicorn ${target} --host 127.0.0.1 --port "$PORT"`
const flask = (target: string): string =>
  `exec python3 -m flask --app ${target} run --host 127.0.0.1 --port "$PORT"`

/** Files, the command that starts them, and whether the prompt agreed on it. */
const KINDS: [string, Record<string, string>, string, 'contract'?][] = [
  ['main.py', { 'main.py': FASTAPI, 'app/main.py': FASTAPI }, 'exec python3 main.py', 'contract'],
  ['start.sh', { 'start.sh': '', 'package.json': '{}' }, 'exec sh start.sh', 'contract'],

  ['FastAPI', { 'app.py': FASTAPI }, uvicorn('app:app')],
  ['FastAPI: another name', { 'asgi.py': 'application: FastAPI = FastAPI()' }, uvicorn('asgi:application')],
  ['FastAPI: by its module', { 'api.py': 'import fastapi\napp = fastapi.FastAPI(\n)' }, uvicorn('api:app')],
  ['FastAPI: a package', { 'school/__init__.py': FASTAPI }, uvicorn('school:app')],
  [
    'FastAPI: app/main.py',
    { 'app/main.py': `from app.db import db\n${FASTAPI}`, 'app/db.py': '' },
    uvicorn('app.main:app'),
  ],
  [
    'FastAPI: src/app/main.py that imports app',
    { 'src/app/main.py': `from app.db import db\n${FASTAPI}`, 'src/app/db.py': '' },
    `cd 'src' && ${uvicorn('app.main:app')}`,
  ],
  [
    'FastAPI: src/app/main.py that imports src',
    { 'src/app/main.py': `from src.app.db import db\n${FASTAPI}`, 'src/app/db.py': '' },
    uvicorn('src.app.main:app'),
  ],
  [
    'FastAPI: what imports from beside it',
    { 'backend/main.py': `from .db import db\n${FASTAPI}`, 'backend/db.py': '' },
    uvicorn('backend.main:app'),
  ],
  [
    'FastAPI: what imports its neighbours by their names',
    { 'backend/main.py': `import os\nfrom db import db\n${FASTAPI}`, 'backend/db/__init__.py': '' },
    `cd 'backend' && ${uvicorn('main:app')}`,
  ],
  [
    'FastAPI: a directory that Python cannot name',
    { "Ada's school-api/app/main.py": FASTAPI },
    `cd 'Ada'\\''s school-api' && ${uvicorn('app.main:app')}`,
  ],
  ['FastAPI: a factory', { 'app/factory.py': FACTORY }, uvicorn('app.factory:create_app --factory')],
  [
    'FastAPI: what a factory made',
    { 'app/core.py': FACTORY, 'app/web.py': 'from app.core import create_app\napp = create_app()\n' },
    uvicorn('app.web:app'),
  ],
  [
    'FastAPI: what a factory made that asks for something',
    {
      'app/core.py': FACTORY.replace('*,', 'settings,'),
      'serve.py': 'from app import core\napplication = core.create_app(1)\n',
    },
    uvicorn('serve:application'),
  ],
  [
    'FastAPI: several in a file',
    { 'web.py': `api = FastAPI()\n${FASTAPI}app.mount('/api', api)` },
    uvicorn('web:app'),
  ],
  [
    'FastAPI: several files',
    { 'app/admin.py': FASTAPI, 'app/main.py': FASTAPI, 'app/v1/main.py': FASTAPI, 'tests/app.py': FASTAPI },
    uvicorn('app.main:app'),
  ],

  ['Flask', { 'app.py': FLASK }, flask('app:app')],
  [
    'Flask: a factory',
    { 'school/__init__.py': FACTORY.replaceAll('FastAPI', 'Flask') },
    flask('school:create_app'),
  ],
  [
    'Flask: another name',
    { 'wsgi.py': 'import flask\napplication = flask.Flask(__name__)' },
    flask('wsgi:application'),
  ],

  ['Django', { 'manage.py': MANAGE, 'school/api.py': FASTAPI }, DJANGO],
  ['Django: in a directory', { 'backend/manage.py': MANAGE }, `cd 'backend' && ${DJANGO}`],
  ['a manage.py that is not of Django', { 'manage.py': 'print(1)', 'app.py': FLASK }, flask('app:app')],

  [
    'Node: a start script',
    { 'package.json': '{"scripts": {"start": "node x.js"}}' },
    'exec npm start --silent',
  ],
  ['Node: a main file', { 'package.json': '{"main": "lib/x.js"}', 'lib/x.js': '' }, 'exec node .'],
  ['Node: server.js', { 'package.json': '{"main": "index.js"}', 'server.js': '' }, 'exec node server.js'],
]

test.for(KINDS)('%s is started as it is there', async ([, files, command, chosen_by = 'detection']) => {
  expect(await chooseStart(directory(files), undefined, undefined)).toMatchObject({
    command,
    chosen_by,
    base_path: '',
  })
})

test.for([
  ['a factory that asks for something', { 'app.py': FACTORY.replace('*,', 'settings: dict[str, int],') }],
  [
    'an application in a function that serves it',
    { 'web.py': 'def main():\n    app = FastAPI()\n    run(app)\n' },
  ],
  [
    'an application in the tests',
    { 'tests/app.py': FASTAPI, 'test_api.py': FASTAPI, 'conftest.py': FASTAPI },
  ],
  ['an application of somebody else', { 'venv/lib/app.py': FASTAPI, '.cache/app.py': FASTAPI }],
  ['a package.json that names a file that is not there', { 'package.json': '{"main": "index.js"}' }],
  ['a package.json that is none', { 'package.json': 'null' }],
])('%s is no way to start a project', async ([, files]) => {
  expect(await chooseStart(directory(files as Record<string, string>), undefined, undefined)).toMatchObject({
    command: null,
    chosen_by: null,
    why: expect.stringContaining('there is no main.py'),
  })
})
