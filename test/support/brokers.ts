import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from './pocketbase.ts'

// Real brokers, got by the tools of their languages into .cache: NATS by Go, Kafka by Maven.

const CACHE = resolve(import.meta.dirname, '../../.cache')
const NATS = '2.15.2'
const NATS_SERVER = join(CACHE, `nats-server-${NATS}`, 'nats-server')
const KAFKA = '4.1.0'
const KAFKA_JARS = join(CACHE, `kafka-${KAFKA}`)
const INSTALL_TIMEOUT_MS = 400_000
const START_TIMEOUT_MS = 60_000

const run = promisify(execFile)

/** Makes a folder of the cache under another name first: it is there whole or not at all. */
async function install(
  folder: string,
  what: string,
  make: (folder: string) => Promise<unknown>,
): Promise<string | undefined> {
  if (existsSync(folder)) return undefined
  await mkdir(CACHE, { recursive: true })
  const temporary = await mkdtemp(join(CACHE, 'broker-'))
  try {
    await make(temporary)
    await rename(temporary, folder)
    return undefined
  } catch (error) {
    const { stderr, stdout } = error as { stderr?: string; stdout?: string }
    const [line] = String(stderr || stdout || error)
      .trim()
      .split('\n')
      .slice(-1)
    return `${what} (${line})`
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** @returns why there is no NATS server; undefined when it is there */
export const whyNoNats = (): Promise<string | undefined> =>
  install(
    join(CACHE, `nats-server-${NATS}`),
    `NATS ${NATS} cannot be built, which takes Go and its module proxy`,
    (GOBIN) =>
      run('go', ['install', `github.com/nats-io/nats-server/v2@v${NATS}`], {
        cwd: GOBIN,
        env: { ...process.env, GOBIN },
        timeout: INSTALL_TIMEOUT_MS,
      }),
  )

/** @returns why there is no Kafka; undefined when it is there */
export const whyNoKafka = (): Promise<string | undefined> =>
  install(
    KAFKA_JARS,
    `Kafka ${KAFKA} cannot be had, which takes Java 17, Maven and Maven Central`,
    async (folder) => {
      await run('java', ['-version'])
      await writeFile(join(folder, 'pom.xml'), POM)
      const copy = [`-DoutputDirectory=${folder}`, '-DincludeScope=runtime']
      await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', ...copy], {
        cwd: folder,
        timeout: INSTALL_TIMEOUT_MS,
      })
    },
  )

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>test</groupId><artifactId>broker</artifactId><version>1</version>
<dependencies><dependency>
<groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA}</version>
</dependency></dependencies></project>`

/** A broker that can be ended and started again with what it has. */
export interface TestBroker {
  readonly port: number
  start(): Promise<void>
  /** Ends it at once, as a power cut does. */
  kill(): Promise<void>
  /** Ends it and removes what it had. */
  remove(): Promise<void>
}

/** A NATS server with JetStream, that runs. */
export async function startNats(args: readonly string[] = []): Promise<TestBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'stock-nats-'))
  const port = await freePort()
  const all = ['-a', '127.0.0.1', '-p', `${port}`, '-js', '-sd', folder, ...args]
  return broker(folder, port, () => spawn(NATS_SERVER, all, { stdio: 'ignore' }))
}

/** A login that Kafka asks for, as a password in plain text and as SCRAM. */
interface Login {
  readonly user: string
  readonly password: string
}

const jaas = ({ user, password }: Login) =>
  'org.apache.kafka.common.security.plain.PlainLoginModule required ' +
  `user_${user}="${password}" username="${user}" password="${password}";`

/** A Kafka of one node, that runs. */
export async function startKafka(login?: Login): Promise<TestBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'stock-kafka-'))
  const [port, controller] = [await freePort(), await freePort()]
  const file = join(folder, 'server.properties')
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `CLIENTS://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `CLIENTS://127.0.0.1:${port}`,
    'inter.broker.listener.name': 'CLIENTS',
    'listener.security.protocol.map': `CONTROLLER:PLAINTEXT,CLIENTS:${login ? 'SASL_PLAINTEXT' : 'PLAINTEXT'}`,
    ...(login && {
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
      'sasl.mechanism.inter.broker.protocol': 'PLAIN',
      'listener.name.clients.plain.sasl.jaas.config': jaas(login),
      'listener.name.clients.scram-sha-512.sasl.jaas.config':
        'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    }),
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': join(folder, 'logs'),
    'num.partitions': 4,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`)
  await writeFile(file, lines.join(''))
  const java = ['-Xmx256m', '-cp', `${KAFKA_JARS}/*`]
  const id = randomBytes(16).toString('base64url')
  const scram = login
    ? ['--add-scram', `SCRAM-SHA-512=[name=${login.user},password=${login.password}]`]
    : []
  await run('java', [...java, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', file, ...scram])
  return broker(folder, port, () =>
    spawn('java', [...java, 'kafka.Kafka', file], { stdio: 'ignore' }),
  )
}

async function broker(
  folder: string,
  port: number,
  begin: () => ChildProcess,
): Promise<TestBroker> {
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    child = begin()
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`The broker ended with ${code} at its start.`)
    })
    ended.catch(() => {})
    await Promise.race([ended, listens(port)])
  }

  async function kill(): Promise<void> {
    const mine = child
    if (!mine || mine.exitCode !== null || mine.signalCode !== null) return
    const ended = once(mine, 'exit')
    mine.kill('SIGKILL')
    await ended
  }

  await start()
  return {
    port,
    start,
    kill,
    async remove() {
      await kill()
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}

/** Resolves once somebody listens on a port. */
async function listens(port: number): Promise<void> {
  const deadline = AbortSignal.timeout(START_TIMEOUT_MS)
  for (;;) {
    deadline.throwIfAborted()
    const socket = connect(port, '127.0.0.1')
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (isOpen) return
    await sleep(50)
  }
}
