import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')

/** What of a process is loaded when it is first needed: the packages, and where they come from. */
const LATER = {
  '@modelcontextprotocol/server': 'the first message of a chat',
  '@nats-io/jetstream': 'a shop that publishes to NATS',
  '@platformatic/kafka': 'a shop that publishes to Kafka',
  fflate: 'the first download of PocketBase',
  'oidc-provider': 'the first program that a person lets in',
  rolldown: 'a build',
  sharp: 'a process of its own',
  yaml: 'the first reader of the GPT Action document',
}

/** The packages that a file loads before anything is asked of it. */
function packagesOf(file: string): string[] {
  const script = `
    import { registerHooks } from 'node:module'
    const found = new Set()
    registerHooks({
      load(url, context, next) {
        const [, name] = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url) ?? []
        if (name) found.add(name)
        return next(url, context)
      },
    })
    await import(${JSON.stringify(resolve(ROOT, file))})
    console.log(JSON.stringify([...found]))
    process.exit()`
  const args = ['--input-type=module', '--eval', script]
  return JSON.parse(execFileSync(process.execPath, args, { cwd: ROOT }).toString())
}

test('a process that serves loads what few requests need when one does', () => {
  const loaded = packagesOf('src/serve.ts')
  expect(loaded).toContain('fastify')
  expect(Object.keys(LATER).filter((name) => loaded.includes(name))).toEqual([])
})

test('the process that looks after the others loads nothing that serves', () => {
  const loaded = packagesOf('src/start.ts')
  expect(loaded).toContain('zod')
  const serving = [...Object.keys(LATER), 'fastify', 'prom-client', 'csv-parse', 'fuse.js']
  expect(serving.filter((name) => loaded.includes(name))).toEqual([])
})
