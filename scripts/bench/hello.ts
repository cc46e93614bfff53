import Fastify from 'fastify'

// A plain Fastify server, the baseline for reads. Stops when its standard input closes.
process.stdin.on('close', () => process.exit()).resume()
const app = Fastify()
const response = { 200: { type: 'object', properties: { hello: { type: 'string' } } } }
app.get('/', { schema: { response } }, async () => ({ hello: 'world' }))
process.stdout.write(`ready ${await app.listen({ host: '127.0.0.1', port: 0 })}\n`)
