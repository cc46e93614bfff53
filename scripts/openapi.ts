import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { buildApp } from '../src/app.ts'
import { SetupError } from '../src/domain/errors.ts'
import type { StockStore } from '../src/store/store.ts'
import { run } from './run.ts'

// Writes openapi/openapi.yaml from the routes; with --check only says whether it is up to date.
const FILE = resolve(import.meta.dirname, '../openapi/openapi.yaml')

await run(async () => {
  const publicUrl = process.env.PUBLIC_URL ?? 'http://127.0.0.1:8000'
  const app = await buildApp({
    // The description asks no store.
    store: {} as StockStore,
    ...{ apiKey: 'unused', publicUrl, filesUrl: publicUrl },
  })
  const text = app.swagger({ yaml: true })
  await app.close()
  if (!process.argv.includes('--check')) {
    writeFileSync(FILE, text)
    console.log('openapi/openapi.yaml is written.')
  } else if (readFileSync(FILE, 'utf8') !== text) {
    throw new SetupError('openapi/openapi.yaml is not what the routes say: run npm run openapi.')
  }
})
