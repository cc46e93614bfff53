import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { expect, test } from 'vitest'

const SRC = resolve(import.meta.dirname, '../../src')

/** "catalogue", "features/stock": a folder of src, and each feature by itself. A file of src is its own. */
function roomOf(file: string): string {
  const parts = relative(SRC, file).split(sep)
  return parts.slice(0, parts[0] === 'features' ? 2 : 1).join('/')
}

/** Which rooms each room imports. */
function importsByRoom(): Map<string, Set<string>> {
  const imports = new Map<string, Set<string>>()
  for (const name of globSync('**/*.ts', { cwd: SRC })) {
    const file = join(SRC, name)
    const room = roomOf(file)
    const others = imports.get(room) ?? new Set()
    imports.set(room, others)
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/ from '(\.[^']+)'/g)) {
      const other = roomOf(resolve(dirname(file), path))
      if (other !== room) others.add(other)
    }
  }
  return imports
}

test('no room imports one that imports it, directly or through others', () => {
  const imports = importsByRoom()
  const circles: string[] = []
  const walk = (path: readonly string[]) => {
    for (const next of imports.get(path.at(-1) ?? '') ?? []) {
      if (next === path[0]) circles.push([...path, next].join(' → '))
      else if (!path.includes(next)) walk([...path, next])
    }
  }
  for (const room of imports.keys()) walk([room])
  expect(circles).toEqual([])
})

test('what there is to sell and to count knows no other feature', () => {
  const features = [...(importsByRoom().get('features/stock') ?? [])]
  expect(features.filter((room) => room.startsWith('features/'))).toEqual([])
})

/** The files of the page for browsers. */
const WEB = globSync('web/**/*.{ts,tsx}', { cwd: SRC })

/** What the page may know of the service: how its answers look, and the words of the shop. */
const SHAPES =
  /^(?:features\/.+-(?:schemas|operations)\.ts|operations\/(?:schemas|operation)\.ts|domain\/.+\.ts)$/

test('the page for browsers takes types from the operations, and nothing else of the service', () => {
  const wrong: string[] = []
  for (const name of WEB) {
    const file = join(SRC, name)
    const imports = readFileSync(file, 'utf8').matchAll(/^import ([^'"]*?) from '(\.[^']+)'/gm)
    for (const [, what = '', path = ''] of imports) {
      const target = relative(SRC, resolve(dirname(file), path)).replaceAll(sep, '/')
      if (target.startsWith('web/')) continue
      if (!what.startsWith('type ') || !SHAPES.test(target)) wrong.push(`${name}: ${target}`)
    }
  }
  expect(WEB.length).toBeGreaterThan(10)
  expect(wrong).toEqual([])
})

test('nothing of the service imports the page for browsers', () => {
  const rooms = [...importsByRoom()].filter(([room, others]) => room !== 'web' && others.has('web'))
  expect(rooms).toEqual([])
})
