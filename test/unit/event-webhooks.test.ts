import { expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { EVENT_TYPES } from '../../src/domain/event.ts'
import type { StockStore } from '../../src/store/store.ts'
import { fakeDoors } from '../support/fake-doors.ts'

interface Schema {
  readonly $ref?: string
  readonly properties?: Record<string, Schema & { enum?: string[]; const?: string }>
  readonly contains?: Schema
  readonly items?: Schema
}

interface Document {
  readonly openapi: string
  readonly webhooks: Record<
    string,
    { post: { requestBody: { content: Record<string, { schema: Schema }> } } }
  >
  readonly components: { readonly schemas: Record<string, Schema> }
}

test('the document describes each event as an endpoint gets it', async () => {
  const app = await buildApp({ store: {} as StockStore, ...fakeDoors('key') })
  onTestFinished(() => app.close())
  const answer = await app.inject('/openapi.json')
  const { openapi, webhooks, components } = answer.json<Document>()
  expect(openapi).toMatch(/^3\.1/)
  expect(Object.keys(webhooks)).toEqual([...EVENT_TYPES])
  const schemaAt = ({ $ref = '' }: Schema = {}) =>
    components.schemas[$ref.replace('#/components/schemas/', '')]
  for (const [type, { post }] of Object.entries(webhooks)) {
    const { data } = post.requestBody.content['application/json']?.schema.properties ?? {}
    expect(schemaAt(data?.items), type).toBeDefined()
    const { properties } = schemaAt(data?.contains) ?? {}
    expect(properties?.type?.const, type).toBe(type)
    expect(Object.keys(properties ?? {})).toEqual(
      expect.arrayContaining(['id', 'timestamp', 'position', 'seq', 'actor', 'message', 'data']),
    )
  }
})
