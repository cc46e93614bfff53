import swagger, { type SwaggerTransformObject } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from 'fastify-type-provider-zod'
import type { Operation } from '../operations/operation.ts'
import { actionDocument } from './action-document.ts'
import { EVENT_WEBHOOKS } from './event-webhooks.ts'
import type { PublicAddress } from './public-address.ts'

const zodToJsonConfig = {
  /** zod adds the safe-integer bounds to every z.int(); they are noise in the document. */
  override({ jsonSchema }: { jsonSchema: { minimum?: number; maximum?: number } }) {
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  },
}

const withComponents = createJsonSchemaTransformObject({ zodToJsonConfig })

/** The provider emits an extra "…Input" copy of every named schema; keep only referenced ones. */
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
  /** The operations that a GPT Action may offer. */
  readonly operations: readonly Operation[]
  readonly publicAddress: PublicAddress
  readonly version: string
}

/**
 * Documents every route registered after this call: all of them at /openapi.json and /docs, for
 * developers; the GPT Action document at /openapi.yaml.
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
      webhooks: EVENT_WEBHOOKS,
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
    return reply.type('application/yaml').send(await actionYaml(operations, { serverUrl, version }))
  })
}

/** The GPT Action document as YAML text. */
export async function actionYaml(...args: Parameters<typeof actionDocument>): Promise<string> {
  const { stringify } = await import('yaml')
  return stringify(actionDocument(...args), { aliasDuplicateObjects: false })
}
