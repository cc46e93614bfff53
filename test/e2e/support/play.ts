import type { StockStore } from '../../../src/store/store.ts'
import type { Reply } from './client.ts'
import { differences } from './compare.ts'
import type { Dialogue, Step } from './dialogue.ts'
import { fillIn, firstNotes, type Notes, valueAt } from './notes.ts'
import { type Chats, OWNER } from './people.ts'
import { readStock, stockComplaints } from './shelves.ts'

/**
 * Plays a dialogue to its end, or to the first step that goes otherwise.
 * @returns what was not as expected, in lines; empty is well
 */
export async function play(
  dialogue: Dialogue,
  { chats, store }: { chats: Chats; store: StockStore },
): Promise<string[]> {
  const before = await readStock(store)
  const notes = firstNotes()
  for (const [index, step] of dialogue.steps.entries()) {
    const chat = chats.get(step.as ?? OWNER)
    if (!chat) throw new Error(`Nobody is called ${step.as}.`)
    const reply = await chat.call(step.call, fillIn(step.with, notes) as Notes)
    const complaints = stepComplaints(step, reply, notes)
    if (complaints.length > 0) return [`step ${index + 1}, ${step.call}:`, ...complaints]
    for (const [name, path] of Object.entries(step.save)) notes[name] = valueAt(reply.body, path)
  }
  return stockComplaints(dialogue, before, await readStock(store))
}

function stepComplaints({ expected, refused }: Step, reply: Reply, notes: Notes): string[] {
  const { body } = reply
  if (reply.refused !== (refused !== undefined)) {
    return [`${reply.refused ? 'refused' : 'not refused'}: ${body.detail ?? body.message}`]
  }
  if (!refused) return differences(fillIn(expected, notes), body)
  const { code, ...fields } = refused
  return differences({ type: `/problems/${code}`, ...(fillIn(fields, notes) as Notes) }, body)
}
