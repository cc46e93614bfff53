import { toCsv } from '../exports/csv.ts'
import { COLUMN_NAMES, type Column } from './offers.ts'

type Row = readonly (readonly [name: Column, value: string])[]

/** How a feed is written: what stands before, between and after the rows. */
interface FeedFormat {
  readonly begin: (title: string, link: string) => string
  readonly rows: (rows: readonly Row[], isFirst: boolean) => string
  readonly end: string
}

const filled = (row: Row): Row => row.filter(([, value]) => value !== '')

export const FEED_FORMATS = {
  csv: {
    begin: () => toCsv([COLUMN_NAMES]),
    rows: (rows) => toCsv(rows.map((row) => row.map(([, value]) => value))),
    end: '',
  },
  /** RSS 2.0 with the names of Google. */
  xml: {
    begin: (title, link) =>
      `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n<title>${escaped(title)}</title>\n<link>${escaped(link)}</link>\n<description>${escaped(title)}</description>\n`,
    rows: (rows) =>
      rows.map((row) => `<item>${filled(row).map(element).join('')}</item>\n`).join(''),
    end: '</channel>\n</rss>\n',
  },
  json: {
    begin: () => '{"products":[',
    rows: (rows, isFirst) =>
      (isFirst ? '' : ',') +
      rows.map((row) => JSON.stringify(Object.fromEntries(filled(row)))).join(','),
    end: ']}\n',
  },
} as const satisfies Readonly<Record<string, FeedFormat>>

export type FeedFormatName = keyof typeof FEED_FORMATS

const element = ([name, value]: Row[number]): string => `<g:${name}>${escaped(value)}</g:${name}>`

/** Characters that XML 1.0 cannot have, however they are written. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const IMPOSSIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(IMPOSSIBLE, '')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
