import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

// Starts Vendure with SQLite, as its documents show it for a small shop and for trying it out:
//   node vendure-service.mjs FOLDER-WITH-ITS-PACKAGES FOLDER-FOR-DATA PORT
// It fills an empty database from products.csv in the folder for data, and stops when its standard input closes.
process.stdin.on('close', () => process.exit()).resume()
const [packages = '', data = '', port = ''] = process.argv.slice(2)
const load = createRequire(join(packages, 'package.json'))
const core = load('@vendure/core')
const { populate } = load('@vendure/core/cli')

const database = join(data, 'vendure.sqlite')
const isNew = !existsSync(database)
const config = {
  apiOptions: {
    hostname: '127.0.0.1',
    port: Number(port),
    shopApiPath: 'shop-api',
    adminApiPath: 'admin-api',
  },
  authOptions: {
    tokenMethod: ['bearer'],
    superadminCredentials: { identifier: 'bench', password: 'bench-on-loopback' },
  },
  dbConnectionOptions: { type: 'better-sqlite3', database, synchronize: isNew, logging: false },
  paymentOptions: { paymentMethodHandlers: [core.dummyPaymentHandler] },
  logger: new core.DefaultLogger({ level: core.LogLevel.Warn }),
  importExportOptions: { importAssetsDir: data },
  plugins: [
    core.DefaultJobQueuePlugin.init({}),
    core.DefaultSearchPlugin.init({ bufferUpdates: false, indexStockStatus: true }),
  ],
}
const initialData = {
  defaultLanguage: 'en',
  defaultZone: 'Europe',
  countries: [{ code: 'FR', name: 'France', zone: 'Europe' }],
  taxRates: [{ name: 'Standard Tax', percentage: 20 }],
  shippingMethods: [{ name: 'In the shop', price: 0 }],
  paymentMethods: [
    {
      name: 'Cash',
      handler: {
        code: 'dummy-payment-handler',
        arguments: [{ name: 'automaticSettle', value: 'true' }],
      },
    },
  ],
  collections: [],
}

if (isNew) {
  const filled = await populate(
    () => core.bootstrap(config),
    initialData,
    join(data, 'products.csv'),
  )
  await filled.close()
}
const app = await core.bootstrap(config)
// The index of its search is made by a queue of jobs, which runs here for want of a second process.
await app.get(core.JobQueueService).start()
process.stdout.write(`ready http://127.0.0.1:${port}\n`)
