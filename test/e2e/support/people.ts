import { randomUUID } from 'node:crypto'
import { hashOf } from '../../../src/shared/secret.ts'
import type { KeyStore } from '../../../src/store/key-store.ts'
import type { ChatClient } from './client.ts'
import type { Dialogue } from './dialogue.ts'

/** Who speaks where a step names nobody. */
export const OWNER = 'owner'

/** The chat of everybody who takes part, by name. */
export type Chats = ReadonlyMap<string, ChatClient>

/** Gives everybody but the owner a key, and opens a chat with each key. */
export async function openChats(
  dialogues: readonly Dialogue[],
  keys: KeyStore,
  ownerKey: string,
  connect: (key: string) => Promise<ChatClient>,
): Promise<Chats> {
  const all = new Map([[OWNER, ownerKey]])
  for (const [name, { scope, location }] of dialogues.flatMap(peopleOf)) {
    const key = `sk-${randomUUID()}`
    await keys.saveKey({ name, scope, location, hash: hashOf(key), expiresAt: null })
    all.set(name, key)
  }
  const chats = new Map<string, ChatClient>()
  for (const [name, key] of all) chats.set(name, await connect(key))
  return chats
}

const peopleOf = ({ people }: Dialogue) => Object.entries(people)
