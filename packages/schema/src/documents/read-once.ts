/** For `safeParse` of what is checked once: to compile a check takes longer than to make it. */
export const READ_ONCE = { jitless: true }
