import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './problem.ts'

/**
 * Answers whatever no route takes: 405 where the address takes other methods, what these are to
 * OPTIONS, each with the header Allow (RFC 9110, sections 9.3.7 and 15.5.6), and 404 elsewhere. To be
 * called before the routes are made.
 */
export function answerTheRest(app: FastifyInstance): void {
  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = []
  app.addHook('onRoute', ({ url, method }) => {
    // Of `/docs/` Fastify tells the HEAD alone.
    const methods = [method].flat().flatMap((one) => (one === 'HEAD' ? ['GET', one] : [one]))
    routes.push({ pattern: patternOf(url), methods })
  })
  app.setNotFoundHandler(answer)
  // Before a body is read: some methods want one.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) answer(request, reply)
    else done()
  })

  function answer(request: FastifyRequest, reply: FastifyReply) {
    const [path = ''] = request.url.split('?', 1)
    const methods = new Set(
      routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods),
    )
    // A route may find that there is nothing, such as no file of that name.
    const isMissing = methods.size === 0 || methods.has(request.method)
    if (isMissing) return sendProblem({ statusCode: 404 }, request, reply)
    reply.header('allow', [...methods, 'OPTIONS'].join(', '))
    if (request.method === 'OPTIONS') return reply.code(204).send()
    return sendProblem({ statusCode: 405 }, request, reply)
  }
}

/** Matches the paths of a route, such as `/models/:sku/photo` or `/docs/*`. */
const patternOf = (url: string): RegExp =>
  new RegExp(
    `^${url
      .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll(/:\w+/g, '[^/]+')}$`,
  )
