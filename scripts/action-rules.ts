/** A part of an OpenAPI document. */
type Json = Record<string, unknown>

export interface Rule {
  readonly name: string
  /** Returns one line for each place where the document breaks the rule. */
  readonly check: (document: Json) => string[]
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options']

/** What a GPT Action accepts. */
const MAX_OPERATIONS = 30
const MAX_SUMMARY_LENGTH = 300
const MAX_PARAMETER_LENGTH = 700

/** Rules of GPT Actions, and rules for what models handle well. A test shows each one failing. */
export const RULES: readonly Rule[] = [
  rule('There is one server, and its address is https.', (document) => {
    const servers = (document.servers ?? []) as { url: string }[]
    const secure = servers.filter(({ url }) => url.startsWith('https://'))
    return servers.length === 1 && secure.length === 1 ? [] : [JSON.stringify(servers)]
  }),
  rule(`There are at most ${MAX_OPERATIONS} operations.`, (document) => {
    const { length } = operationsOf(document)
    return length > MAX_OPERATIONS ? [`${length} operations`] : []
  }),
  each('Every operation has a name of letters, digits, _ and -.', ({ operationId }) =>
    /^[\w-]{1,64}$/.test(String(operationId ?? '')),
  ),
  rule('No two operations have the same name.', (document) => {
    const names = operationsOf(document).map(({ operation }) => String(operation.operationId))
    return names.filter((name, index) => names.indexOf(name) !== index)
  }),
  each(
    `Summary and description are there, with at most ${MAX_SUMMARY_LENGTH} characters each.`,
    ({ summary, description }) =>
      [summary, description].every(
        (text) => typeof text === 'string' && text !== '' && text.length <= MAX_SUMMARY_LENGTH,
      ),
  ),
  each(
    'Every operation says whether it is consequential.',
    (operation) => typeof operation['x-openai-isConsequential'] === 'boolean',
  ),
  each(
    `Every parameter and value has a description of at most ${MAX_PARAMETER_LENGTH} characters.`,
    (operation) =>
      [...parametersOf(operation), ...Object.values(bodyOf(operation))].every(
        ({ description: text }) =>
          typeof text === 'string' && text !== '' && text.length <= MAX_PARAMETER_LENGTH,
      ),
  ),
  each('No parameter is a reference.', (operation) =>
    parametersOf(operation).every((parameter) => !JSON.stringify(parameter).includes('"$ref"')),
  ),
  each('Parameters are in the path or in the query.', (operation) =>
    parametersOf(operation).every((one) => one.in === 'path' || one.in === 'query'),
  ),
  each('Parameters are single values.', (operation) =>
    parametersOf(operation).every(({ schema }) => isScalar(schema as Json)),
  ),
  each('No name is both a parameter and in the body.', (operation) =>
    parametersOf(operation).every(({ name }) => !Object.hasOwn(bodyOf(operation), String(name))),
  ),
  each(
    'A body is a flat object that takes nothing else, with at most one list of flat objects.',
    (operation, _method, document) => {
      const schema = contentOf(operation.requestBody)?.schema as Json | undefined
      if (!schema) return true
      const values = Object.values(bodyOf(operation))
      const lists = values.filter(({ type }) => type === 'array')
      const others = values.filter(({ type }) => type !== 'array')
      const items = lists.map((list) => resolve(list.items as Json, document))
      const objects = items.filter(({ type }) => type === 'object')
      return (
        schema.type === 'object' &&
        schema.additionalProperties === false &&
        others.every(isScalar) &&
        objects.length <= 1 &&
        objects.every((one) => propertiesOf(one).every(isScalar))
      )
    },
  ),
  each('Bodies and answers are JSON.', (operation) =>
    [operation.requestBody, ...Object.values((operation.responses ?? {}) as Json)]
      .flatMap((part) => Object.keys(((part as Json)?.content ?? {}) as Json))
      .every((type) => /^application\/(problem\+)?json$/.test(type)),
  ),
  each('No answer is a redirect.', ({ responses }) =>
    Object.keys(responses as Json).every((status) => !status.startsWith('3')),
  ),
  each(
    'The files of a chat are a list of texts, on a POST.',
    (operation, method) =>
      bodyOf(operation).openaiFileIdRefs === undefined ||
      (method === 'post' &&
        (bodyOf(operation).openaiFileIdRefs?.items as Json | undefined)?.type === 'string'),
  ),
  schemas('Every object has properties.', ({ type, properties }) =>
    type === 'object' ? properties !== undefined : true,
  ),
  schemas(
    'No schema is one of several.',
    (schema) => !['oneOf', 'anyOf', 'allOf', 'not'].some((name) => Object.hasOwn(schema, name)),
  ),
  schemas('Nothing may be null.', ({ type }) => !Array.isArray(type) && type !== 'null'),
  schemas(
    'No list holds lists.',
    ({ type, items }) => type !== 'array' || (items as Json | undefined)?.type !== 'array',
  ),
  schemas('No schema is a constant.', (schema) => !Object.hasOwn(schema, 'const')),
  schemas(
    'Every reference leads somewhere.',
    (schema, document) => resolve(schema, document) !== undefined,
  ),
  rule('There is one security scheme: Basic, Bearer or a header.', (document) => {
    const { securitySchemes = {} } = (document.components ?? {}) as { securitySchemes?: Json }
    const [scheme, ...more] = Object.values(securitySchemes) as Json[]
    const fits = scheme?.type === 'http' || (scheme?.type === 'apiKey' && scheme.in === 'header')
    return fits && more.length === 0 ? [] : [JSON.stringify(securitySchemes)]
  }),
]

function rule(name: string, check: Rule['check']): Rule {
  return { name, check }
}

/** A rule that is checked for each operation. */
function each(
  name: string,
  holds: (operation: Json, method: string, document: Json) => boolean,
): Rule {
  const check: Rule['check'] = (document) =>
    operationsOf(document)
      .filter(({ operation, method }) => !holds(operation, method, document))
      .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
  return { name, check }
}

/** A rule that is checked for each schema in the document. */
function schemas(name: string, holds: (schema: Json, document: Json) => boolean): Rule {
  const check: Rule['check'] = (document) =>
    schemasIn(document, '#')
      .filter(({ schema }) => !holds(schema, document))
      .map(({ place }) => place)
  return { name, check }
}

function operationsOf({ paths }: Json) {
  return Object.entries((paths ?? {}) as Record<string, Json>).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => ({ path, method, operation: operation as Json })),
  )
}

