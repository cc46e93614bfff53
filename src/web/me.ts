import { useEffect } from 'preact/hooks'
import type { Answers } from './answers.ts'
import { useGet } from './api.ts'
import { forgetCopies } from './copies.ts'
import { currency, timeZone } from './format.ts'

/** Who is signed in, and in which shop. */
export const useMe = (): Answers['/me'] | undefined => useGet('/me').answer

/** Under which name this browser keeps whose copies it has. */
const VISITOR = 'visitor'

/** Learns how the shop counts, and sees to it that a visitor finds nothing that another one read. */
export function useVisitor(): void {
  const me = useMe()
  useEffect(() => {
    if (!me) return
    currency.value = me.shop.currency
    timeZone.value = me.shop.time_zone
    if (localStorage.getItem(VISITOR) === me.name) return
    localStorage.setItem(VISITOR, me.name)
    void forgetCopies()
  }, [me])
}
