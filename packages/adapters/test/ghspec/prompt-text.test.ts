import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { asCommandArguments } from '../../src/frameworks/ghspec/prompt-text.ts'

const TEMPLATE = '```text\n$ARGUMENTS\n```\neven if `$ARGUMENTS` appears literally below. Run `date` then.'

/** What opencode makes of a command: JavaScript's replaceAll, then the shell. */
const render = (text: string): string =>
  TEMPLATE.replaceAll('$ARGUMENTS', text).replace(/!`([^`]+)`/g, (_whole, command: string) =>
    execFileSync('sh', ['-c', command], { encoding: 'utf8' }),
  )

const exact = (text: string): string => TEMPLATE.split('$ARGUMENTS').join(text)

describe('a prompt reaches the template as it is', () => {
  test.each([
    ['with what replaceAll expands', "$$ $& $1 $` $' $ARGUMENTS $HOME"],
    [
      'with code spans that end in an exclamation mark',
      'answers `Hello, World!` at `/` and `Bye!` at `/bye`',
    ],
    ['with a shell command of opencode', 'first !`touch /tmp/never` then !!`!`'],
    ['with an exclamation mark at the end', 'Say hello!'],
    ['with an exclamation mark and an open backtick at the end', 'Say !`'],
    ['with quotes, dashes, backslashes and newlines', '- a "b" \'c\' \\d \\041\n--help\n\n\té☃'],
  ])('%s', (_name, prompt) => {
    expect(render(asCommandArguments(prompt))).toBe(exact(prompt))
  })
})