const parametersOf = ({ parameters }: Json): Json[] => (parameters ?? []) as Json[]

const contentOf = (part: unknown): Json | undefined =>
  (part as { content?: Record<string, Json> } | undefined)?.content?.['application/json']

const bodyOf = ({ requestBody }: Json): Record<string, Json> =>
  ((contentOf(requestBody)?.schema as Json | undefined)?.properties ?? {}) as Record<string, Json>

const propertiesOf = ({ properties }: Json): Json[] =>
  Object.values((properties ?? {}) as Json) as Json[]

/** What a schema refers to, or the schema itself. */
const resolve = (schema: Json, document: Json): Json =>
  typeof schema.$ref === 'string'
    ? (schema.$ref
        .split('/')
        .slice(1)
        .reduce<unknown>((part, name) => (part as Json | undefined)?.[name], document) as Json)
    : schema

const isScalar = ({ type }: Json): boolean =>
  ['string', 'integer', 'number', 'boolean'].includes(String(type))

/** Every schema in the document, with the place where it stands. */
function schemasIn(part: unknown, place: string): { schema: Json; place: string }[] {
  if (part === null || typeof part !== 'object') return []
  const inner = Object.entries(part).flatMap(([name, one]) => schemasIn(one, `${place}/${name}`))
  const isSchema = /\/(schema|items|schemas\/[^/]+|properties\/[^/]+|anyOf\/\d+)$/.test(place)
  return isSchema ? [{ schema: part as Json, place }, ...inner] : inner
}
