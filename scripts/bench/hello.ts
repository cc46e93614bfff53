import Fastify from 'fastify'

// What Fastify alone does: the measure of all reads. Ends when its standard input does.
process.stdin.on('close', () => process.exit()).resume()
const app = Fastify()
const response = { 200: { type: 'object', properties: { hello: { type: 'string' } } } }
app.get('/', { schema: { response } }, async () => ({ hello: 'world' }))
process.stdout.write(`ready ${await app.listen({ host: '127.0.0.1', port: 0 })}\n`)
