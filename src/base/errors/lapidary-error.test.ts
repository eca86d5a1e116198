import { describe, expect, test } from 'vitest'
import { errorCatalogue, LapidaryError } from './lapidary-error.ts'

describe('error catalogue', () => {
  test.each(Object.entries(errorCatalogue))('%s has the same places in both languages', (_code, kind) => {
    const placesIn = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].toSorted()
    expect(placesIn(kind['pt-BR'])).toEqual(placesIn(kind.en))
  })
})

describe('LapidaryError', () => {
  test('fills the message in both languages', () => {
    const error = new LapidaryError('too-many-rows', { file: 'a.csv', limit: 10 })
    expect(error.message).toContain('The file a.csv has more than 10 rows')
    expect(error.messageIn('pt-BR')).toContain('O arquivo a.csv tem mais de 10 linhas')
  })

  test('shows a value that is an error by its message in the same language', () => {
    const reason = new LapidaryError('empty-body')
    const error = new LapidaryError('features-not-materialized', { reason, folder: 'p' })
    expect(error.messageIn('pt-BR')).toContain('não foram materializadas: O corpo está vazio.')
  })

  test('is the same after it was sent as plain data', () => {
    const error = new LapidaryError('username-taken', { seen: 'ana' }, { field: 'username' })
    const received = LapidaryError.from(structuredClone(error.toSent()))
    expect(received.toSent()).toEqual(error.toSent())
    expect(received.message).toBe(error.message)
  })

  // The compiler checks these calls (`tsc` reports an unused `@ts-expect-error`); the function is
  // not called.
  test('accepts exactly the values of its message', () => {
    const rejected = (): void => {
      // @ts-expect-error the value of `limit` is missing
      void new LapidaryError('too-many-rows', { file: 'a.csv' })
      // @ts-expect-error the values are missing
      void new LapidaryError('too-many-rows')
      // @ts-expect-error `seen` is not a place of the message
      void new LapidaryError('too-many-rows', { file: 'a.csv', limit: 10, seen: 11 })
      // @ts-expect-error `limits` is misspelt
      void new LapidaryError('too-many-rows', { file: 'a.csv', limits: 10 })
      // @ts-expect-error the message has no places
      void new LapidaryError('empty-body', { seen: '' })
      // @ts-expect-error the code is not in the catalogue
      void new LapidaryError('too-many-cows', {})
      // @ts-expect-error a value must be text, a number or an error
      void new LapidaryError('user-not-found', { seen: undefined })
    }
    expect(rejected).toBeTypeOf('function')
  })
})
