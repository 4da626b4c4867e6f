import type { PythonFramework } from '../../python/python-framework.ts'
import { O200K_BASE, hasEncoding, seedEncoding } from '../../python/tiktoken-encoding.ts'

/** What of the source a run needs: its results land in the source, so each run has a copy. */
export const RUN_PATHS = ['run.py', 'camel', 'chatdev', 'ecl', 'CompanyConfig', 'visualizer/app.py'] as const

/** The pin: the head of the branch chatdev1.0. It moves only together with a passing run of this adapter's tests. */
export const CHATDEV: PythonFramework = {
  title: 'ChatDev 1',
  source: {
    repository: 'https://github.com/OpenBMB/ChatDev',
    commit: '31fd994416a251ecdeb1f0a73c329271743bfb56',
    // Without its hundred megabytes of examples.
    paths: [...RUN_PATHS, 'LICENSE', 'requirements.txt'],
  },
  // Newer ones have no numpy 1.24.3.
  python: { from: 10, to: 11 },
  /** Its requirements.txt, with an httpx that its openai 1.47.1 still works with and all else of the commit's day. */
  packages: [
    'annotated-types==0.7.0',
    'anyio==4.11.0',
    'beautifulsoup4==4.12.2',
    'bidict==0.23.1',
    'blinker==1.9.0',
    'certifi==2025.8.3',
    'charset-normalizer==3.4.3',
    'click==8.3.0',
    'colorama==0.4.6',
    'distlib==0.4.0',
    'distro==1.9.0',
    'easydict==1.10',
    'exceptiongroup==1.3.0',
    'faiss-cpu==1.7.4',
    'filelock==3.19.1',
    'flask==2.3.2',
    'flask-socketio==5.3.4',
    'h11==0.16.0',
    'httpcore==1.0.9',
    'httpx==0.27.2',
    'idna==3.10',
    'importlib-metadata==6.8.0',
    'itsdangerous==2.2.0',
    'jinja2==3.1.6',
    'jiter==0.11.0',
    'markdown==3.4.4',
    'markupsafe==3.0.2',
    'numpy==1.24.3',
    'openai==1.47.1',
    'pillow==10.3.0',
    'platformdirs==3.11.0',
    'pydantic==2.11.9',
    'pydantic-core==2.33.2',
    'python-engineio==4.12.2',
    'python-socketio==5.13.0',
    'pyyaml==6.0',
    'regex==2023.6.3',
    'requests==2.31.0',
    'simple-websocket==1.1.0',
    'sniffio==1.3.1',
    'soupsieve==2.8',
    'tenacity==8.2.2',
    'tiktoken==0.8.0',
    'tqdm==4.67.1',
    'typing-extensions==4.15.0',
    'typing-inspection==0.4.1',
    'urllib3==2.5.0',
    'virtualenv==20.23.0',
    'werkzeug==3.0.3',
    'wikipedia-api==0.6.0',
    'wsproto==1.2.0',
    'zipp==3.23.0',
  ],
  /** With its encoding it counts the tokens of the model that it believes to talk to. */
  complete: ({ installDir }, progress) => seedEncoding(installDir, O200K_BASE, progress),
  faults: async ({ installDir }) =>
    hasEncoding(installDir, O200K_BASE) ? [] : ['The token encoding of its model is gone.'],
}
