import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import packageJson from '../package.json' with { type: 'json' }
import { SetupError } from '../src/domain/errors.ts'
import { actionYaml } from '../src/http/openapi.ts'
import { createOperations, type Stores } from '../src/shop.ts'
import { run } from './run.ts'

// Writes openapi/openapi.yaml from the operations; with --check only says whether it is up to date.
// The service serves the same document at /openapi.yaml, with its address of that moment.
const FILE = resolve(import.meta.dirname, '../openapi/openapi.yaml')
const SERVER_URL = 'https://stock.example'

await run(async () => {
  // The description asks no store.
  const operations = createOperations({} as Stores)
  const text = await actionYaml(operations, { serverUrl: SERVER_URL, version: packageJson.version })
  if (!process.argv.includes('--check')) {
    writeFileSync(FILE, text)
    console.log('openapi/openapi.yaml is written.')
  } else if (readFileSync(FILE, 'utf8') !== text) {
    throw new SetupError(
      'openapi/openapi.yaml is not what the operations say: run npm run openapi.',
    )
  }
})
