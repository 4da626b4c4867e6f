import type { ConfigParts } from './config-parts.ts'
import { stageRuleBreaches } from './stages/stage-rules.ts'
import { type RuleBreach, templateRuleBreaches } from './template/template-rules.ts'

export function configRuleBreaches(parts: ConfigParts): RuleBreach[] {
  return [...templateRuleBreaches(parts), ...frameworkIdsAreUnique(parts), ...stageRuleBreaches(parts)]
}

function frameworkIdsAreUnique({ frameworks }: ConfigParts): RuleBreach[] {
  return frameworks.flatMap(({ index, part: { id } }) =>
    // Compared without case: each id names a directory, and some file systems fold case.
    frameworks.some((other) => other.part.id.toLowerCase() === id.toLowerCase() && other.index < index)
      ? [
          {
            path: ['frameworks', index],
            message: `framework id "${id}" is used twice.`,
            hint: 'For a variant write {id: another-name, adapter: ..., options: ...}.',
          },
        ]
      : [],
  )
}
