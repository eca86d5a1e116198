import { expect, test } from 'vitest'
import { registrationNotice } from './open-access.ts'

test('an open registration is said, and makes no admins of strangers', () => {
  expect(registrationNotice({ registration: 'open', role: 'operator' }, '0.0.0.0')).toContain(
    'REGISTRATION IS OPEN',
  )
  expect(registrationNotice({ registration: 'open', role: 'admin' }, '127.0.0.1')).toContain('as admin')
  expect(() => registrationNotice({ registration: 'open', role: 'admin' }, '0.0.0.0')).toThrow(
    'gives the role admin',
  )
  for (const registration of ['invite', 'closed'] as const) {
    expect(registrationNotice({ registration, role: 'admin' }, '0.0.0.0')).toBeNull()
  }
})
