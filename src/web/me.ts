import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Answers } from './answers.ts'
import { useGet } from './api.ts'
import { forgetCopies } from './copies.ts'
import { currency, timeZone } from './format.ts'

/** Who is signed in, and in which shop. */
export const useMe = (): Answers['/me'] | undefined => useGet('/me').answer

/** Whether the visitor may run an operation, by its id; nothing before that is known. */
export function useMay(): (operation: string) => boolean {
  const me = useMe()
  return (operation) => me?.may.includes(operation) ?? false
}

/** Who was signed in since the page was opened, by the name of the actor. */
export const visitor = signal<string | undefined>(undefined)

/** Under which name this browser keeps whose copies it has. */
const VISITOR = 'visitor'

/** Learns how the shop counts, and sees to it that a visitor finds nothing that another one read. */
export function useVisitor(): void {
  const me = useMe()
  useEffect(() => {
    if (!me) return
    visitor.value = me.name
    currency.value = me.shop.currency
    timeZone.value = me.shop.time_zone
    if (localStorage.getItem(VISITOR) === me.name) return
    localStorage.setItem(VISITOR, me.name)
    void forgetCopies()
  }, [me])
}
