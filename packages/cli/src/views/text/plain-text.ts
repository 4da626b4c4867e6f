import { stripVTControlCharacters } from 'node:util'

/** One line of text that comes from elsewhere: it may hold colours, line ends or worse. */
export const plainText = (text: string): string => stripVTControlCharacters(text).replaceAll(/\p{Cc}+/gu, ' ')
