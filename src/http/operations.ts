import type { FastifyInstance, FastifyRequest, FastifySchema } from 'fastify'
import { z } from 'zod'
import { requireRights } from '../operations/authorize.ts'
import { FILE_TYPES, type FileType, type Operation } from '../operations/operation.ts'
import { Problem } from '../operations/problem.ts'
import { contextOf } from './context.ts'
import { sendWithEtag } from './etag.ts'
import type { PublicAddress } from './public-address.ts'
import { fromTextOf, takeValues } from './query-values.ts'
import { sendFile } from './send-file.ts'
import { acceptUploads, takeUpload } from './upload.ts'

/** Serves each operation as a route. Only operations that take a file accept uploads. */
export function serveOperations(
  app: FastifyInstance,
  { operations, publicAddress }: { operations: readonly Operation[]; publicAddress: PublicAddress },
): void {
  for (const operation of operations) {
    if (!operation.takesFile) serve(app, operation, publicAddress)
  }
  app.register(async (scope) => {
    await acceptUploads(scope)
    for (const operation of operations) {
      if (operation.takesFile) serve(scope, operation, publicAddress)
    }
  })
}

function serve(app: FastifyInstance, operation: Operation, publicAddress: PublicAddress): void {
  const { method, path, input } = operation
  const inQuery = method === 'GET'
  const names = pathNames(path)
  const fromText = fromTextOf(without(input, names))
  const context = async (request: FastifyRequest) => ({
    ...(await contextOf(request, publicAddress)),
    ...(request.method === 'GET' && { asked: request.url }),
  })
  app.route({
    method,
    url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    schema: schemaOf(operation, names, inQuery),
    ...(operation.longestBody !== undefined && { bodyLimit: operation.longestBody }),
    // Check permission before validation, so that a refused caller learns nothing about the input.
    onRequest(request, _reply, done) {
      requireRights(operation, request.identity)
      done()
    },
    async preValidation(request, reply) {
      const { recall } = request.shop.operation(operation.id)
      const known = await recall?.(await context(request))
      if (known) return sendWithEtag(request, reply, known.body)
      if (operation.takesFile) await takeUpload(request, reply, fromText)
      takeValues(request, inQuery, fromText)
    },
    async handler(request, reply) {
      const values = (inQuery ? request.query : request.body) as object
      const { run } = request.shop.operation(operation.id)
      const { body, created, file } = await run(
        { ...values, ...(request.params as object) },
        { ...(await context(request)), file: request.upload },
      )
      if (file) return sendFile(request, reply, file)
      if (inQuery) return sendWithEtag(request, reply, body)
      return reply.code(created ? 201 : 200).send(body)
    },
  })
}

type Names = Readonly<Record<string, true>>

/** The parameter names of a path. */
const pathNames = (path: string): Names =>
  Object.fromEntries(Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) => [name, true]))

/** The values that do not stand in the path. zod takes no field from a schema that has a rule over several. */
const without = (input: Operation['input'], names: Names): Operation['input'] =>
  Object.keys(names).length === 0 ? input : input.omit(names)

function schemaOf(operation: Operation, names: Names, inQuery: boolean): FastifySchema {
  const { id, summary, description, tag, input, output } = operation
  const rest = without(input, names)
  return {
    operationId: id,
    summary,
    description,
    tags: [tag],
    ...(Object.keys(names).length > 0 && { params: input.pick(names) }),
    ...(inQuery ? { querystring: rest } : { body: rest.meta({ id: `${capital(id)}Body` }) }),
    response: {
      ...(!inQuery && { 201: output }),
      200: operation.sendsFile ? fileSchema(operation.sendsFile, output) : output,
      ...problems(operation.refusals, unavailable(operation)),
    },
  }
}

/** A file in the documentation: what is no JSON is text. */
const fileSchema = (type: FileType, output: Operation['output']) => ({
  description: 'The file.',
  content: { [FILE_TYPES[type]]: { schema: type === 'json' ? output : z.string() } },
})

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

/** What to do where the database does not answer. */
function unavailable({ effect, input }: Operation): string {
  if (effect === 'read') return ASK_AGAIN
  const check =
    'request_id' in input.shape ? 'send the same request_id again' : 'look at what is there'
  return `The stock database does not answer. may_be_written: ${check}, before anything is done twice.`
}

const ASK_AGAIN = 'The stock database does not answer. Ask again in a moment.'

/** The error responses of a route, for its documentation. */
export const problems = (refusals: string, fault = ASK_AGAIN) => ({
  '4xx': { description: refusals, content: { 'application/problem+json': { schema: Problem } } },
  503: { description: fault, content: { 'application/problem+json': { schema: Problem } } },
})
