import { expect, test } from 'vitest'
import { tinyProject } from '../../../test/kit/tiny-project.ts'
import { fieldErrors } from './field-errors.ts'
import { createValidators } from './validators.ts'

test('fieldErrors() names some of thousands of codes, and how many there are', () => {
  const codes = Array.from({ length: 8483 }, (_, code) => String(1_100_015 + code))
  const validate = createValidators([]).body({
    type: 'object',
    properties: { cep: { type: 'string', enum: codes } },
  })
  expect(validate({ cep: '1100015' })).toBe(true)
  expect(validate({ cep: '0' })).toBe(false)
  const [error] = fieldErrors(validate.errors ?? [], 'en', tinyProject.columns)
  expect(error?.message).toContain('"1100064", … (8,483); "0" was sent.')
  expect(error?.message.length).toBeLessThan(1000)
  expect(error?.allowed).toHaveLength(50)
})
