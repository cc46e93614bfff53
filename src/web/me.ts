import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Answers } from './answers.ts'
import { revision, useGet } from './api.ts'
import { forgetCopies } from './copies.ts'
import { currency, timeZone } from './format.ts'

/** Who was signed in since the page was opened, and in which shop. */
export const visitor = signal<Answers['/me'] | undefined>(undefined)

/** Whether the visitor may run an operation, by its id. */
export const may = (operation: string): boolean => visitor.value?.may.includes(operation) ?? false

/** Under which name this browser keeps whose copies it has. */
const VISITOR = 'visitor'

/** Learns how the shop counts, and sees to it that a visitor finds nothing that another one read. */
export function useVisitor(): void {
  const me = useGet('/me').answer
  useEffect(() => {
    if (!me) return
    visitor.value = me
    currency.value = me.shop.currency
    timeZone.value = me.shop.time_zone
    if (localStorage.getItem(VISITOR) === me.name) return
    localStorage.setItem(VISITOR, me.name)
    // This answer may go with the copies of the other visitor: all is asked, and kept, again.
    void forgetCopies().then(() => revision.value++)
  }, [me])
}
