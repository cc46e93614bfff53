import { loadConfig } from '../src/process/config.ts'
import { importFirstStock } from '../src/process/import-first-stock.ts'
import { openStore } from '../src/process/open-store.ts'
import { print } from '../src/process/terminal.ts'
import { run } from './run.ts'

// Makes the collections and imports the first stock, as `npm start` does, and ends.
await run(async () => {
  const config = loadConfig()
  const report = { onProgress: print, onRestart: () => {} }
  const opened = await openStore(config, report)
  try {
    await importFirstStock(opened.store, config, report)
    print('PocketBase is ready.')
  } finally {
    await opened.close()
  }
})
