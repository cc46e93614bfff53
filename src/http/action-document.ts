import { z } from 'zod'
import type { Effect, Operation } from '../operations/operation.ts'
import { Problem } from '../operations/problem.ts'

interface Service {
  /** Public https address of the service. */
  readonly serverUrl: string
  readonly version: string
}

type Json = Record<string, unknown>

/**
 * Whether ChatGPT must ask before each call, or may offer "always allow". A change that "undo that"
 * can revert does not need a question every time; an overwrite does.
 */
const CONSEQUENTIAL: Record<Effect, boolean> = { read: false, write: false, overwrite: true }

/**
 * The OpenAPI document that a GPT Action imports: the chat operations, in the reduced form that it
 * accepts. It has no null types and no patterns; the service still validates both.
 */
export function actionDocument(operations: readonly Operation[], { serverUrl, version }: Service) {
  const paths: Record<string, Json> = {}
  const schemas: Json = {}
  for (const operation of operations.filter(({ inChat }) => inChat)) {
    const path = paths[operation.path] ?? {}
    path[operation.method.toLowerCase()] = describe(operation, schemas)
    paths[operation.path] = path
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Stock Assistant',
      version,
      description: "The shop's stock: products by their spoken names, in French or English.",
    },
    servers: [{ url: serverUrl }],
    security: [{ apiKey: [] }],
    paths,
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } },
      schemas,
    },
  }
}

/** @param schemas collects the named schemas that the operation refers to */
function describe(operation: Operation, schemas: Json): Json {
  const { id, summary, description, path, method, effect, output, refusals } = operation
  const input = schemaOf(operation.input, 'input', schemas) as Input
  const result = schemaOf(output, 'output', schemas)
  const required = new Set(input.required)
  const names = Object.keys(input.properties)
  const inPath = names.filter((name) => path.includes(`{${name}}`))
  const others = names.filter((name) => !inPath.includes(name))
  const [inQuery, inBody] = method === 'GET' ? [others, []] : [[], others]
  const parameters = [
    ...inPath.map((name) => parameter('path', name, input, required)),
    ...inQuery.map((name) => parameter('query', name, input, required)),
  ]
  return {
    operationId: id,
    summary,
    description,
    'x-openai-isConsequential': CONSEQUENTIAL[effect],
    ...(parameters.length > 0 && { parameters }),
    ...(inBody.length > 0 && {
      requestBody: {
        required: inBody.some((name) => required.has(name)),
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: Object.fromEntries(
                inBody.map((name) => [name, bodyProperty(name, input)]),
              ),
              required: inBody.filter((name) => required.has(name)),
              additionalProperties: false,
            },
          },
        },
      },
    }),
    responses: {
      '200': answer('What was asked for, or was done before.', result),
      ...(method !== 'GET' && { '201': answer('It is done.', result) }),
      default: answer(refusals, schemaOf(Problem, 'output', schemas), 'application/problem+json'),
    },
  }
}

interface Input extends Json {
  readonly properties: Record<string, Json>
  readonly required?: string[]
}

function parameter(place: string, name: string, input: Input, required: ReadonlySet<string>) {
  const { description, ...schema } = input.properties[name] ?? {}
  return { name, in: place, required: required.has(name), description, schema }
}

/** Chat files are declared as strings, but arrive as objects with a link. */
const bodyProperty = (name: string, { properties }: Input): Json | undefined =>
  name === 'openaiFileIdRefs'
    ? { ...properties[name], items: { type: 'string' } }
    : properties[name]

const answer = (description: string, schema: Json, type = 'application/json') => ({
  description,
  content: { [type]: { schema } },
})

/** @param named collects the schemas that have a name */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', named: Json): Json {
  const { $schema: _, $defs = {}, ...whole } = z.toJSONSchema(schema, { io, reused: 'inline' })
  for (const [name, one] of Object.entries($defs)) named[name] = simplify(one as Json)
  return simplify(whole as Json)
}

/** The schema without unions with null, without names, patterns and safe-integer bounds. */
function simplify(schema: Json): Json {
  const { id: _, pattern: __, type, anyOf, properties, items, ...rest } = schema
  const [only, ...more] = (anyOf as Json[] | undefined)?.filter(({ type }) => type !== 'null') ?? []
  if (only && more.length === 0) return simplify({ ...only, ...rest })
  return {
    ...(type !== undefined && {
      type: Array.isArray(type) ? type.find((one) => one !== 'null') : type,
    }),
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => !isSafeBound(value))),
    ...(typeof rest.$ref === 'string' && { $ref: rest.$ref.replace('#/$defs/', NAMED) }),
    ...(anyOf !== undefined && { anyOf: (anyOf as Json[]).map(simplify) }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties as Json).map(([name, one]) => [name, simplify(one as Json)]),
      ),
    }),
    ...(items !== undefined && { items: simplify(items as Json) }),
  }
}

const NAMED = '#/components/schemas/'

/** zod adds the safe-integer bounds to every integer; they are noise in the document. */
const isSafeBound = (value: unknown): boolean =>
  value === Number.MAX_SAFE_INTEGER || value === Number.MIN_SAFE_INTEGER
