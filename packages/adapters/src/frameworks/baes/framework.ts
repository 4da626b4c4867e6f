import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Layout, PythonFramework } from '../../python/python-framework.ts'

/** The pin. It moves only together with a passing run of this adapter's tests against the real framework. */
export const BAES: PythonFramework = {
  title: 'BAeS',
  source: {
    repository: 'https://github.com/gesad-lab/baes_demo',
    commit: '0968b80bbd4a4832d9f362b43650932cd780ef75',
    paths: ['bae_noninteractive.py', 'bae_chat.py', 'config.py', 'baes', 'README.md', 'pyproject.toml'],
  },
  python: { from: 11, to: 12 },
  /**
   * What the framework imports when it builds a system, out of its requirements.txt: the rest (tests, linters, browsers,
   * streamlit and pandas) is for its developers or for the systems it makes. Where it names no exact version, the
   * newest of the day of the commit.
   */
  packages: [
    'annotated-types==0.7.0',
    'anyio==4.12.0',
    'certifi==2025.11.12',
    'charset-normalizer==3.4.4',
    'distro==1.9.0',
    'h11==0.16.0',
    'httpcore==1.0.9',
    'httpx==0.25.2',
    'idna==3.11',
    'jinja2==3.1.2',
    'jiter==0.12.0',
    'markupsafe==3.0.3',
    'openai==2.14.0',
    'pydantic==2.5.0',
    'pydantic-core==2.14.1',
    'python-dotenv==1.0.0',
    'requests==2.31.0',
    'sniffio==1.3.1',
    'tqdm==4.67.1',
    'typing-extensions==4.15.0',
    'urllib3==2.6.2',
  ],
  complete: (layout) => writeFile(dotenvFile(layout), ''),
  async faults(layout) {
    const text = await readFile(dotenvFile(layout), 'utf8').catch(() => undefined)
    if (text === '') return []
    const what = text === undefined ? 'is gone' : 'is not empty'
    return [
      `${dotenvFile(layout)} ${what}: what such files say beats the address and the key of the experiment.`,
    ]
  },
}

/**
 * The framework reads the first .env from its own directory up to the root and lets it override the environment. An
 * empty one of its own ends that search before it comes to the user's.
 */
const dotenvFile = ({ source }: Layout): string => join(source, '.env')
