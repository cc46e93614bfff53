import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { SetupError } from '../src/domain/errors.ts'
import { RULES } from './action-rules.ts'
import { run } from './run.ts'

// Says which of the rules for GPT Actions openapi/openapi.yaml keeps.
const FILE = resolve(import.meta.dirname, '../openapi/openapi.yaml')

await run(async () => {
  const document = parse(readFileSync(FILE, 'utf8'))
  const results = RULES.map(({ name, check }) => ({ name, places: check(document) }))
  for (const { name, places } of results) {
    console.log(`${places.length === 0 ? 'ok    ' : 'BROKEN'}  ${name}`)
    for (const place of places) console.log(`          ${place}`)
  }
  const broken = results.filter(({ places }) => places.length > 0).length
  if (broken > 0) throw new SetupError(`openapi/openapi.yaml breaks ${broken} rules.`)
})
