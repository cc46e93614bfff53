import { expect, test } from 'vitest'
import type { TextMatch } from '../../src/domain/match.ts'
import { guesses } from '../../src/shared/message-parts.ts'

const close = (asked: string, used: string): TextMatch => ({
  ...{ asked, used },
  kind: 'close',
  candidates: [used],
})

test('a word is told as taken for another one, and not as taken for itself', () => {
  expect(guesses({ model: close('tropezienn', 'Tropézienne') })).toBe(
    ' "tropezienn" was taken as Tropézienne.',
  )
  for (const asked of ['Tropézienne', 'TROPEZIENNE', ' tropezienne']) {
    expect(guesses({ model: close(asked, 'Tropézienne') })).toBe('')
  }
})
