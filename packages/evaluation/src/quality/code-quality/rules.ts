/** The rules a line of code is held to: what is a defect or hides one, not what is a matter of taste or of layout. */

/** Options of ruff, in the form of the `[tool.ruff]` table. */
export const RUFF_OPTIONS = {
  // The newest: what an older one would not parse is no defect.
  'target-version': 'py314',
  lint: {
    select: [
      // Pyflakes; comparisons, bare excepts and ambiguous names of pycodestyle; syntax errors; invalid escapes.
      ['F', 'E7', 'E9', 'W6'],
      // Likely bugs: bugbear, pylint's errors and warnings, blocking calls in coroutines.
      ['B', 'PLE', 'PLW', 'ASYNC'],
      // Security, by bandit.
      ['S'],
      // What can be said more simply, and code in comments.
      ['C4', 'PIE', 'SIM', 'ERA'],
    ].flat(),
    ignore: [
      // Layout: several statements on one line.
      ['E701', 'E702', 'E703'],
      // Guesses by a word or by a server's address, mostly wrong here.
      ['S104', 'S105', 'S106', 'S107', 'S311', 'S608'],
      // How FastAPI declares dependencies.
      ['B008'],
      // Matters of taste.
      ['SIM105', 'SIM108', 'SIM117', 'PLW2901', 'PLW0603'],
    ].flat(),
  },
}

/** Configuration of oxlint. */
export const OXLINT_CONFIG = {
  plugins: ['typescript', 'unicorn', 'oxc'],
  categories: { correctness: 'warn', suspicious: 'warn' },
  env: { builtin: true, node: true, browser: true },
  rules: {
    eqeqeq: 'warn',
    'no-undef': 'warn',
    'no-empty': 'warn',
    'no-var': 'warn',
    'no-throw-literal': 'warn',
    // Matters of taste.
    'no-underscore-dangle': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/no-array-reverse': 'off',
  },
}
