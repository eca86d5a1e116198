import { describe, expect, test } from 'vitest'
import type { ViewState } from '../../src/store/features/offline/view-state.ts'

/** Tests a store of the state of feature views. */
export function viewStateSuite(name: string, open: () => Promise<ViewState>): void {
  describe(`view state on ${name}`, () => {
    test('keeps what was applied and what was written apart, by project and view', async () => {
      const state = await open()
      expect(await state.views('p')).toEqual(new Map())
      await state.setApplied('p', 'grades', '{"a":1}')
      await state.setApplied('p', 'grades', '{"a":2}')
      await state.setWritten('p', 'visits', '{"b":1}')
      await state.setWritten('p', 'grades', '{"a":1}')
      await state.setApplied('q', 'grades', 'other')
      await state.setReport('p', 'visits', '{"rows":1}')
      await state.setReport('p', 'visits', '{"rows":2}')
      expect(Object.fromEntries(await state.views('p'))).toEqual({
        grades: { applied: '{"a":2}', written: '{"a":1}', report: null },
        visits: { applied: null, written: '{"b":1}', report: '{"rows":2}' },
      })
      await state.remove('p', 'grades')
      await state.remove('p', 'nothing')
      expect([...(await state.views('p')).keys()]).toEqual(['visits'])
      expect([...(await state.views('q')).keys()]).toEqual(['grades'])
    })
  })
}
