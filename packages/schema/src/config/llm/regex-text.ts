import * as z from 'zod'

/** A regular expression (JavaScript, flag u) for something, not for everything. */
export const RegexText = z.string().superRefine((pattern, context) => {
  const fault = faultOf(pattern)
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
})

function faultOf(pattern: string): string | undefined {
  try {
    return new RegExp(pattern, 'u').test('')
      ? `${JSON.stringify(pattern)} matches where nothing is. Name what is to be hidden.`
      : undefined
  } catch (error) {
    return `${JSON.stringify(pattern)} is not a regular expression (${error instanceof Error ? error.message : String(error)}).`
  }
}
