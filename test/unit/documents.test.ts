import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { EVENT_TYPES } from '../../src/domain/event.ts'
import { REFUSALS } from '../../src/domain/refusals.ts'
import { createOperations, type Stores } from '../../src/shop.ts'
import { COLLECTIONS } from '../../src/store/pocketbase/schema.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

const documents = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((file) => existsSync(join(ROOT, file)))

/** Links and headings in code are text. */
const withoutCode = (text: string): string =>
  text
    .replace(/^ *```[\s\S]*?^ *```/gm, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]#]/g, ''))

/** Where a document leads to within this repository, as it is written there. */
const linksOf = (text: string): string[] =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))

/** The anchors that GitHub gives to the headings of a document. */
const anchorsOf = (text: string): string[] =>
  [...withoutCode(text).matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  )

/** Why a link leads nowhere; undefined for a good one. */
function whyBroken(document: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? document : relative(ROOT, join(ROOT, dirname(document), path))
  if (!existsSync(join(ROOT, target))) return `${link}: there is no ${target}`
  if (anchor === undefined || anchorsOf(read(target)).includes(anchor)) return undefined
  return `${link}: ${target} has no such heading`
}

test.each(documents)('every link of %s leads somewhere', (document) => {
  const broken = linksOf(read(document)).flatMap((link) => whyBroken(document, link) ?? [])
  expect(broken).toEqual([])
})

test('a link to a missing file or heading is found, and one in code is none', () => {
  const text = '[a](src/README.md#glossary) [b](nowhere.md) [c](#no-such) `[d](code.md)`'
  expect(linksOf(text).map((link) => whyBroken('README.md', link))).toEqual([
    undefined,
    'nowhere.md: there is no nowhere.md',
    '#no-such: README.md has no such heading',
  ])
})

/** Paths that a document names in code; those with a placeholder are examples. */
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`((?:src|pocketbase|scripts|test|openapi)\/[\w./-]+)`/g)].map(
    ([, path = '']) => path,
  )

/** What was there once stays in the changelog; the build makes the rest. */
const isThere = (path: string): boolean =>
  path.startsWith('pocketbase/pb_hooks') || existsSync(join(ROOT, path))

test.each(documents.filter((document) => document !== 'CHANGELOG.md'))(
  'every file that %s names is there',
  (document) => {
    expect(pathsIn(read(document)).filter((path) => !isThere(path))).toEqual([])
  },
)

const api = read('openapi/README.md')

test.each(createOperations({} as Stores))('$method $path is described', ({ method, path }) => {
  expect(api).toContain(`\`${method} ${path}\``)
})

test('the table of keys for one location is that of the operations', () => {
  const section = api.split('## Keys for one location')[1]?.split('\n## ')[0] ?? ''
  const rows = [...section.matchAll(/^\| (`.*?) \|/gm)].map(([, row = '']) =>
    [...row.matchAll(/`(\w+)`/g)].map(([, id]) => id),
  )
  const ids = (['location', 'own', 'shop'] as const).map((reach) =>
    createOperations({} as Stores)
      .filter((one) => one.reach === reach)
      .map(({ id }) => id),
  )
  expect(rows.map((row) => row.toSorted())).toEqual(ids.map((row) => row.toSorted()))
})

test.each(Object.entries(REFUSALS))('%s is described with its status', (code, { status }) => {
  const row = api.split('\n').find((line) => line.startsWith(`| ${status} `))
  expect(row).toContain(`\`${code}\``)
})

test('the events are those that there are', () => {
  const section = api.split('## Events')[1]?.split('\n### ')[0] ?? ''
  const types = [...section.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, row = '']) =>
    Array.from(row.matchAll(/`([\w.]+)`/g), ([, type]) => type),
  )
  expect(types.toSorted()).toEqual([...EVENT_TYPES].toSorted())
})

test('the tables of the database are those of the schema', () => {
  const section = read('pocketbase/README.md').split('## Tables')[1]?.split('\n## ')[0] ?? ''
  const names = [...section.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, row = '']) =>
    Array.from(row.matchAll(/`(\w+)`/g), ([, name]) => name),
  )
  expect(names.toSorted()).toEqual(COLLECTIONS.map(({ name }) => name).toSorted())
})

test('the README is short', () => {
  expect(read('README.md').split('\n').length).toBeLessThan(150)
})
