import type { Count } from '../../http/counters.ts'
import type { Config } from '../config.ts'

/** What serves at an address until it is closed. */
export interface Service {
  readonly address: string
  /** Finishes the requests in flight first. */
  close(): Promise<void>
}

/** What workers ask the primary. */
export type PrimaryAnswers = {
  /** Counts over all workers. */
  hit(input: { key: string; windowMs: number }): Promise<Count>
  /** Ends a count. */
  forget(input: { key: string }): Promise<void>
  /** The text of /metrics, over all workers. */
  metrics(): Promise<string>
  /** Resolves once requests may come: what they need is there, or nobody knows when it will be. */
  listen(): Promise<void>
  /** Resolves once the database is prepared and requests can be answered. */
  open(): Promise<void>
}

/** What the primary asks a worker. */
export type WorkerAnswers = {
  /** Has it begin to serve. @returns its address, the same for all */
  start(config: Config): Promise<string>
  /** What it measured itself, as prom-client aggregates it. */
  metrics(): Promise<object>
  /** Has it finish its requests and end; it answers by ending. */
  end(): Promise<void>
}
