import type { Finding } from '@genai-devbench/schema'
import type { SourceFile } from '../sources/read-sources.ts'
import { withSyntax } from '../sources/syntax.ts'
import { commentsOf } from '../sources/tokens.ts'

export interface LintResult {
  /** Of the linter, as it says itself. */
  version: string
  findings: Finding[]
  /** Paths of the files that its parser does not accept. */
  unparsed: Set<string>
}

const SUPPRESSION =
  /\b(noqa|nosec|ruff:|flake8:|pylint:)|\b(eslint|oxlint)-(disable|enable)|@ts-(ignore|nocheck|expect-error)/

export interface WithoutSuppressions {
  text: string
  /** How many comments were blanked. */
  suppressions: number
}

/**
 * The file with those comments blanked that would keep a linter quiet: whoever writes the code does not choose the rules.
 * All else stays in its place.
 */
export function withoutSuppressions({ language, text }: SourceFile): Promise<WithoutSuppressions> {
  return withSyntax(language, text, (root) => {
    const comments = commentsOf(root).filter((comment) => SUPPRESSION.test(comment.text))
    const blanked = comments.reduce(
      (rest, { startIndex, endIndex, text: comment }) =>
        rest.slice(0, startIndex) + comment.replaceAll(/[^\r\n]/g, ' ') + rest.slice(endIndex),
      text,
    )
    return { text: blanked, suppressions: comments.length }
  })
}
