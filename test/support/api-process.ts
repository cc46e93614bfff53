import { buildApp } from '../../src/app.ts'
import { keepOwnerKey } from '../../src/features/keys/owner-key.ts'
import { createPocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { createPocketBaseKeyStore } from '../../src/store/pocketbase/key-store.ts'
import { createPocketBaseOAuthStore } from '../../src/store/pocketbase/oauth-store.ts'
import { createPocketBasePeopleStore } from '../../src/store/pocketbase/people-store.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'

// An API process over a PocketBase that runs already: node api-process.ts <url of PocketBase> [port].
// It listens on that port or a free one, prints one line "ready <address>", and ends when its stdin does, so
// that it never outlives the test.
const [pocketbase = '', port = '0'] = process.argv.slice(2)
const { POCKETBASE_EMAIL: email = '', POCKETBASE_PASSWORD: password = '' } = process.env
const { API_KEY: apiKey = '' } = process.env

process.stdin.on('close', () => process.exit()).resume()
const client = createPocketBaseClient({ url: pocketbase, email, password })
const keys = createPocketBaseKeyStore(client)
await keepOwnerKey(keys, apiKey)
const people = createPocketBasePeopleStore(client)
const oauth = createPocketBaseOAuthStore(client)
const store = createPocketBaseStore(client)
// A busy machine of tests is no reason to refuse.
const app = await buildApp({ store, keys, people, oauth, secret: apiKey, maxLagMs: 0 })
const address = await app.listen({ host: '127.0.0.1', port: Number(port) })
process.stdout.write(`ready ${address}\n`)
