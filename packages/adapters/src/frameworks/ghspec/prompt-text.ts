/**
 * The text to hand to `opencode run --command` so that the template's $ARGUMENTS becomes exactly `prompt`.
 *
 * opencode puts it in with String.replaceAll, where `$&` and the like have a meaning, and then runs whatever stands
 * between "!`" and the next "`" in a shell and puts its output there. Both happen in ordinary prose: "`Hello, World!` at
 * `/`" would run " at ", and an exclamation mark at the end meets the backtick that follows $ARGUMENTS in a template. So a
 * "!" in such a place is itself given as a command that prints it. What a command prints is not looked at again.
 *
 * One thing stays as it is for whoever types into opencode: where the prompt names an existing file or an agent as `@name`,
 * that is attached to it. The text itself is not touched.
 */
export const asCommandArguments = (prompt: string): string =>
  prompt.replaceAll('!`', "!`printf '\\041\\140'`").replace(/!$/, "!`printf '\\041'`").replaceAll('$', '$$$$')
