import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { InstallProgress } from '../../contract.ts'
import type { Layout, PythonFramework } from '../../python/python-framework.ts'
import { pinsIn } from '../../python/pins.ts'
import { runTool } from '../../install/run-tool.ts'
import { CL100K_BASE, hasEncoding, seedEncoding } from '../../python/tiktoken-encoding.ts'
import { versionFault } from '../../install/version-fault.ts'

const REQUIREMENTS = new URL('requirements.txt', import.meta.url)

/** The pin: the head of its main branch. It moves only together with requirements.txt and a passing run of this adapter's tests. */
export const METAGPT_MGX: PythonFramework = {
  title: 'MetaGPT (MGX)',
  source: {
    repository: 'https://github.com/FoundationAgents/MetaGPT',
    commit: '1dfce070d29041fbd10dc9deb4a2db48bd5aebc7',
    // Without documents, examples and a page that nothing reads.
    paths: ['metagpt', 'LICENSE', 'requirements.txt', ':(exclude)metagpt/utils/index.html'],
  },
  /** It also runs on 3.9; the packages that it stands on here do not. */
  python: { from: 10, to: 11 },
  packages: pinsIn(readFileSync(REQUIREMENTS, 'utf8')),
  complete,
  async faults({ installDir }) {
    const faults = [
      hasEncoding(installDir, CL100K_BASE) ? undefined : `The token encoding ${CL100K_BASE.name} is gone.`,
      await versionFault({ name: 'bash, which its members work with,', program: 'bash' }),
    ]
    return faults.filter((fault) => fault !== undefined)
  },
}

async function complete({ installDir, source, python }: Layout, progress: InstallProgress): Promise<void> {
  // Its members measure with it whether a file is too long to be read.
  await seedEncoding(installDir, CL100K_BASE, progress)
  // As `pip install --editable` would: for this Python alone, not for those that its members start.
  const sites = await runTool(python, ['-c', PRINT_SITE_PACKAGES], progress.signal)
  await writeFile(join(sites.trim(), 'metagpt.pth'), `${source}\n`)
}

const PRINT_SITE_PACKAGES = "import sysconfig; print(sysconfig.get_path('purelib'))"
