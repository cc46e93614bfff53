import swagger, { type SwaggerTransformObject } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from 'fastify-type-provider-zod'

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

/** Describes every route that is registered afterwards, and serves the description. */
export async function describeApi(
  app: FastifyInstance,
  { publicUrl, version }: { publicUrl: string; version: string },
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Stock Assistant',
        version,
        description:
          "Runs a shop's stock by talking: products are named as people say them, in French or English. Unclear words are asked about, never guessed; stock never goes below zero.",
      },
      servers: [{ url: publicUrl }],
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
      security: [{ apiKey: [] }],
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig }),
    transformObject,
  })
  await app.register(swaggerUi, { routePrefix: '/docs' })
  const hidden = { schema: { hide: true } }
  app.get('/openapi.json', hidden, async () => app.swagger())
  app.get('/openapi.yaml', hidden, async (_request, reply) =>
    reply.type('application/yaml').send(app.swagger({ yaml: true })),
  )
}
