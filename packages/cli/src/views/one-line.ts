import { stripVTControlCharacters } from 'node:util'

/** What a framework or a file says, made fit for one line of a terminal or a log: it may hold colours, line ends or worse. */
export const oneLine = (text: string): string => stripVTControlCharacters(text).replaceAll(/\p{Cc}+/gu, ' ')
