import type { Notice } from '@genai-devbench/schema'

/** Notices that stand on everything a reader may take away by itself: on top of the report, on each printed page, in each figure. */
export const graveNotices = (notices: readonly Notice[]): string[] =>
  notices.filter(isGrave).map(({ message }) => message)

export const isGrave = ({ code }: Notice): boolean => code === 'scripted_model'
