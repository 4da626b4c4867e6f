/** The team that the program `metagpt` puts together at this commit: a class, and the phase in which its calls count. */
export const MEMBERS = [
  { role: 'TeamLeader', phase: 'team_leader' },
  { role: 'ProductManager', phase: 'product_manager' },
  { role: 'Architect', phase: 'architect' },
  { role: 'Engineer2', phase: 'engineer' },
  { role: 'DataAnalyst', phase: 'data_analyst' },
] as const

/** Calls that are no member's own: those of the tools that some of them use, such as the review of code. */
export const TOOLS_PHASE = 'tools'
