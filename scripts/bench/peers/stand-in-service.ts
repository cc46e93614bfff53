import Fastify from 'fastify'
import { sendOk } from './peer.ts'
import { searchOf } from './pocketbase.ts'

// A plain web service on PocketBase: it reads a record, checks it, and writes it with one unit less, each
// by a request of its own. Stops when its standard input closes.
process.stdin.on('close', () => process.exit()).resume()
// biome-ignore lint/style/noProcessEnv: how it is started stands in stand-in.ts
const { STAND_IN_DATABASE = '', STAND_IN_TOKEN = '' } = process.env
const RECORDS = `${STAND_IN_DATABASE}/api/collections/products/records`
const headers = { authorization: STAND_IN_TOKEN }

interface Stored {
  readonly id: string
  readonly name: string
  readonly quantity: number
}

async function list(query: string): Promise<readonly Stored[]> {
  const { body } = await sendOk(`${RECORDS}?${query}`, { headers })
  return body.items
}

async function read(sku: string): Promise<Stored> {
  const [found] = await list(new URLSearchParams({ filter: `sku = "${sku}"` }).toString())
  if (!found) throw Object.assign(new Error('There is no such product.'), { statusCode: 404 })
  return found
}

const app = Fastify()
app.post<{ Body: { sku: string } }>('/sale', async (request, reply) => {
  const { id, quantity } = await read(request.body.sku)
  if (quantity < 1) return reply.code(409).send({ message: 'sold out' })
  const body = { quantity: quantity - 1 }
  await sendOk(`${RECORDS}/${id}`, { method: 'PATCH', headers, body })
  return body
})
app.get<{ Querystring: { sku: string } }>('/stock', async ({ query }) => {
  const { quantity } = await read(query.sku)
  return { quantity }
})
app.get<{ Querystring: { words: string } }>('/find', async ({ query }) => {
  const found = await list(searchOf(query.words))
  return { names: found.map(({ name }) => name) }
})
process.stdout.write(`ready ${await app.listen({ host: '127.0.0.1', port: 0 })}\n`)
