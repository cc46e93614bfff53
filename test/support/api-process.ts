import { buildApp } from '../../src/app.ts'
import { keepOwnerKey } from '../../src/features/keys/owner-key.ts'
import { createPocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { createPocketBaseKeyStore } from '../../src/store/pocketbase/key-store.ts'
import { createPocketBasePeopleStore } from '../../src/store/pocketbase/people-store.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'

// An API process over a PocketBase that runs already: node api-process.ts <url of PocketBase>.
// It listens on a free port, prints one line "ready <address>", and ends when its stdin does, so
// that it never outlives the test.
const [pocketbase = ''] = process.argv.slice(2)
const { POCKETBASE_EMAIL: email = '', POCKETBASE_PASSWORD: password = '' } = process.env
const { API_KEY: apiKey = '' } = process.env

process.stdin.on('close', () => process.exit()).resume()
const client = createPocketBaseClient({ url: pocketbase, email, password })
const keys = createPocketBaseKeyStore(client)
await keepOwnerKey(keys, apiKey)
const people = createPocketBasePeopleStore(client)
const app = await buildApp({ store: createPocketBaseStore(client), keys, people })
const address = await app.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`ready ${address}\n`)
