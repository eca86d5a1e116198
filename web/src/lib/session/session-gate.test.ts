import { afterEach, expect, test, vi } from 'vitest'
import { SessionGate } from './session-gate.ts'

afterEach(() => vi.unstubAllGlobals())

/** A server whose session has ended until `signedIn` is set. */
function server(code = 'wrong-key') {
  const state = { signedIn: false, requests: 0 }
  vi.stubGlobal('fetch', async () => {
    state.requests++
    return state.signedIn ? new Response('{}') : Response.json({ code }, { status: 401 })
  })
  return state
}

test('holds what is refused and sends it again after signing in, all of it', async () => {
  const state = server()
  const gate = new SessionGate(() => true)
  const both = Promise.all([
    gate.fetch('/v1/project'),
    gate.fetch('/v1/models/x/predict', { method: 'POST' }),
  ])
  await vi.waitFor(() => expect([gate.isClosed(), state.requests]).toEqual([true, 2]))
  state.signedIn = true
  gate.open(true)
  expect((await both).map(({ status }) => status)).toEqual([200, 200])
  expect([gate.isClosed(), state.requests]).toEqual([false, 4])
})

test('lets the refusal through when somebody else signs in, nobody was signed in, or a password was wrong', async () => {
  server()
  const gate = new SessionGate(() => true)
  const refused = gate.fetch('/v1/project')
  await vi.waitFor(() => expect(gate.isClosed()).toBe(true))
  gate.open(false)
  expect((await refused).status).toBe(401)
  expect((await gate.fetch('/v1/session')).status).toBe(401)
  expect((await new SessionGate(() => false).fetch('/v1/project')).status).toBe(401)
  server('wrong-password')
  expect((await gate.fetch('/v1/session/password')).status).toBe(401)
  expect(gate.isClosed()).toBe(false)
})

test('a refusal that arrives after signing in again is sent once more at once', async () => {
  const gate = new SessionGate(() => true)
  const since = gate.renewals
  gate.open(true)
  expect(await gate.isRenewed('wrong-key', since)).toBe(true)
  expect(gate.isClosed()).toBe(false)
})
