import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findConfigSet, listConfigSets } from '@genai-devbench/config-sets'
import { ValidationError } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import { ConfigSets } from './config-sets.fixture.ts'

const SHIPPED = join(import.meta.dirname, '../../../config_sets')

describe('listing', () => {
  test('finds every directory with a metadata.yaml, by name', async () => {
    await using sets = await ConfigSets.make()
    await sets.copyAs('another')
    await sets.copyAs('zero-2')
    await mkdir(join(sets.root, 'no_set'))
    await writeFile(join(sets.root, 'README.md'), 'About config sets.')
    expect(
      (await listConfigSets(sets.root)).map((listing) =>
        'set' in listing ? [listing.name, listing.set.metadata.version] : listing,
      ),
    ).toEqual([
      ['another', '1.0.0'],
      ['small', '1.0.0'],
      ['zero-2', '1.0.0'],
    ])
  })

  test('goes on where one is broken, and says what is wrong with that', async () => {
    await using sets = await ConfigSets.make()
    for (const name of ['a', 'b', 'c', 'd']) await sets.copyAs(name)
    await writeFile(join(sets.root, 'a/metadata.yaml'), 'name: [')
    await writeFile(join(sets.root, 'b/metadata.yaml'), '')
    await rm(join(sets.root, 'c/experiment_template.yaml'))
    const listings = await listConfigSets(sets.root)
    expect(listings.map((listing) => [listing.name, 'error' in listing])).toEqual([
      ['a', true],
      ['b', true],
      ['c', true],
      ['d', false],
      ['small', false],
    ])
    for (const listing of listings) {
      if ('error' in listing) expect(listing.error).toBeInstanceOf(ValidationError)
    }
    expect(listings[2]).toMatchObject({
      error: {
        message:
          'The config set "c" is not usable: 1 problem\n  - experiment_template.yaml: does not exist. Create it or correct the path.',
      },
    })
  })

  test('takes a set that is a link to a directory', async () => {
    await using sets = await ConfigSets.make()
    await using others = await ConfigSets.make()
    await others.copyAs('linked')
    await symlink(join(others.root, 'linked'), join(sets.root, 'linked'))
    expect(await listConfigSets(sets.root)).toMatchObject([
      { name: 'linked', set: { metadata: { name: 'linked' } } },
      { name: 'small' },
    ])
  })

  test('of an empty directory is empty; a directory that is not there is an error with the way out', async () => {
    await using sets = await ConfigSets.make()
    await sets.remove('.')
    expect(await listConfigSets(sets.root)).toEqual([])
    await expect(listConfigSets(join(sets.root, 'none'))).rejects.toMatchObject({
      code: 'no_config_sets',
      message: expect.stringContaining('none cannot be read (ENOENT)'),
      hint: expect.stringContaining('--config-sets-dir'),
    })
  })
})

describe('finding by name', () => {
  test('loads it', async () => {
    await using sets = await ConfigSets.make()
    expect((await findConfigSet(sets.root, 'small')).metadata.name).toBe('small')
  })

  test('names what there is where there is none of that name', async () => {
    await using sets = await ConfigSets.make()
    await sets.copyAs('another')
    await expect(findConfigSet(sets.root, 'smal')).rejects.toMatchObject({
      code: 'unknown_config_set',
      exitCode: 2,
      hint: 'Did you mean "small"? Available: another, small.',
    })
    await expect(findConfigSet(sets.root, 'nope')).rejects.toMatchObject({
      hint: 'Available: another, small.',
    })
  })

  test.for(['', '.', '..', '../small', 'small/', 'small/../small', '/etc'])(
    '%j is the name of none',
    async (name) => {
      await using sets = await ConfigSets.make()
      await expect(findConfigSet(sets.root, name)).rejects.toMatchObject({ code: 'unknown_config_set' })
    },
  )

  test('is an error with all problems where it is broken', async () => {
    await using sets = await ConfigSets.make()
    await sets.remove('prompts/01_first.txt')
    await expect(findConfigSet(sets.root, 'small')).rejects.toBeInstanceOf(ValidationError)
  })
})

test('the config sets that are shipped load without a problem', async () => {
  const listings = await listConfigSets(SHIPPED)
  expect(listings.map((listing) => ('error' in listing ? listing.error.message : listing.name))).toEqual([
    'default',
    'minimal',
  ])
  expect((await findConfigSet(SHIPPED, 'default')).metadata.available_steps.map(({ name }) => name)).toEqual([
    'Student CRUD',
    'Course CRUD',
    'Teacher CRUD',
    'Authentication',
    'Relationships',
    'Testing',
  ])
})

test('in the config sets that are shipped each step has acceptance checks', async () => {
  for (const name of ['default', 'minimal']) {
    const { metadata, files } = await findConfigSet(SHIPPED, name)
    for (const { prompt_file } of metadata.available_steps)
      expect(files).toContain(prompt_file.replace(/^prompts\/(.*)\.txt$/, 'acceptance/$1.test.mjs'))
  }
})
