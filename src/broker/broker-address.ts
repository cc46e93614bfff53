/** Where a broker is, and how it is entered. */
export interface BrokerAddress {
  readonly kind: BrokerKind
  /** "host:port" each; any of them leads to all. */
  readonly servers: readonly string[]
  /** Empty where nobody has to sign in. With a user alone, NATS takes it for a token. */
  readonly user: string
  readonly password: string
  readonly tls: boolean
  /** Names of files in PEM: who signed the certificate of the broker, and our own certificate with its key. */
  readonly ca?: string | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
  /** Name of a file of NATS credentials. */
  readonly creds?: string | undefined
  readonly sasl: Sasl
}

export type BrokerKind = 'nats' | 'kafka'

/** How Kafka asks for the password. */
const SASL = ['plain', 'scram-sha-256', 'scram-sha-512'] as const
type Sasl = (typeof SASL)[number]

const PORTS: Readonly<Record<BrokerKind, number>> = { nats: 4222, kafka: 9092 }

const PARAMETERS: Readonly<Record<BrokerKind, readonly string[]>> = {
  nats: ['tls', 'ca', 'cert', 'key', 'creds'],
  kafka: ['tls', 'ca', 'cert', 'key', 'sasl'],
}

const ADDRESS = /^(nats|kafka):\/\/(?:([^@/?#]*)@)?([^@/?#]+)\/?(?:\?([^#]*))?$/
const SERVER = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i

/**
 * Reads "nats://user:password@host:4222,other:4222?tls=true" or the same with kafka.
 * @throws Error that says what is wrong, without the address: it holds a password
 */
export function readBrokerAddress(text: string): BrokerAddress {
  const [, kind, login = '', servers = '', query = ''] = ADDRESS.exec(text.trim()) ?? []
  if (kind !== 'nats' && kind !== 'kafka') {
    throw new Error(
      'is no address like nats://user:password@host:4222 or kafka://host:9092,other:9092; in a user or password write @ as %40, / as %2F, ? as %3F and # as %23',
    )
  }
  const [user = '', ...rest] = login.split(':')
  const parameters = new URLSearchParams(query)
  const unknown = [...parameters.keys()].filter((name) => !PARAMETERS[kind].includes(name))
  if (unknown.length > 0) {
    throw new Error(
      `has a parameter that ${kind} has not: there are ${PARAMETERS[kind].join(', ')}`,
    )
  }
  const value = (name: string) => parameters.get(name) || undefined
  const [ca, cert, key] = [value('ca'), value('cert'), value('key')]
  if ((cert === undefined) !== (key === undefined)) throw new Error('needs cert and key together')
  return {
    kind,
    servers: servers.split(',').map((server) => readServer(server, PORTS[kind])),
    user: decoded(user),
    password: decoded(rest.join(':')),
    tls: readTls(value('tls')) || ca !== undefined || cert !== undefined,
    ...{ ca, cert, key, creds: value('creds') },
    sasl: readSasl(value('sasl')),
  }
}

function readServer(server: string, port: number): string {
  const name = server.trim()
  if (!SERVER.test(name)) throw new Error('names a server that is no host or host:port')
  return /:\d+$/.test(name) ? name : `${name}:${port}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Error('has a % in its user or password that begins no character: write it as %25')
  }
}

function readTls(text = 'false'): boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  throw new Error('has a tls that is neither true nor false')
}

function readSasl(text = 'plain'): Sasl {
  const found = SASL.find((one) => one === text)
  if (found) return found
  throw new Error(`has a sasl that is none of ${SASL.join(', ')}`)
}
