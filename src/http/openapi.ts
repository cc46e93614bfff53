import swagger, { type SwaggerTransformObject } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from 'fastify-type-provider-zod'
import { stringify } from 'yaml'
import type { Operation } from '../operations/operation.ts'
import { actionDocument } from './action-document.ts'
import type { PublicAddress } from './public-address.ts'

const zodToJsonConfig = {
  /** zod bounds every z.int() by the safe integers; the reader of the document does not care. */
  override({ jsonSchema }: { jsonSchema: { minimum?: number; maximum?: number } }) {
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  },
}

const withComponents = createJsonSchemaTransformObject({ zodToJsonConfig })

/** The provider emits a "…Input" twin of every named schema; keep only those that are referred to. */
const transformObject: SwaggerTransformObject = (input) => {
  const document = withComponents(input)
  const text = JSON.stringify(document)
  const schemas = ('components' in document && document.components?.schemas) || {}
  for (const name of Object.keys(schemas)) {
    if (!text.includes(`"#/components/schemas/${name}"`)) delete schemas[name]
  }
  return document
}

interface Options {
  /** The ones that a GPT Action may be offered. */
  readonly operations: readonly Operation[]
  readonly publicAddress: PublicAddress
  readonly version: string
}

/**
 * Describes every route that is registered afterwards: the whole of it for developers at
 * /openapi.json and /docs, what a GPT Action imports at /openapi.yaml.
 */
export async function describeApi(app: FastifyInstance, options: Options): Promise<void> {
  const { operations, publicAddress, version } = options
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Stock Assistant',
        version,
        description:
          "Runs a shop's stock by talking: products are named as people say them, in French or English. Unclear words are asked about, never guessed; stock never goes below zero.",
      },
      servers: [{ url: '/' }],
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
      security: [{ apiKey: [] }],
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig }),
    transformObject,
  })
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })
  const hidden = { schema: { hide: true } }
  app.get('/openapi.json', hidden, async (request) => ({
    ...app.swagger(),
    servers: [{ url: await publicAddress(request) }],
  }))
  app.get('/openapi.yaml', hidden, async (request, reply) => {
    const serverUrl = await publicAddress(request)
    return reply.type('application/yaml').send(actionYaml(operations, { serverUrl, version }))
  })
}

/** The document for a GPT Action as text. */
export const actionYaml = (...args: Parameters<typeof actionDocument>): string =>
  stringify(actionDocument(...args), { aliasDuplicateObjects: false })
